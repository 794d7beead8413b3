/** The page about many images: what it tells people to copy is run, against a registry that is here. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { folder } from '../cli/world.js';
import { fakeRegistry, holding } from '../support/fake-registry.js';
import { asOciLayout } from '../support/image-fixtures.js';

const PAGE = fs.readFileSync('docs/at-scale.md', 'utf8');
const BIN = path.resolve('dist/plimsoll.cjs');
/** Where the page has its images. */
const HOST = 'registry.example.com';
/** How many pods or machines there are. */
const AT_ONCE = 5;

const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly jobs: Readonly<Record<'lint' | 'merge', { readonly steps: readonly Step[]; readonly needs?: string }>> & {
    readonly lint: {
      readonly strategy: { readonly matrix: { readonly shard: readonly number[] } };
      readonly env: Readonly<Record<string, string | number>>;
    };
  };
}
interface Container {
  readonly args: readonly [string];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly completions: number;
    readonly template: { readonly spec: { readonly containers: readonly [Container] } };
  };
}

/** Does something with 1 to `count`, several at a time. */
async function each(count: number, one: (i: number) => Promise<void>): Promise<void> {
  for (let from = 1; from <= count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count + 1 - from) }, (_, i) => one(from + i)));
}

/** A folder, a registry with eight images of two repositories, and `plimsoll` and `npx` for a shell in that folder. */
async function place(t: TestContext) {
  const tags: Record<string, string> = {};
  const tree: Record<string, Uint8Array> = {};
  for (let i = 0; i < 8; i++) {
    const config = { User: i % 2 === 0 ? '1000' : 'root' };
    const made = await asOciLayout({
      layers: [{ files: { 'etc/passwd': 'root:x:0:0::/:/bin/sh\n' } }],
      config,
      name: `a:${i}`,
    });
    const { manifests } = JSON.parse(String(made['index.json']));
    tags[`team/${i < 4 ? 'app' : 'mail'}:1.${i}`] = manifests[0].digest;
    Object.assign(tree, made);
  }
  const { host, got } = await fakeRegistry(t, holding(tree, tags));
  const names = Object.keys(tags).map(tag => `${host}/${tag}`);
  const script = (text: string) => `#!/bin/sh\n${text}\n`;
  const cwd = folder(t, {
    'images.txt': `${names.join('\n')}\n`,
    'bin/plimsoll': script(`exec "${process.execPath}" "${BIN}" "$@"`),
    'bin/npx': script('[ "$1" = --no ] && shift && exec "$@"'),
  });
  for (const name of ['plimsoll', 'npx']) fs.chmodSync(path.join(cwd, 'bin', name), 0o755);
  const sh = (text: string, env: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>(resolve => {
      const child = spawn('sh', ['-c', text.replaceAll(HOST, host)], {
        cwd,
        env: { HOME: cwd, PATH: `${cwd}/bin:${process.env.PATH}`, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', data => (said.stdout += data));
      child.stderr.on('data', data => (said.stderr += data));
      child.on('close', code => resolve({ code, ...said }));
    });
  const read = (file: string) => JSON.parse(fs.readFileSync(path.join(cwd, file), 'utf8'));
  return { cwd, names, sh, read, got };
}

/** What one run over the whole list finds. */
async function whole({ sh, read }: Awaited<ReturnType<typeof place>>) {
  await sh('plimsoll image --images-from images.txt --source registry --no-cache --format json --output whole.json');
  const report = read('whole.json') as {
    subjects: { path: string; error?: string }[];
    findings: { subject: string }[];
  };
  assert.deepEqual([report.subjects.length, report.subjects.filter(({ error }) => error !== undefined)], [8, []]);
  assert.ok(report.findings.length >= 4);
  return report;
}

/** Without the order of the reports that they stood in. */
const sorted = (values: readonly object[]) => values.map(value => JSON.stringify(value)).sort();

describe('docs/at-scale.md', { skip: process.platform === 'win32' && 'the page has commands for sh' }, () => {
  test('every YAML is one', () => {
    const all = blocks('yaml');
    assert.equal(all.length, 3);
    for (const text of all)
      for (const document of parseAllDocuments(text)) assert.deepEqual([document.errors, document.warnings], [[], []]);
  });

  test('the commands of the text do what they say', async t => {
    const here = await place(t);
    const { sh, read, cwd, names } = here;
    const lines = blocks('sh').flatMap(text => text.split('\n').filter(line => /^(?:plimsoll|node) /.test(line)));
    assert.ok(lines.length >= 8);
    // The reports of all shards but the two that the page makes.
    for (let i = 1; i <= 20; i++)
      if (i !== 3 && i !== 7)
        await sh(
          `plimsoll image --images-from images.txt --source registry --shard ${i}/20 -f json -o shard-${i}.json`,
        );
    const missing = await sh('plimsoll merge shard-*.json');
    assert.equal(missing.code, 3);
    for (const shard of [3, 7])
      assert.match(missing.stdout, new RegExp(`shard ${shard} of 20\\n.*its report is missing`));
    const codes: (number | null)[] = [];
    for (const line of lines) codes.push((await sh(line)).code);
    // The first merge comes before shard 7.
    assert.deepEqual(codes, [1, 0, 3, 3, 0, 1, 1, 0]);
    assert.deepEqual(sorted(read('all.json').findings), sorted((await whole(here)).findings));
    assert.equal(fs.readFileSync(path.join(cwd, 'again.txt'), 'utf8'), '');
    const tags = await sh(/`(plimsoll image [^`]* --tags '\*')`/.exec(PAGE)?.[1] ?? '');
    assert.equal(tags.code, 1);
    for (const name of names.slice(0, 4).filter((_, i) => i % 2 === 1)) assert.match(tags.stdout, new RegExp(name));
  });

  test('the Dockerfile has nothing that Plimsoll would tell', async t => {
    const { sh, cwd } = await place(t);
    const [text = ''] = blocks('dockerfile');
    fs.writeFileSync(path.join(cwd, 'Dockerfile'), text);
    assert.match((await sh('plimsoll lint Dockerfile')).stdout, /^Dockerfile: no findings/);
  });

  test('the workflow: shards and merge give the whole', async t => {
    const here = await place(t);
    const { sh, read, cwd } = here;
    const { jobs } = parse(blocks('yaml')[0] ?? '') as Workflow;
    const { shard: shards } = jobs.lint.strategy.matrix;
    assert.deepEqual(
      shards,
      Array.from({ length: Number(jobs.lint.env['SHARDS']) }, (_, i) => i + 1),
    );
    assert.equal(jobs.merge.needs, 'lint');
    const commands = (steps: readonly Step[]) => steps.flatMap(({ run }) => (run?.includes('plimsoll') ? [run] : []));
    const [lint = '', ...others] = commands(jobs.lint.steps);
    assert.deepEqual(others, []);
    fs.mkdirSync(path.join(cwd, 'reports'));
    await each(shards.length, async shard => {
      const filled = (text: unknown) =>
        String(text).replaceAll('${{ matrix.shard }}', String(shard)).replaceAll('${{ github.workspace }}', cwd);
      const env = Object.fromEntries(Object.entries(jobs.lint.env).map(([name, value]) => [name, filled(value)]));
      const { code, stderr } = await sh(lint, env);
      assert.equal(code, 0, stderr);
      // As the artifacts go from job to job.
      const file = filled(
        jobs.lint.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))?.with?.['path'],
      );
      fs.renameSync(path.join(cwd, file), path.join(cwd, 'reports', file));
    });
    const kept = jobs.lint.steps.find(({ uses }) => uses?.startsWith('actions/cache/save@'))?.with?.['path'];
    assert.ok(fs.existsSync(path.join(cwd, String(kept), 'CACHEDIR.TAG')));
    const [merge = ''] = commands(jobs.merge.steps);
    assert.equal((await sh(merge)).code, 1);
    const upload = jobs.merge.steps.find(({ uses }) => uses?.includes('/upload-sarif@'))?.with?.['sarif_file'];
    assert.equal(read(String(upload)).runs[0].results.length, (await whole(here)).findings.length);
  });

  test('the Kubernetes jobs: shards and merge give the whole', async t => {
    const here = await place(t);
    const { sh, read, cwd, names } = here;
    const [, lintText = '', mergeText = ''] = blocks('yaml');
    const objects = [lintText, mergeText].flatMap(text => parseAllDocuments(text).map(one => one.toJS() as Manifest));
    const job = (name: string): Manifest['spec'] => {
      const found = objects.find(({ kind, metadata }) => kind === 'Job' && metadata.name === name);
      assert.ok(found !== undefined, name);
      return found.spec;
    };
    /** What a container would run, with folders here in the place of what it mounts. */
    const contained = (spec: Manifest['spec']) => {
      const [{ args, env = [], volumeMounts }] = spec.template.spec.containers;
      const filled = (text: string) =>
        volumeMounts.reduce(
          (all, { mountPath }) =>
            all === mountPath ? cwd + all : all.replaceAll(`${mountPath}/`, `${cwd}${mountPath}/`),
          text,
        );
      for (const { mountPath } of volumeMounts) fs.mkdirSync(path.join(cwd, mountPath), { recursive: true });
      return {
        command: filled(args[0]),
        env: Object.fromEntries(env.map(({ name, value }) => [name, filled(value)])),
      };
    };
    const lint = job('plimsoll-lint');
    const { command, env } = contained(lint);
    assert.equal(env['SHARDS'], String(lint.completions));
    const [file = ''] = Object.keys(objects.find(({ kind }) => kind === 'ConfigMap')?.data ?? {});
    fs.writeFileSync(path.join(cwd, 'list', file), names.join('\n'));
    await each(lint.completions, async i => {
      const { code, stderr } = await sh(command, { ...env, JOB_COMPLETION_INDEX: String(i - 1) });
      assert.deepEqual([code, stderr.replace(/^.*no image falls to.*\n/, '')], [0, '']);
    });
    assert.ok(fs.existsSync(path.join(cwd, 'shared/cache/CACHEDIR.TAG')));
    const merge = contained(job('plimsoll-merge')).command;
    assert.equal((await sh(merge)).code, 1);
    assert.equal((await sh(`${merge} --format json --output merged.json`)).code, 1);
    assert.deepEqual(sorted(read('merged.json').findings), sorted((await whole(here)).findings));
  });
});
