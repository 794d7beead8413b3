/** The README: its commands are run, and what its table says of Plimsoll is shown to be so. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { COMMANDS, optionsOf } from '../../src/cli/table.js';
import { FORMATS } from '../../src/reports/formats.js';
import { BAD, folder, GOOD, run } from '../cli/world.js';
import { blocksOf } from '../support/markdown.js';

const README = fs.readFileSync('README.md', 'utf8');
const COMPARED = ['hadolint', 'BuildKit checks', 'Trivy', 'Dockle', 'tally'];

/** The table of tools: of each row its name, and the cells. */
const table = README.slice(README.indexOf('| | Plimsoll |'))
  .split('\n\n')[0]
  ?.split('\n')
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  ) as [string[], string[], ...string[][]];
const [head, , ...rows] = table;

const lines = (text: string): string => text.replace(/\r/g, '');
const bad = (t: TestContext, text = BAD): string => folder(t, { Dockerfile: text });

/** Of each row, what shows that the first cell is true. */
const PROOFS: Readonly<Record<string, (t: TestContext, cell: string) => Promise<void> | void>> = {
  Dockerfiles: async t => assert.equal((await run(bad(t), ['Dockerfile'])).code, 1),
  'configuration and layers of images': async t => {
    const cwd = folder(t, { 'etc/passwd': 'root:x:0:0::/:/bin/sh\n', 'etc/shadow': 'root::19000:0:99999:7:::\n' });
    assert.equal((await run(cwd, ['image', '--no-cache', 'rootfs:.'])).code, 1);
  },
  'known vulnerabilities in packages': (_, cell) => assert.equal(cell, 'no'),
  'works without a builder or a daemon': async t => {
    const without = { PATH: '', DOCKER_HOST: 'unix:///nowhere' };
    assert.equal((await run(bad(t), [], { env: without })).code, 1);
  },
  'where images can be': (_, cell) => {
    const said = fs.readFileSync('docs/images.md', 'utf8');
    for (const word of ['docker://', 'podman://', 'registry://', 'docker-archive:', 'oci:', 'rootfs:'])
      assert.ok(said.includes(word), word);
    assert.match(cell, /^Docker, Podman, registry, archives, OCI layout, root file system$/);
  },
  formats: (_, cell) => assert.equal(Number(cell), FORMATS.length),
  'several reports of one run': async t => {
    const cwd = bad(t);
    const { stdout } = await run(cwd, ['--format', 'sarif=a.sarif', '--format', 'junit=b.xml', '--format', 'compact']);
    assert.match(stdout, /^Dockerfile:2:/);
    for (const name of ['a.sarif', 'b.xml']) assert.ok(fs.statSync(path.join(cwd, name)).size > 0);
  },
  'findings fail the run unless told otherwise': async t => {
    assert.equal((await run(bad(t), [])).code, 1);
    const info = await run(bad(t, 'FROM alpine:3.23 as a\nUSER 1000\n'), []);
    assert.equal(info.code, 0);
    assert.match(info.stdout, /^info /m);
  },
  'comments that allow': async t => {
    for (const comment of ['allow', 'allow-stage', 'allow-file']) {
      const text = `FROM alpine:3.23\n# plimsoll ${comment} sudo-used -- meant\nRUN sudo true\nUSER 1000\n`;
      const first = comment === 'allow' ? text : `# plimsoll ${comment} sudo-used -- meant\n${BAD}`;
      assert.equal((await run(bad(t, first), [])).code, 0, comment);
    }
  },
  'an end for what is allowed': async t => {
    const text = 'FROM alpine:3.23\n# plimsoll allow sudo-used until=2025-06-30 -- meant\nRUN sudo true\nUSER 1000\n';
    assert.equal((await run(bad(t, text), [], { today: '2025-06-30' })).code, 0);
    assert.equal((await run(bad(t, text), [], { today: '2025-07-01' })).code, 1);
  },
  'explains a rule offline': async () => assert.match((await run('/', ['explain', 'sudo-used'])).stdout, /sudo/),
  score: async t => assert.match((await run(bad(t), [])).stdout, /score \d+ of 100/),
  'mends files': (_, cell) =>
    assert.equal(
      cell === 'yes',
      COMMANDS.some(({ name }) => name === 'fix'),
    ),
  "rules of one's own": async () => {
    const { lint } = await import('../../src/index.js');
    const { defineRule, hit } = await import('../../src/rule.js');
    const rule = defineRule({
      id: 'own',
      aliases: [],
      controls: [],
      severity: 'error',
      confidence: 'high',
      preset: 'recommended',
      summary: 'Own.',
      why: 'Own.',
      bad: [],
      good: [],
      *dockerfile(subject) {
        for (const { keyword } of subject.instructions('user')) yield hit(keyword.span, 'own');
      },
    });
    const found = lint(GOOD, { rules: [{ ...rule, topic: 'own' }] }).findings.map(finding => finding.rule);
    assert.deepEqual(found, ['own']);
  },
  'hook for pre-commit': () => assert.match(fs.readFileSync('.pre-commit-hooks.yaml', 'utf8'), /language: node/),
  'codes of the others understood': async () => {
    for (const code of ['DL3004', 'StageNameCasing', 'DS-0002', 'CIS-DI-0001', 'CKV_DOCKER_3']) {
      assert.equal((await run('/', ['explain', code])).code, 0, code);
    }
  },
  telemetry: (_, cell) => assert.equal(cell, 'no'),
};

describe('README.md', () => {
  test('has the two commands that set it up', () => {
    const commands = [...lines(README).matchAll(/^ {4}(npm .*)$/gm)].map(([, command]) => command);
    assert.deepEqual(commands, ['npm ci && npx plimsoll lint fixtures/first-look/Dockerfile', 'npm ci && npm test']);
    const bin = path.resolve('dist/plimsoll.cjs');
    assert.equal(spawnSync(process.execPath, [bin, 'lint', 'fixtures/first-look/Dockerfile']).status, 1);
  });

  test('names commands and options that there are', () => {
    const words = [...README.matchAll(/(?:^ {4}|`|\| |# )plimsoll ([a-z][a-z-]+)(?=[ `])/gm)].map(
      ([, word = '']) => word,
    );
    const known = [...COMMANDS.map(({ name }) => name), 'allow', 'allow-stage', 'allow-file'];
    for (const word of words) assert.ok(known.includes(word), word);
    const options = new Set(COMMANDS.flatMap(command => optionsOf(command).map(({ name }) => name)));
    for (const [, name = ''] of README.matchAll(/[ `]--([a-z][a-z-]*)/g)) assert.ok(options.has(name), name);
  });

  test('shows settings that hold, and a comment that is understood', async t => {
    const [settings] = blocksOf(README).filter(({ language }) => language === 'yaml');
    const cwd = folder(t, { '.plimsoll.yaml': settings?.text ?? '', Dockerfile: GOOD, 'vendor/Dockerfile': BAD });
    const { stdout, stderr } = await run(cwd, []);
    assert.equal(stderr, '');
    // It is told what it is set to tell, and passes over what it is told to ignore.
    assert.match(stdout, /^warning {2}missing-healthcheck/m);
    assert.doesNotMatch(stdout, /vendor/);
    const [comment] = blocksOf(README).filter(({ language }) => language === 'dockerfile');
    const text = `FROM alpine:3.23\n${comment?.text}`;
    assert.match((await run(bad(t, text), [], { today: '2026-01-01' })).stdout, /1 suppressed|1 allowed|no findings/);
  });

  test('compares with tools that are named, and leaves no cell empty', () => {
    assert.deepEqual(head, ['', 'Plimsoll', ...COMPARED]);
    for (const row of rows) {
      assert.equal(row.length, head.length, row[0]);
      for (const cell of row) assert.notEqual(cell, '', row[0]);
    }
  });

  for (const [name = '', cell = ''] of rows) {
    test(`says the truth of Plimsoll: ${name}`, async t => {
      const proof = PROOFS[name];
      assert.ok(proof !== undefined, 'this row has no proof');
      await proof(t, cell);
    });
  }
});
