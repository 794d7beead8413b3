import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FORMATS } from '../../src/secrets/formats/index.js';
import { findSecrets, mayHoldToken } from '../../src/secrets.js';
import { EXAMPLES, read } from './examples.js';
import { pick } from './make.js';
import { longest, parse, sample } from './pattern.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const SOUGHT = FORMATS.filter(({ id }) => id !== 'private-key');
const TOKENS = SOUGHT.flatMap(({ id }) => (EXAMPLES[id]?.[0] ?? []).map(example => read(example).text));

describe('looking through bytes before they are decoded', () => {
  test('finds every example', () => {
    for (const token of TOKENS) assert.ok(mayHoldToken(bytes(token)), token.slice(0, 30));
  });

  test('passes over what most files are made of', () => {
    for (const text of [
      'export function createReadableStreamFromIterable(source) { return node_modules_cache; }\n',
      'npm install --save-dev @types/node && git clone https://git.acme.io/a/b\nme@acme.io\n',
      'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      '{"name": "@acme/x", "repository": "git+https://github.com/acme/x.git"}',
      'patternProperties secret_manager_client_of_acme sk-learn-classifier-for-all dapi_documentation',
      'this.patternMatcher.additionalPropertiesValidator hf_transformers_cache_folder',
    ])
      assert.equal(mayHoldToken(bytes(text)), false, text);
  });

  test('never says no where there is a token, whatever is around it', () => {
    const around = fc.string({
      unit: fc.constantFrom(
        'a',
        'Z',
        '7',
        '_',
        '-',
        ' ',
        '\n',
        '\\n',
        '%3D',
        '/',
        ':',
        '@',
        '.',
        '"',
        '=',
        'é',
        '😀',
        '\0',
      ),
    });
    fc.assert(
      fc.property(around, fc.constantFrom(...TOKENS), around, (before, token, after) => {
        const text = before + token + after;
        if (findSecrets(text).some(({ format }) => format !== 'private-key'))
          assert.ok(mayHoldToken(bytes(text)), text);
      }),
      { numRuns: 20_000 },
    );
  });

  test('never says no to what a pattern matches', () => {
    for (const { id, pattern } of SOUGHT) {
      const tree = parse(pattern.source);
      for (let count = 0; count < 400; count++) {
        const text = ` ${sample(tree, pick)} `;
        const found = findSecrets(text).length > 0;
        if (found) assert.ok(mayHoldToken(bytes(text)), `${id}: ${text}`);
      }
    }
  });

  test('looks as far as a pattern reaches', () => {
    for (const { id, pattern, reach, chosen, back } of SOUGHT)
      if (!chosen && /\)[^(]{0,40}$/.test(pattern.source)) {
        const all = longest(parse(pattern.source)) - back;
        // What ends in a repetition that nothing must follow matches in a part of it as well.
        const open = /\{\d+,\d+\}\)?$/.test(pattern.source);
        assert.ok(open || all < reach, `${id}: ${all} characters, and ${reach} are looked at`);
      }
  });

  test('gives up on a text that only looks like tokens, and lets it be read', () => {
    assert.equal(mayHoldToken(bytes('eyJabcdefghijklmnop '.repeat(100))), false);
    assert.equal(mayHoldToken(bytes('eyJabcdefghijklmnop '.repeat(1000))), true);
  });
});
