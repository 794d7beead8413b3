import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/reports/explain.js';
import { plainMarkdown } from '../../src/reports/markdown-text.js';
import { ruleList } from '../../src/reports/rule-list.js';
import { defineRule, flag, type RegisteredRule, strings } from '../../src/rule.js';

const rule: RegisteredRule = {
  topic: 'copy',
  ...defineRule({
    id: 'copies-too-much',
    aliases: ['XX1001', 'CopyAll'],
    controls: ['CIS-4.99'],
    severity: 'warning',
    confidence: 'high',
    preset: 'recommended',
    summary: 'The whole build context is copied.',
    why: `**Everything** in the folder gets into the image, also what \`git\` ignores; see
[the reference](https://example.com/copy).

- _Secrets_ come along, and stay in the layer even if a later instruction deletes them from the file system.
- The cache breaks.

\`\`\`sh
docker build .
\`\`\``,
    options: { sources: strings('Sources that are too much', ['.']), stages: flag('Look at every stage') },
    bad: [{ dockerfile: 'FROM scratch\nCOPY . .\n', at: '.', fixed: 'FROM scratch\nCOPY src src\n' }],
    good: [{ dockerfile: 'FROM scratch\nCOPY src src\n', note: 'only what is needed' }],
    *dockerfile() {},
  }),
};
const other: RegisteredRule = {
  ...rule,
  id: 'other',
  topic: 'user',
  severity: 'info',
  preset: 'all',
  bad: [],
  options: {},
};

test('explains a rule', () =>
  assert.equal(
    explain(rule, { color: false, width: 72 }),
    `copies-too-much
The whole build context is copied.

severity    warning
confidence  high
topic       copy
preset      recommended
controls    CIS-4.99
aliases     XX1001, CopyAll

Why
  Everything in the folder gets into the image, also what \`git\` ignores;
  see the reference (https://example.com/copy).

  - Secrets come along, and stay in the layer even if a later
    instruction deletes them from the file system.
  - The cache breaks.

      docker build .

Bad
  FROM scratch
  COPY . .

Good: only what is needed
  FROM scratch
  COPY src src

Options
  sources  Sources that are too much (default: ["."])
  stages   Look at every stage (default: false)

To allow it
  # plimsoll allow copies-too-much -- reason    above the instruction
  rules: { copies-too-much: off }               in .plimsoll.yaml
`,
  ));

test('says how to allow what a rule finds in images', () => {
  const { dockerfile: _, ...bare } = rule;
  const told = (more: Partial<RegisteredRule>) =>
    explain({ ...bare, id: 'x', ...more }, { color: false, width: 100 }).split('To allow it\n')[1];
  const path = "  rules: { x: { allow: ['path/**'] } }";
  assert.equal(
    told({ *image() {} }),
    `${path}    in .plimsoll.yaml, by path in the image\n  rules: { x: off }                       in .plimsoll.yaml\n`,
  );
  assert.match(
    told({ *image() {}, *config() {} }) ?? '',
    /^ {2}# plimsoll allow x -- reason .*\n.*path\/\*\*.*\n.*off/,
  );
});

test('lists rules by topic', () => {
  assert.equal(
    ruleList([rule, other], 'text', { color: false, width: 80 }),
    `copy
  copies-too-much  warning  recommended  The whole build context is copied.

user
  other            info     all          The whole build context is copied.

2 rules
`,
  );
  assert.equal(
    ruleList([rule], 'text', { color: false, width: 50 }),
    `copy
  copies-too-much  warning  recommended
      The whole build context is copied.

1 rule
`,
  );
});

test('lists rules for machines', () => {
  const { version, rules } = JSON.parse(ruleList([rule, other], 'json', { color: true, width: 80 }));
  assert.equal(version, 1);
  assert.deepEqual(
    rules.map((it: { id: string; fixable: boolean }) => [it.id, it.fixable]),
    [
      ['copies-too-much', true],
      ['other', false],
    ],
  );
  assert.deepEqual(Object.keys(rules[0]), [
    'id',
    'aliases',
    'controls',
    'topic',
    'severity',
    'confidence',
    'preset',
    'fixable',
    'summary',
    'why',
    'options',
  ]);
  assert.deepEqual(rules[0].options.sources.default, ['.']);
});

test('colour changes nothing but colour', () => {
  const bare = (text: string) => text.replace(/\x1b\[\d+m/g, '');
  const options = { color: false, width: 72 };
  assert.equal(bare(explain(rule, { ...options, color: true })), explain(rule, options));
  assert.equal(bare(ruleList([rule], 'text', { ...options, color: true })), ruleList([rule], 'text', options));
});

test('takes the marks of Markdown away, and nothing else', () => {
  assert.equal(plainMarkdown('# Title\ntext *a* **b** _c_ <https://x.y>'), 'Title\ntext a b c https://x.y');
  assert.equal(
    plainMarkdown('rm -rf /var/*, `*.a*` and snake_case_name, 2 * 3 * 4'),
    'rm -rf /var/*, `*.a*` and snake_case_name, 2 * 3 * 4',
  );
  assert.equal(plainMarkdown('1. one\n   more\n2. two'), '1. one more\n2. two');
  assert.equal(plainMarkdown('a\n\n~~~\n  b *c*\n~~~\nd'), 'a\n\n      b *c*\nd');
});
