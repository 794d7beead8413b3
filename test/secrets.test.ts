import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findSecrets, mayHoldToken } from '../src/secrets.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const letters = (length: number) => 'a1B2c3D4e5F6g7H8i9J0'.repeat(20).slice(0, length);

/** One token of every form, and every beginning of it. */
const TOKENS = [
  ...['AKIA', 'ASIA'].map(start => `${start}QWERTYUIOPASDFGH`),
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map(start => `${start}${letters(36)}`),
  `github_pat_${letters(22)}`,
  ...['pat', 'dt', 'ptt', 'rt', 'cbt', 'ft', 'soat', 'imt', 'agent'].map(kind => `gl${kind}-${letters(20)}`),
  ...['a', 'b', 'e', 'p', 'r', 's'].map(kind => `xox${kind}-1234567890`),
  `https://hooks.slack.com/services/T${letters(8)}/B${letters(10)}/${letters(24)}`,
  `npm_${letters(36)}`,
  '//registry.npmjs.org/:_authToken=ab.cd/ef+gh=ij.kl/mn+op',
  `pypi-AgEIcHlwaS5vcmc${letters(50)}`,
  `AIza${letters(35)}`,
  `sk_live_${letters(16)}`,
  `rk_live_${letters(16)}`,
  `SG.${letters(22)}.${letters(43)}`,
  `dckr_pat_${letters(27)}`,
  `hf_${'abcdefghij'.repeat(4).slice(0, 34)}`,
  `sk-${letters(20)}T3BlbkFJ${letters(20)}`,
  `sk-ant-api03-${letters(80)}`,
  'postgres://app:s3cr3t-pa55@db/app',
  'amqp://{user}:hünter2@q/',
];

describe('looking through bytes before they are decoded', () => {
  for (const token of TOKENS)
    test(`finds ${token.slice(0, 24)}`, () => {
      assert.ok(findSecrets(token).length > 0, 'it is a token at all');
      assert.ok(mayHoldToken(bytes(token)));
    });

  test('passes over what most files are made of', () => {
    for (const text of [
      'export function createReadableStreamFromIterable(source) { return node_modules_cache; }\n',
      'npm install --save-dev @types/node && git clone https://git.acme.io/a/b\nme@acme.io\n',
      'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      '{"name": "@acme/x", "repository": "git+https://github.com/acme/x.git"}',
    ])
      assert.equal(mayHoldToken(bytes(text)), false, text);
  });

  test('never says no where there is a token, whatever is around it', () => {
    const around = fc.string({
      unit: fc.constantFrom('a', 'Z', '_', '-', ' ', '\n', '/', ':', '@', '.', '"', 'é', '😀', '\0'),
    });
    fc.assert(
      fc.property(around, fc.constantFrom(...TOKENS), around, (before, token, after) => {
        const text = before + token + after;
        if (findSecrets(text).length > 0) assert.ok(mayHoldToken(bytes(text)));
      }),
      { numRuns: 5000 },
    );
  });
});
