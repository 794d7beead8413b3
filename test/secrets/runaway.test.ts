/** No text makes looking for secrets slow: shown by the form of the patterns, and by texts made to hurt. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FORMATS } from '../../src/secrets/formats/index.js';
import { findSecrets, mayHoldToken } from '../../src/secrets.js';
import { pick } from './make.js';
import { longest, parse, sample, ways } from './pattern.js';

/** Steps of one attempt at a pattern: the ways through it, each as long as the longest match. */
const MOST_STEPS = 200_000;
const SIZE = 200_000;

describe('patterns', () => {
  test('are sticky, so that they are tried where a start stands and nowhere else', () => {
    for (const { id, pattern } of FORMATS) assert.equal(pattern.flags, 'y', id);
  });

  test('are bounded, and go through a text in few ways', () => {
    for (const { id, pattern } of FORMATS) {
      const tree = parse(pattern.source);
      assert.ok(longest(tree) <= 10_000, `${id} reaches ${longest(tree)} characters`);
      const steps = ways(tree) * longest(tree);
      assert.ok(steps <= MOST_STEPS, `${id} takes up to ${steps} steps`);
    }
  });

  test('what would run away is seen', () => {
    for (const source of ['(a+)', 'a*b', '(a{2,})', 'x.y', '(\\w+)'])
      assert.throws(() => parse(source), /unbounded|at \d+/, source);
    assert.ok(ways(parse('(?:a{1,50}){1,50}b')) > MOST_STEPS);
    assert.equal(ways(parse('a{1,200}a{1,200}b')), 200);
    assert.equal(ways(parse('a{1,200}a{1,200}a{1,200}b')), 40_000);
    assert.equal(ways(parse('a{1,200}-a{1,200};')), 1);
    assert.equal(ways(parse('[a-z]{1,200}(?:b|c)d')), 400);
  });
});

describe('texts of 200 kB made to hurt', () => {
  const fill = (unit: string): string => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);
  const CLASSES = [
    'a',
    'A',
    '0',
    '_',
    '-',
    '.',
    '/',
    '+',
    '=',
    ' ',
    ':',
    '@',
    '%',
    '\\n',
    'aA0',
    'a.',
    'a-',
    'a:',
    '//a',
    '://',
    '%3D',
  ];

  for (const { id, starts, pattern } of FORMATS)
    test(id, () => {
      const tree = parse(pattern.source);
      for (const start of starts.slice(0, 3)) {
        const units = [
          start,
          ` ${start}`,
          `-${start}`,
          `.${start}`,
          `${start}a0`,
          ` ${sample(tree, pick).slice(0, -1)}`,
        ];
        for (const text of [...units.map(fill), ...CLASSES.map(unit => start + fill(unit))]) {
          findSecrets(text);
          mayHoldToken(new TextEncoder().encode(text));
        }
      }
    });

  test('runs of every sort', () => {
    for (const unit of CLASSES) assert.deepEqual(findSecrets(fill(unit)), [], unit);
  });
});
