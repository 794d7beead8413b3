/** `os-release` (os-release(5)) and the table of last days. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOfLife, readOsRelease } from '../../rules/_share/eol.js';

for (const [text, end] of [
  ['ID=debian\nVERSION_ID="12"\n', '2028-06-30'],
  ["ID='debian'\r\nVERSION_ID='10'\r\n", '2024-06-30'],
  ['# a comment\nID=alpine\nVERSION_ID=3.18.4\n', '2025-05-09'],
  ['ID=alpine\nVERSION_ID=3.22_alpha20250101\n', 'unknown'],
  ['ID="rocky"\nVERSION_ID="8.9"\n', '2029-05-31'],
  ['NAME="CentOS Linux"\nID="centos"\nVERSION_ID="8"\n', '2021-12-31'],
  ['NAME="CentOS Stream"\nID="centos"\nVERSION_ID="8"\n', '2024-05-31'],
  ['ID=ubuntu\nVERSION_ID="20.04"\n', '2025-05-31'],
  ['ID=debian\nPRETTY_NAME="Debian trixie/sid"\n', 'unknown'],
  ['ID=wolfi\nVERSION_ID=20230201\n', 'rolling'],
  ['ID=constructor\nVERSION_ID=1\n', 'unknown'],
  ['', 'unknown'],
] as const)
  test(`${JSON.stringify(text)} ends ${end}`, () => assert.equal(endOfLife(readOsRelease(text)), end));
