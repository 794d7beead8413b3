/** What echo and printf write, where all shells agree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { literalText } from '../../rules/_share/literal-text.js';

for (const [name, words, expected] of [
  ['echo', ['a', 'b  c'], 'a b  c\n'],
  ['echo', [], '\n'],
  ['echo', ['a\\nb'], undefined],
  ['echo', ['-n', 'a'], undefined],
  ['echo', ['-e', 'a'], undefined],
  ['printf', ['a\\n\\tb\\\\\\n'], 'a\n\tb\\\n'],
  ['printf', ['a'], 'a'],
  ['printf', ['%s\\n', 'a\\n', 'b'], 'a\\n\nb\n'],
  ['printf', ['%d\\n', '1'], undefined],
  ['printf', ['a\\n', 'b'], undefined],
  ['printf', ['\\x41'], undefined],
  ['printf', ['-v', 'x'], undefined],
] as const)
  test(`${name} ${words.join('|')}`, () => assert.equal(literalText(name, words), expected));
