/** What tar is told to unpack, in both of its ways of writing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unpacking } from '../../rules/_share/tar.js';
import { commands } from '../dockerfile/shell/read.js';

function told(text: string): string | undefined {
  const [command] = commands(text);
  const call = command === undefined ? undefined : unpacking(command);
  if (call === undefined) return undefined;
  return `${call.archive?.value} > ${call.folder?.value} ${call.whole ? 'whole' : 'picked'}`;
}

for (const [text, expected] of [
  ['tar -xzf a.tgz', 'a.tgz > undefined whole'],
  ['tar xzvf a.tgz -C /opt', 'a.tgz > /opt whole'],
  ['tar xfC a.tar /opt', 'a.tar > /opt whole'],
  ['tar xCf /opt a.tar', 'a.tar > /opt whole'],
  ['tar -x -f a.tar --directory=/opt', 'a.tar > /opt whole'],
  ['tar --extract --file a.tar --directory /opt', 'a.tar > /opt whole'],
  ['tar --get --xz --file=a.tar.xz', 'a.tar.xz > undefined whole'],
  ['bsdtar -xvfa.tar', 'a.tar > undefined whole'],
  ['tar xz', 'undefined > undefined whole'],
  ['tar Jxvf - -C /', 'undefined > / whole'],
  ['tar xzC /x', 'undefined > /x whole'],
  ['tar -xf a.tar --strip-components=1', 'a.tar > undefined picked'],
  ['tar -xf a.tar --strip-components 1', 'a.tar > undefined picked'],
  ['tar -xf a.tar bin/x', 'a.tar > undefined picked'],
  ['tar xf a.tar --exclude doc', 'a.tar > undefined picked'],
  ['tar -xof a.tar', 'a.tar > undefined picked'],
  ['tar -xf "$A"', 'undefined > undefined whole'],
  ['tar -czf a.tgz x', undefined],
  ['tar -tf a.tar', undefined],
  ['tar cf - x', undefined],
  ['tar --version', undefined],
  ['tar', undefined],
  ['cat a.tar', undefined],
] as const)
  test(text, () => assert.equal(told(text), expected));
