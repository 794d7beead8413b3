import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, humanSize } from '../../rules/_share/sizes.js';

for (const [bytes, text] of [
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [1549, '1.5 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [43_100_000, '43.1 MB'],
  [2_000_000_000, '2.0 GB'],
  [5e15, '5000.0 TB'],
] as const)
  test(`${bytes} bytes are ${text}`, () => assert.equal(humanSize(bytes), text));

test('counts', () => assert.deepEqual([counted(1, 'file'), counted(2, 'file')], ['1 file', '2 files']));
