/** Signals as STOPSIGNAL spells them, held against what Node knows of Linux, and ports as EXPOSE does. */
import assert from 'node:assert/strict';
import os from 'node:os';
import { describe, test } from 'node:test';
import { mistakenPort } from '../../rules/_share/ports.js';
import { readSignal } from '../../rules/_share/signals.js';

describe('signals', () => {
  test('numbers and names are those of the system', {
    skip: process.platform !== 'linux' || process.arch !== 'x64',
  }, () => {
    for (const [name, number] of Object.entries(os.constants.signals)) {
      const bare = name.replace(/^SIG/, '');
      if (bare === 'UNUSED') continue;
      assert.equal(readSignal(name), bare);
      assert.equal(os.constants.signals[`SIG${readSignal(String(number))}` as NodeJS.Signals], number);
    }
  });

  test('real-time signals', () => {
    for (const [text, name] of [
      ['34', 'RTMIN'],
      ['37', 'RTMIN+3'],
      ['49', 'RTMIN+15'],
      ['50', 'RTMAX-14'],
      ['64', 'RTMAX'],
      ['sigrtmin+3', 'RTMIN+3'],
      ['RTMAX-14', 'RTMAX-14'],
      ['32', '32'],
    ] as const)
      assert.equal(readSignal(text), name, text);
  });

  test('what there is not', () => {
    for (const text of [
      '',
      '0',
      '65',
      '-1',
      'SIG',
      'SIGSIGTERM',
      'RTMIN+0',
      'RTMIN+16',
      'RTMAX-15',
      'TERM KILL',
      '9'.repeat(50),
    ])
      assert.equal(readSignal(text), undefined, text);
  });
});

describe('ports', () => {
  test('what the builder takes', () => {
    for (const text of [
      '80',
      '80/',
      '80/tcp',
      '80/TCP',
      '80/tcp/x',
      '1-2/sctp',
      ':80',
      '1:80',
      '1-2:3-4',
      '1.2.3.4::80',
      '::1:80:80',
      '[fe80::1%eth0]:80:80',
    ])
      assert.equal(mistakenPort(text), undefined, text);
  });

  test('what it does not', () => {
    for (const text of ['', 'a', '80a', '80-', '-80', '80,81', '80/tcpx', '/tcp', '80:', 'host:1:80', '1:2:80'])
      assert.notEqual(mistakenPort(text), undefined, text);
  });
});
