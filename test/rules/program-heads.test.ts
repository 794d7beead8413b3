import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleElf } from '../../rules/_share/example-programs.js';
import { readProgram } from '../../rules/_share/program-heads.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** A 32-bit big-endian ELF header with one program header that names an interpreter. */
function big(interp: string): Uint8Array {
  const head = Buffer.alloc(52 + 32 + interp.length + 1);
  head.write('\x7fELF\x01\x02\x01', 0, 'latin1');
  head.writeUInt16BE(20, 18);
  head.writeUInt32BE(52, 28);
  head.writeUInt16BE(32, 42);
  head.writeUInt16BE(1, 44);
  head.writeUInt32BE(3, 52);
  head.writeUInt32BE(84, 56);
  head.writeUInt32BE(interp.length + 1, 68);
  head.write(interp, 84, 'latin1');
  return head;
}

test('ELF headers of both sizes and byte orders', () => {
  assert.deepEqual(readProgram(bytes(exampleElf(62, '/lib/ld.so'))), {
    kind: 'elf',
    bits: 64,
    big: false,
    machine: 62,
    interp: '/lib/ld.so',
  });
  assert.deepEqual(readProgram(bytes(exampleElf(62))), { kind: 'elf', bits: 64, big: false, machine: 62 });
  assert.deepEqual(readProgram(big('/lib/ld.so.1')), {
    kind: 'elf',
    bits: 32,
    big: true,
    machine: 20,
    interp: '/lib/ld.so.1',
  });
});

test('a header that lies about itself is survived, wherever it is cut and whatever its bytes', () => {
  const whole = bytes(exampleElf(62, '/lib/ld.so'));
  for (let end = 0; end <= whole.length; end++) readProgram(whole.subarray(0, end));
  for (let at = 4; at < whole.length; at++) {
    for (const byte of [0, 1, 127, 255]) {
      const broken = Uint8Array.from(whole);
      broken[at] = byte;
      readProgram(broken);
    }
  }
});

test('the first line of a script, as Linux reads it', () => {
  const script = (text: string) => readProgram(bytes(text));
  assert.deepEqual(script('#! /usr/bin/env  node --x \ncode'), {
    kind: 'script',
    interp: '/usr/bin/env',
    argument: 'node --x',
    crlf: false,
  });
  assert.deepEqual(script('#!/bin/sh\r\n'), { kind: 'script', interp: '/bin/sh', argument: '', crlf: true });
  assert.deepEqual(script('#!/bin/sh'), { kind: 'script', interp: '/bin/sh', argument: '', crlf: false });
  assert.equal(script('#!\n/bin/sh'), undefined);
  assert.equal(script('echo\n'), undefined);
  assert.equal(script('\xef\xbb\xbf#!/bin/sh\n'), undefined);
});

test('programs of other systems', () => {
  assert.deepEqual(readProgram(bytes('MZ\x90\0')), { kind: 'pe' });
  assert.deepEqual(readProgram(bytes('\xcf\xfa\xed\xfe\x07\0\0\x01')), { kind: 'mach-o' });
  assert.deepEqual(readProgram(bytes('\xca\xfe\xba\xbe\0\0\0\x02')), { kind: 'mach-o' });
  assert.deepEqual(readProgram(bytes('\xca\xfe\xba\xbe\0\0\0\x34')), { kind: 'unknown' }, 'a Java class');
  assert.deepEqual(readProgram(bytes('MZqFpD=')), { kind: 'unknown' }, 'runs on all of them');
});
