import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { oneOf, type RegisteredRule, strings } from '../../src/rule.js';
import { readSettings } from '../../src/settings/read.js';
import { settingsSchema } from '../../src/settings/schema.js';

function rule(id: string, more: Partial<RegisteredRule> = {}): RegisteredRule {
  return {
    id,
    topic: 'files',
    aliases: [],
    controls: [],
    severity: 'warning',
    confidence: 'high',
    preset: 'recommended',
    summary: 'Something.',
    why: '',
    bad: [],
    good: [],
    ...more,
  };
}

const RULES = [
  rule('sticky-door', {
    aliases: ['DL1', 'SHARED'],
    options: { allow: strings('Allowed.'), how: oneOf('How.', ['a', 'b'], 'a') },
  }),
  rule('open-window', { aliases: ['SHARED'] }),
  rule('cold-room'),
];

async function mistakes(text: string): Promise<readonly string[]> {
  const result = await readSettings(text, RULES, ['github-token', 'stripe-key']);
  return 'mistakes' in result ? result.mistakes : [];
}

async function settings(text: string) {
  const result = await readSettings(text, RULES, ['github-token', 'stripe-key']);
  assert.ok('settings' in result, JSON.stringify(result));
  return result.settings;
}

describe('settings that are right', () => {
  test('all keys', async () => {
    const read = await settings(`
preset: strict
fail-on: error
rules:
  sticky-door: { severity: error, allow: [x], how: b }
  cold-room: off
overrides:
  - files: "*.dev.Dockerfile"
    preset: all
  - files: [a/**, b]
    fail-on: never
    rules: { cold-room: info }
ignore: [vendor]
`);
    assert.equal(read.base.preset, 'strict');
    assert.equal(read.base.failOn, 'error');
    assert.deepEqual(
      [...read.base.rules],
      [
        ['sticky-door', { severity: 'error', options: { allow: ['x'], how: 'b' } }],
        ['cold-room', { severity: 'off' }],
      ],
    );
    assert.equal(read.overrides[0]?.files('x/y.dev.Dockerfile'), true);
    assert.equal(read.overrides[1]?.files('b/Dockerfile'), true);
    assert.equal(read.overrides[1]?.files('c/Dockerfile'), false);
    assert.deepEqual([...(read.overrides[1]?.layer.rules ?? [])], [['cold-room', { severity: 'info' }]]);
    assert.equal(read.ignore('x/vendor/Dockerfile'), true);
  });

  test('aliases in any letter case; a shared one means all its rules', async () => {
    assert.deepEqual([...(await settings('rules: {dl1: off}')).base.rules.keys()], ['sticky-door']);
    assert.deepEqual([...(await settings('rules: {Shared: off}')).base.rules.keys()], ['sticky-door', 'open-window']);
  });

  test('nothing, comments, keys with nothing below them', async () => {
    for (const text of ['', '# nothing\n', '---\n', '\ufeff', 'rules:\n  # cold-room: off\nignore:\n', '{}', 'null']) {
      assert.deepEqual([...(await settings(text)).base.rules], [], JSON.stringify(text));
    }
  });

  test('JSON, also with tabs', async () => {
    const read = await settings('{\n\t"preset": "all",\n\t"rules": {\n\t\t"cold-room": "off"\n\t}\n}\n');
    assert.equal(read.base.preset, 'all');
    assert.equal(read.base.rules.get('cold-room')?.severity, 'off');
  });

  test('anchors', async () => {
    const read = await settings('rules: {cold-room: &it {severity: error}, open-window: *it}');
    assert.equal(read.base.rules.get('open-window')?.severity, 'error');
  });
});

describe('settings that are wrong', () => {
  const cases: readonly (readonly [string, string, ...string[]])[] = [
    ['a key', 'presets: all\n', "1:1: there is no key 'presets'; did you mean 'preset'?"],
    [
      'an unlikely key',
      'zzzzzz: 1\n',
      "1:1: there is no key 'zzzzzz'; there are preset, fail-on, rules, overrides, ignore",
    ],
    [
      'a value',
      'fail-on: warn1ng\n',
      "1:10: 'warn1ng' is not one of error, warning, info, never; did you mean 'warning'?",
    ],
    ['a value of another sort', 'preset: [all]\n', '1:9: a list is not one of recommended, cis, strict, all'],
    ['a rule', 'rules:\n  colt-room: off\n', "2:3: there is no rule 'colt-room'; did you mean 'cold-room'?"],
    ['an alias', 'rules:\n  DL2: off\n', "2:3: there is no rule 'DL2'; did you mean 'DL1'?"],
    ['an unlikely rule', 'rules: {qqqqqqqqq: off}', "1:9: there is no rule 'qqqqqqqqq'; plimsoll rules lists them"],
    [
      'a severity',
      'rules:\n  cold-room: of\n',
      "2:14: 'of' is not one of off, error, warning, info; did you mean 'off'?",
    ],
    ['true', 'rules: {cold-room: true}', "1:20: 'true' is not one of off, error, warning, info"],
    [
      'an option',
      'rules: {sticky-door: {alow: []}}',
      "1:23: the rule sticky-door has no option 'alow'; did you mean 'allow'?",
    ],
    [
      'an option of another rule',
      'rules: {cold-room: {allow: []}}',
      "1:21: the rule cold-room has no option 'allow'; it has severity",
    ],
    ['the value of an option', 'rules:\n  DL1:\n    how: c\n', "3:10: 'c' is not one of a, b"],
    ['the type of an option', 'rules:\n  dl1: {allow: x}\n', "2:16: this must be a list, not 'x'"],
    [
      'the type of an item',
      'rules: {sticky-door: {allow: [x, {a: 1}]}}',
      '1:34: this must be a word, not keys with values',
    ],
    [
      'one rule twice',
      'rules:\n  DL1: off\n  sticky-door: info\n',
      "3:3: the rule sticky-door is set twice, here and as 'DL1'",
    ],
    ['one key twice', 'preset: all\npreset: all\n', "2:1: the key 'preset' is there twice"],
    ['an override', 'overrides:\n  - preset: all\n', "2:5: the key 'files' is missing"],
    [
      'a key in an override',
      'overrides:\n  - files: x\n    ignore: [x]\n',
      "3:5: there is no key 'ignore'; there are files, preset, fail-on, rules",
    ],
    [
      'a rule in an override',
      'overrides:\n  - files: x\n    rules: {cold-rom: off}\n',
      "3:13: there is no rule 'cold-rom'; did you mean 'cold-room'?",
    ],
    ['no list', 'ignore: x\n', "1:9: this must be a list, not 'x'"],
    ['an empty glob', 'ignore: [""]\n', '1:10: this must not be empty'],
    ['a list', '- preset\n', '1:1: this must be keys with values, not a list'],
    ['a word', 'strict\n', "1:1: this must be keys with values, not 'strict'"],
    ['a tab', 'rules:\n\tcold-room: off\n', '2:1: this is not YAML: Tabs are not allowed as indentation'],
    ['a glob that is too long', `ignore: [${'a'.repeat(2000)}]`, '1:10: a glob has at most 1000 characters'],
    [
      'several',
      'presett: all\nrules:\n  cold-room: x\n  nothing-like-it: off\n',
      "1:1: there is no key 'presett'; did you mean 'preset'?",
      "3:14: 'x' is not one of off, error, warning, info",
      "4:3: there is no rule 'nothing-like-it'; plimsoll rules lists them",
    ],
    [
      '__proto__',
      '__proto__: {preset: all}\n',
      "1:1: there is no key '__proto__'; there are preset, fail-on, rules, overrides, ignore",
    ],
    [
      'a rule __proto__',
      'rules: {__proto__: {preset: all}, constructor: off}',
      "1:9: there is no rule '__proto__'; plimsoll rules lists them",
      "1:35: there is no rule 'constructor'; plimsoll rules lists them",
    ],
  ];
  for (const [name, text, ...expected] of cases) {
    test(name, async () => assert.deepEqual(await mistakes(text), expected));
  }

  test('YAML that is none, in one line', async () => {
    for (const text of ['a: [', '{', 'a: b: c', '"', '%YAML 9\n---\n}', '--- 1\n--- 2\n', '\u0000']) {
      const found = await mistakes(text);
      assert.equal(found.length, 1, JSON.stringify(text));
      assert.match(found[0] ?? '', /^\d+:\d+: this (is not YAML: |must be )[^\n]+$/);
    }
  });

  test('secrets that are neither fingerprints nor formats', async () => {
    const text = "secrets:\n  allow:\n    - 'a1b2c3'\n    - github-token\n    - githb-token\n    - A1B2C3\n";
    assert.deepEqual(await mistakes(text), [
      "5:7: 'githb-token' is neither the fingerprint of a secret (six hexadecimal digits) nor a format; did you mean 'github-token'?",
      "6:7: 'A1B2C3' is neither the fingerprint of a secret (six hexadecimal digits) nor a format",
    ]);
    assert.equal((await mistakes('secrets: { allow: [123456] }')).length, 1);
    assert.equal((await mistakes('secrets: { salts: x }')).length, 1);
    assert.deepEqual((await settings('secrets: { salt: x }')).secrets, { salt: 'x', allow: [] });
  });

  test('YAML made to fill memory or stack', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x]'];
    for (let i = 0; i < 12; i++)
      bomb.push(
        `a${i}: &a${i} [${Array(8)
          .fill(`*a${i === 0 ? '' : i - 1}`)
          .join(', ')}]`,
      );
    assert.deepEqual(await mistakes(bomb.join('\n')), ['1:1: this uses anchors too often; write the values out']);
    assert.equal((await mistakes('['.repeat(100_000))).length, 1);
    assert.ok((await mistakes(`${'a:\n'.repeat(50_000)}`)).length > 0);
    const many = Array.from({ length: 20_000 }, (_, i) => `  cold-rom${i}: off\n`).join('');
    assert.equal((await mistakes(`rules:\n${many}`)).length, 200);
    assert.equal((await mistakes('a: &a {b: *a}')).length, 1);
  });
});

describe('the schema', () => {
  test('is one, and knows the aliases', () => {
    const validate = new Ajv({ strict: true, strictTypes: false }).compile(settingsSchema(RULES, { aliases: true }));
    assert.equal(validate({ rules: { DL1: 'off', SHARED: { severity: 'info' } } }), true);
    assert.equal(validate({ rules: { dl9: 'off' } }), false);
    const text = JSON.stringify(settingsSchema(RULES, { aliases: true }));
    assert.match(text, /"description":"Allowed\."/);
  });
});
