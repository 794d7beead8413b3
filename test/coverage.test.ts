/** Each check of each other tool is answered by a rule or refused with a reason, and rules answer to no code that does not exist. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerTo, type Code, coveragePage, toolsOnDisk } from './support/coverage.js';
import { rulesOnDisk } from './support/rules.js';

const rules = (await rulesOnDisk()).map(({ rule }) => rule);
const tools = toolsOnDisk();

/** How many checks the tools have that are still alive; fewer here means that somebody lost some. */
const ALIVE: Readonly<Record<string, number>> = {
  hadolint: 72,
  'BuildKit (`docker build --check`)': 22,
  Trivy: 27,
  checkov: 28,
  Dockle: 20,
  KICS: 49,
  'CIS Docker Benchmark, section 4 (docker-bench)': 12,
  tally: 86 + 27 + 22 + 3,
};

const list = (lines: readonly string[]): string => lines.map(line => `\n  ${line}`).join('');

for (const { tool, codes } of tools) {
  test(`${tool}: a rule or a reason for every code`, () => {
    const missing = codes
      .filter(({ refused }) => refused === undefined)
      .map(code => answerTo(rules, code))
      .filter(({ unanswered }) => unanswered.length > 0)
      .map(({ unanswered, what }) => `${unanswered.join(', ')}: ${what}`);
    assert.ok(missing.length === 0, `${missing.length} without either:${list(missing)}`);
  });
}

test('no reason for what a rule answers to, and each is one sentence', () => {
  for (const { codes } of tools) {
    for (const code of codes.filter(({ refused }) => refused !== undefined)) {
      assert.deepEqual(
        answerTo(rules, code).rules.map(({ id }) => id),
        [],
        `${code.code} is refused and answered`,
      );
      assert.match(code.refused as string, /^[A-Z][^\n|]{20,}\.$/, code.code);
    }
  }
});

test('every code once, said in a few words', () => {
  for (const { tool, codes } of tools) {
    const names = codes.flatMap(({ code, also = [] }) => [code, ...also]).map(name => name.toLowerCase());
    assert.equal(new Set(names).size, names.length, `${tool} has a name twice`);
    for (const { code, what } of codes) assert.match(what, /^[^\n|]{4,140}$/, code);
  }
});

test('no tool has lost a code', () => {
  for (const [tool, count] of Object.entries(ALIVE)) {
    const codes = tools.find(each => each.tool === tool)?.codes ?? [];
    assert.equal(codes.filter(({ withdrawn }) => withdrawn !== true).length, count, tool);
  }
});

test('every alias of a rule is the name of a check somewhere', () => {
  const known = new Set(tools.flatMap(({ codes }) => codes.flatMap(namesOf)));
  const strange = rules.flatMap(({ id, aliases }) =>
    aliases.filter(alias => !known.has(alias)).map(alias => `${alias} of ${id}`),
  );
  assert.ok(strange.length === 0, `no tool has these:${list(strange)}`);
});

test('the page links every rule that answers, and shows what is missing', () => {
  const rule = { ...(rules[0] as (typeof rules)[number]), id: 'a-rule', aliases: ['X1'], controls: ['CIS-4.9'] };
  const codes: readonly Code[] = [
    { code: 'x1', what: 'one' },
    { code: '4.9', what: 'two', withdrawn: true },
    { code: 'X2', what: 'three', refused: 'It needs a registry, and nothing here asks one.' },
    { code: 'X3', what: 'four' },
  ];
  const page = coveragePage([rule], [{ tool: 'Some tool', codes }]);
  assert.match(page, /^4 codes: 2 answered, 1 refused, 1 not yet built\.$/m);
  assert.match(page, /^\| `x1` \| one \| \[a-rule\]\(rules\/a-rule\.md\) \|$/m);
  assert.match(page, /^\| `4\.9` \| two \(withdrawn\) \| \[a-rule\]\(rules\/a-rule\.md\) \|$/m);
  assert.match(page, /^\| `X2` \| three \| It needs a registry, and nothing here asks one\. \|$/m);
  assert.match(page, /^\| `X3` \| four \| \*\*none yet\*\* \|$/m);
});

function namesOf({ code, also = [] }: Code): readonly string[] {
  return [code, ...also];
}
