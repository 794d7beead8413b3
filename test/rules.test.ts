/** The door that every rule passes: its own examples, and what must hold for all of them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDockerfile } from '../src/dockerfile/parse.js';
import type { Example, RegisteredRule } from '../src/rule.js';
import { lintImageWith, placeInImage } from './support/image-example.js';
import { applyFixes, lintWith, pointedAt, rulesOnDisk, SEVERITIES } from './support/rules.js';

const all = await rulesOnDisk();
const everyExample = all.flatMap(({ rule }) => [...rule.bad, ...rule.good].map(example => example.dockerfile));

const asList = (at: Example['at']): readonly string[] => (at === undefined ? [] : typeof at === 'string' ? [at] : at);

for (const { file, rule } of all) {
  describe(rule.id, () => {
    test('is described in full', () => {
      assert.equal(file, `rules/${rule.topic}/${rule.id}.ts`, 'the id is the name of the file');
      assert.match(rule.id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      assert.doesNotMatch(rule.id, /^no-/, 'a rule is named for the defect');
      assert.ok(SEVERITIES.includes(rule.severity));
      const bad = rule.bad.length + (rule.badImages?.length ?? 0);
      const good = rule.good.length + (rule.goodImages?.length ?? 0);
      assert.ok(bad > 0 && good > 0, 'at least one bad and one good example');
      assert.match(rule.summary, /^[A-Z`].*\.$/s, 'the summary is a sentence');
      assert.ok(rule.why.length > 80, 'why takes more than a line');
      assert.equal(new Set(rule.aliases).size, rule.aliases.length, 'each alias once');
      assert.ok(
        rule.dockerfile !== undefined || rule.config !== undefined || rule.image !== undefined,
        'it judges something',
      );
      if (rule.image !== undefined) assert.ok((rule.badImages ?? []).length > 0, 'an image rule has image examples');
      for (const option of Object.values(rule.options ?? {})) assert.match(option.description, /\.$/);
    });

    for (const [i, example] of rule.bad.entries()) {
      test(`bad example ${i + 1} is found where it says`, () => {
        const { findings } = lintWith(rule, example.dockerfile, example);
        assert.deepEqual(
          findings.map(finding => pointedAt(example.dockerfile, finding)),
          asList(example.at),
        );
        for (const finding of findings) {
          assert.ok(finding.line > 0 && finding.column > 0);
          assert.doesNotMatch(finding.message, /\.$/, 'a message has no final stop');
          assert.doesNotMatch(finding.message, /[\r\n]/);
          const text = pointedAt(example.dockerfile, finding);
          assert.equal(text, text.trim(), 'the span lies on a token');
        }
      });

      if (example.fixed !== undefined)
        test(`bad example ${i + 1} is mended`, () => {
          const fixed = applyFixes(example.dockerfile, lintWith(rule, example.dockerfile, example).findings);
          assert.equal(fixed, example.fixed);
          const again = lintWith(rule, fixed, example).findings;
          assert.deepEqual(
            again.map(finding => finding.message),
            [],
            'the mended text is quiet',
          );
          assert.equal(applyFixes(fixed, again), fixed);
          const before = parseDockerfile(example.dockerfile).problems.length;
          assert.ok(parseDockerfile(fixed).problems.length <= before, 'the mended text can be read');
        });
    }

    for (const [i, example] of rule.good.entries()) {
      test(`good example ${i + 1} is quiet`, () => {
        const { findings } = lintWith(rule, example.dockerfile, example);
        assert.deepEqual(
          findings.map(finding => `${finding.line}:${finding.column} ${finding.message}`),
          [],
        );
      });
    }

    for (const [i, example] of (rule.badImages ?? []).entries()) {
      test(`bad image ${i + 1} is found where it says`, async () => {
        const { findings } = await lintImageWith(rule, example.image, example.options);
        assert.deepEqual(findings.map(placeInImage), asList(example.at));
        for (const { message } of findings) assert.doesNotMatch(message, /\.$|[\r\n]/);
        assert.deepEqual(
          (await lintImageWith(rule, example.image, example.options)).report,
          (await lintImageWith(rule, example.image, example.options)).report,
        );
      });
    }

    for (const [i, example] of (rule.goodImages ?? []).entries()) {
      test(`good image ${i + 1} is quiet`, async () => {
        const { findings } = await lintImageWith(rule, example.image, example.options);
        assert.deepEqual(
          findings.map(finding => `${placeInImage(finding)}: ${finding.message}`),
          [],
        );
      });
    }

    if (rule.config !== undefined || rule.image !== undefined || rule.history === true)
      test('says nothing of an empty image, and does not fail', async () => {
        const { findings, outcome } = await lintImageWith(rule, {});
        assert.notEqual(outcome.state, 'failed', outcome.why);
        if (rule.config === undefined)
          assert.deepEqual(
            findings.map(finding => finding.message),
            [],
          );
      });

    // A rule that only judges images has nothing to do with a Dockerfile.
    if (rule.dockerfile === undefined && rule.config === undefined) return;

    test('says nothing of nothing', () => {
      for (const text of ['', 'FROM scratch\n']) {
        if (text === '' && rule.bad.some(example => parseDockerfile(example.dockerfile).instructions.length === 0))
          continue;
        const { findings, outcome } = lintWith(rule, text);
        assert.deepEqual(
          findings.map(finding => finding.message),
          [],
        );
        assert.notEqual(outcome.state, 'failed', outcome.why);
      }
    });

    test('gives the same twice and never fails, wherever a file is cut', () => {
      for (const text of everyExample) checkCuts(rule, text);
    });
  });
}

function checkCuts(rule: RegisteredRule, text: string): void {
  const lines = text.split('\n');
  for (let end = 1; end <= lines.length; end++) {
    const cut = lines.slice(0, end).join('\n');
    const first = lintWith(rule, cut);
    assert.notEqual(first.outcome.state, 'failed', `${first.outcome.why} on ${JSON.stringify(cut)}`);
    for (const finding of first.findings) {
      const { line, column, endLine, endColumn } = finding;
      assert.ok(line < endLine || (line === endLine && column <= endColumn));
      assert.ok(endLine <= end);
    }
    if (end === lines.length) assert.deepEqual(lintWith(rule, cut).report, first.report);
  }
}

test('no alias is the id of another rule, and BuildKit, hadolint and CIS names are told apart from ids', () => {
  const ids = new Set(all.map(({ rule }) => rule.id));
  for (const { rule } of all) for (const alias of rule.aliases) assert.ok(!ids.has(alias), `${alias} of ${rule.id}`);
  assert.equal(ids.size, all.length, 'each id once');
});
