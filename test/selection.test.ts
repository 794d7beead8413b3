import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RegisteredRule } from '../src/rule.js';
import { activeRules, DEFAULTS, findRule, nearest, type Settings } from '../src/selection.js';

function rule(id: string, more: Partial<RegisteredRule> = {}): RegisteredRule {
  return {
    id,
    topic: 'files',
    aliases: [],
    controls: [],
    severity: 'warning',
    confidence: 'high',
    preset: 'recommended',
    summary: '',
    why: '',
    bad: [],
    good: [],
    ...more,
  };
}

const RULES = [
  rule('first', { aliases: ['DL1', 'Shared'] }),
  rule('second', { aliases: ['Shared'], topic: 'copy', severity: 'error' }),
  rule('third', { preset: 'strict', topic: 'copy', options: { most: { default: 3, description: '', schema: {} } } }),
  rule('fourth', { preset: 'all', controls: ['CWE-1', 'CIS-4.6'] }),
];

function ids(settings: Partial<Settings>): string[] {
  return activeRules(RULES, { ...DEFAULTS, ...settings }).map(({ rule: { id } }) => id);
}

describe('which rules run', () => {
  test('presets contain each other', () => {
    assert.deepEqual(ids({}), ['first', 'second']);
    assert.deepEqual(ids({ preset: 'strict' }), ['first', 'second', 'third']);
    assert.deepEqual(ids({ preset: 'cis' }), ['first', 'second', 'fourth']);
    assert.deepEqual(ids({ preset: 'all' }), ['first', 'second', 'third', 'fourth']);
  });

  test('a severity switches on, off switches off, options alone do neither', () => {
    const rules = new Map([
      ['first', { severity: 'off' as const }],
      ['third', { options: { most: 5 } }],
      ['fourth', { severity: 'info' as const }],
    ]);
    assert.deepEqual(ids({ rules }), ['second', 'fourth']);
    assert.equal(activeRules(RULES, { ...DEFAULTS, rules })[1]?.severity, 'info');
  });

  test('options are completed with their defaults', () => {
    const [third] = activeRules(RULES, { ...DEFAULTS, only: ['third'] });
    assert.deepEqual(third?.options, { most: 3 });
    const rules = new Map([['third', { options: { most: 5 } }]]);
    assert.deepEqual(activeRules(RULES, { ...DEFAULTS, only: ['third'], rules })[0]?.options, { most: 5 });
  });

  test('only: a name switches on, a topic narrows', () => {
    assert.deepEqual(ids({ only: ['fourth'] }), ['fourth']);
    assert.deepEqual(ids({ only: ['copy'] }), ['second']);
    assert.deepEqual(ids({ only: ['copy'], preset: 'strict' }), ['second', 'third']);
    assert.deepEqual(ids({ only: ['dl1'], rules: new Map([['first', { severity: 'off' }]]) }), ['first']);
  });

  test('skip wins over all', () => {
    assert.deepEqual(ids({ only: ['first', 'second'], skip: ['first'] }), ['second']);
    assert.deepEqual(ids({ preset: 'all', skip: ['copy', 'shared'] }), ['fourth']);
  });
});

describe('names', () => {
  const found = (name: string): string[] => findRule(RULES, name).map(({ id }) => id);

  test('id, alias in any letter case, several of one alias, topic', () => {
    assert.deepEqual(found('first'), ['first']);
    assert.deepEqual(found('FIRST'), ['first']);
    assert.deepEqual(found('dl1'), ['first']);
    assert.deepEqual(found('SHARED'), ['first', 'second']);
    assert.deepEqual(found('copy'), ['second', 'third']);
    assert.deepEqual(found('nothing'), []);
  });

  test('nearest', () => {
    const known = ['warning', 'error', 'info', 'never'];
    assert.equal(nearest('warn1ng', known), 'warning');
    assert.equal(nearest('WARNNIG', known), 'warning');
    assert.equal(nearest('eror', known), 'error');
    assert.equal(nearest('inof', known), 'info');
    assert.equal(nearest('completely-else', known), undefined);
    assert.equal(nearest('x'.repeat(1e6), known), undefined);
  });
});
