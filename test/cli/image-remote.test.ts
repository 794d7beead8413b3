/** Images in a registry through the command: tags, platforms, and everything that can go wrong, each in one sentence. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { answer, fakeRegistry, type Holding, holding, type Manner, serve } from '../support/fake-registry.js';
import { asDockerArchive, blob, build, imageRecipe, json, putImage, putIndex } from '../support/image-fixtures.js';
import { folder, type Outcome, run } from './world.js';

type Tree = Record<string, Uint8Array>;
const OCI = 'application/vnd.oci.image';
const USER = 'somebody';
const PASSWORD = 'hunter2-and-3';
const ENCODED = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');

interface Json {
  readonly subjects: readonly { readonly path: string; readonly error?: string; readonly notes?: readonly string[] }[];
  readonly findings: readonly { readonly rule: string; readonly subject: string }[];
}
const parse = (stdout: string): Json => JSON.parse(stdout);
const paths = (stdout: string): string[] => parse(stdout).subjects.map(({ path }) => path);
const ruleOf = (stdout: string, subject: string): string[] =>
  parse(stdout).findings.flatMap(one => (one.subject === subject ? [one.rule] : []));

/** Puts an image of a user into a tree; the platform makes it another one. */
async function put(tree: Tree, user: string, platform = 'linux/amd64', more: object = {}) {
  const config = { User: user };
  const recipe = imageRecipe({ layers: [{ files: { [`srv/${platform}/${user}`]: 'x' } }], config, platform });
  return putImage(tree, await build(recipe), 'gzip', more).manifest;
}

/** A repository with tags, and one with an index and what is no image. */
async function everything(): Promise<Holding> {
  const tree: Tree = {};
  const [good, root] = [await put(tree, '1000'), await put(tree, 'root')];
  const child = async (platform: string, user: string) => {
    const [os, architecture, variant] = platform.split('/');
    return put(tree, user, platform, { platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } });
  };
  const statement = blob(tree, json({ statement: 1 }), `${OCI}.manifest.v1+json`, {
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    platform: { os: 'unknown', architecture: 'unknown' },
  });
  const [arm, amd] = [await child('linux/arm64/v8', 'root'), await child('linux/amd64', '1000')];
  const index = putIndex(tree, [arm, amd, statement]);
  const absent = { ...arm, digest: `sha256:${'0'.repeat(64)}`, platform: { os: 'linux', architecture: 's390x' } };
  const holed = putIndex(tree, [amd, absent]);
  const chart = { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json` };
  const config = blob(tree, json({ name: 'chart' }), 'application/vnd.cncf.helm.config.v1+json');
  const helm = blob(tree, json({ ...chart, config, layers: [] }), `${OCI}.manifest.v1+json`);
  const old = blob(
    tree,
    json({ schemaVersion: 1, mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws', fsLayers: [] }),
    'application/vnd.docker.distribution.manifest.v1+prettyjws',
  );
  const damaged = await put(tree, '4711');
  const made = holding(tree, {
    'team/app:1.0': good.digest,
    'team/app:1.1': root.digest,
    'team/app:2.0': good.digest,
    'team/app:latest': root.digest,
    'team/many:1': index.digest,
    'team/holed:1': holed.digest,
    'team/chart:1': helm.digest,
    'team/old:1': old.digest,
    'team/damaged:1': damaged.digest,
  });
  const manifest = JSON.parse(Buffer.from(made.blobs.get(damaged.digest) ?? []).toString());
  // As long as it should be, and something else.
  made.blobs.set(manifest.config.digest, Buffer.from('{}'.padEnd(manifest.config.size)));
  return made;
}

const held = await everything();
const registry = (t: TestContext, manner: Manner = {}) => fakeRegistry(t, held, manner);
const lint = (t: TestContext, args: readonly string[], stdin = '', env = {}): Promise<Outcome> =>
  run(folder(t, {}), ['image', ...args, '--no-config', '--no-cache'], { stdin, env });

describe('tags', () => {
  test('those that fit, in the order of the registry, page by page', async t => {
    const { host } = await registry(t, { page: 2 });
    const repository = `${host}/team/app`;
    const tagged = async (...globs: string[]) => {
      const tags = globs.flatMap(glob => ['--tags', glob]);
      const { stdout, code, stderr } = await lint(t, [repository, ...tags, '-f', 'json']);
      return { code, stderr, found: code === 0 && stdout === '' ? [] : paths(stdout) };
    };
    const all = ['1.0', '1.1', '2.0', 'latest'].map(tag => `${repository}:${tag}`);
    assert.deepEqual(await tagged('*'), { code: 1, stderr: '', found: all });
    assert.deepEqual((await tagged('1.*')).found, all.slice(0, 2));
    assert.deepEqual((await tagged('2.0', 'lat*')).found, all.slice(2));
    assert.deepEqual((await tagged('2.0,*.1')).found, all.slice(1, 3));
    assert.deepEqual(await tagged('2.0'), { code: 0, stderr: '', found: [all[2]] });
    const none = await tagged('3.*');
    assert.deepEqual(none, { code: 0, stderr: 'plimsoll: there is no image to lint\n', found: [] });
    const { stdout } = await lint(t, [`registry://${repository}`, '--tags', '*', '-f', 'json']);
    assert.deepEqual(paths(stdout), all);
    assert.ok(ruleOf(stdout, all[1] as string).length > 0);
    assert.deepEqual(ruleOf(stdout, all[0] as string), []);
  });

  test('with every platform of each', async t => {
    const { host } = await registry(t);
    const { stdout, code } = await lint(t, [`${host}/team/many`, '--tags', '*', '--all-platforms', '-f', 'json']);
    assert.equal(code, 1);
    assert.deepEqual(
      paths(stdout),
      ['linux/amd64', 'linux/arm64'].map(one => `${host}/team/many:1 (${one})`),
    );
  });

  test('what has no tags to list says why, and the rest is judged', async t => {
    const { host } = await registry(t);
    const named = [`${host}/team/app:1.1`, `${host}/team/none`, `docker://${host}/team/app`, `${host}/team/app`];
    const { stdout, code, stderr } = await lint(t, [...named, '--tags', '1.0', '-f', 'json']);
    assert.deepEqual([code, stderr], [3, '']);
    const { subjects } = parse(stdout);
    const errors = new Map(subjects.map(({ path, error }) => [path, error]));
    assert.match(errors.get(named[0] as string) ?? '', /Tags are wanted of .*, which is no repository/);
    assert.match(errors.get(named[1] as string) ?? '', /team\/none/);
    assert.match(errors.get(named[2] as string) ?? '', /which is no repository/);
    assert.equal(subjects.filter(({ error }) => error === undefined).length, 1);
  });
});

describe('platforms', () => {
  test('the usual one with a note, the one that is asked for, or all', async t => {
    const { host, got } = await registry(t);
    const name = `registry://${host}/team/many:1`;
    const usual = await lint(t, [name, '-f', 'json']);
    assert.equal(usual.code, 0);
    assert.match(
      parse(usual.stdout).subjects[0]?.notes?.join() ?? '',
      /linux\/amd64 was taken, --platform chooses another/,
    );
    for (const platform of ['linux/arm64', 'linux/arm64/v8', 'linux/aarch64']) {
      const { code, stdout } = await lint(t, [name, '--platform', platform, '-f', 'json']);
      assert.equal(code, 1);
      assert.ok(ruleOf(stdout, name).length > 0);
      assert.equal(parse(stdout).subjects[0]?.notes, undefined);
    }
    const all = await lint(t, [name, '--all-platforms', '-f', 'json']);
    const labels = [`${name} (linux/amd64)`, `${name} (linux/arm64)`];
    assert.deepEqual([all.code, all.stderr, paths(all.stdout)], [1, '', labels]);
    assert.deepEqual(
      labels.map(label => ruleOf(all.stdout, label).length > 0),
      [false, true],
    );
    assert.ok(got.every(({ url }) => !url.includes('unknown')));
  });

  test('one that is listed and missing takes no other along', async t => {
    const { host } = await registry(t);
    const { stdout, code } = await lint(t, [`registry://${host}/team/holed:1`, '--all-platforms', '-f', 'json']);
    assert.equal(code, 3);
    const [amd, s390x] = parse(stdout).subjects;
    assert.deepEqual([amd?.path, amd?.error], [`registry://${host}/team/holed:1 (linux/amd64)`, undefined]);
    assert.match(s390x?.error ?? '', /0{64}|not there|has no/);
  });
});

/** What is wrong, through every format: exit code 3, one sentence in each, no trace of the program, no secret. */
async function fails(
  t: TestContext,
  reference: string,
  says: RegExp,
  { args = [], stdin = '', env = {} }: { args?: readonly string[]; stdin?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const { code, stdout, stderr } = await lint(t, [reference, ...args, '-f', 'json'], stdin, env);
  assert.deepEqual([code, stderr], [3, ''], stdout);
  const { subjects, findings } = parse(stdout);
  assert.deepEqual([subjects.length, findings.length], [1, 0]);
  const error = subjects[0]?.error ?? '';
  assert.match(error, says);
  assert.match(error, /^[^\n]+[^.\n]$/);
  assert.doesNotMatch(error, /[a-z]\. [A-Z]|undefined|\[object|Error:/, 'one sentence');
  const all = [stdout];
  for (const format of ['text', 'compact', 'sarif']) {
    const other = await lint(t, [reference, ...args, '-f', format], stdin, env);
    assert.deepEqual([other.code, other.stderr], [3, ''], format);
    all.push(other.stdout);
    const bare = (text: string) => text.replace(/[\s\\"]+/g, '');
    assert.ok(bare(other.stdout).includes(bare(error)), `${format} leaves the reason out:\n${other.stdout}`);
    if (format === 'sarif') assert.equal(JSON.parse(other.stdout).runs[0].invocations[0].executionSuccessful, false);
    if (format === 'compact') assert.match(other.stdout, /^[^\n]*\[incomplete\]\n/);
  }
  for (const text of all) {
    assert.doesNotMatch(text, /^\s+at \S+ \(|\\n\s+at \S+ \(|node:internal/m, 'a stack trace');
    for (const secret of [PASSWORD, ENCODED, encodeURIComponent(PASSWORD), 'token-1'])
      assert.ok(!text.includes(secret));
  }
  return error;
}

describe('what can go wrong', () => {
  const account = ['--username', USER, '--password-stdin'];

  test('nobody may read it without an account, or with a wrong one', async t => {
    for (const auth of ['basic', 'bearer'] as const) {
      const { host } = await registry(t, { auth, user: `${USER}:right` });
      const name = `registry://${host}/team/app:1.0`;
      await fails(t, name, /no credential was found: run docker login \S+, or give --username/);
      await fails(t, name, /status 401.*check that it may read/, { args: account, stdin: `${PASSWORD}\n` });
      const good = await lint(t, [name, ...account], 'right\n');
      assert.deepEqual([good.code, good.stderr], [0, '']);
      assert.ok(!good.stdout.includes('right'));
      const tags = await lint(t, [`${host}/team/app`, '--tags', '*', '-f', 'json'], '');
      assert.equal(tags.code, 3);
      assert.match(parse(tags.stdout).subjects[0]?.error ?? '', /no credential was found/);
    }
  });

  test('it is not there: the tags that are', async t => {
    const { host } = await registry(t);
    await fails(t, `registry://${host}/team/app:1.2`, /has no tag 1\.2; it has .*1\.1.*: choose one of them$/);
    await fails(t, `registry://${host}/team/app:lates`, /has no tag lates; it has latest, /);
    await fails(t, `registry://${host}/team/none:1`, /neither the tag nor, it seems, the repository: check the name$/);
    await fails(t, `registry://${host}/team/app@sha256:${'1'.repeat(64)}`, /has no manifest sha256:1{64}/);
  });

  test('no such platform: those that are', async t => {
    const { host } = await registry(t);
    const name = `registry://${host}/team/many:1`;
    const args = ['--platform', 'linux/riscv64'];
    await fails(t, name, /linux\/riscv64; it has linux\/amd64, linux\/arm64: choose one of them with --platform$/, {
      args,
    });
    await fails(t, name, /nonsense/, { args: ['--platform', 'nonsense/'] });
  });

  test('what is no image, and what is of another time', async t => {
    const { host } = await registry(t);
    await fails(t, `registry://${host}/team/chart:1`, /application\/vnd\.cncf\.helm\.config\.v1\+json/);
    await fails(t, `registry://${host}/team/old:1`, /schema 1|schemaVersion 1|version 1/i);
    await fails(t, `registry://${host}/team/damaged:1`, /digest|size|bytes/);
  });

  test('nobody is there, nobody answers, somebody else answers', async t => {
    const gone = await serve(t, (_, response) => response.destroy());
    // It is asked again and again, with waits: once is enough.
    const name = `registry://${gone.host}/team/app:1`;
    const { code, stdout } = await lint(t, [name, '-f', 'json']);
    assert.equal(code, 3);
    assert.match(parse(stdout).subjects[0]?.error ?? '', /cannot be asked for the manifest of [^\n]*[^.]$/);
    const other = await serve(t, (_, response) =>
      answer(response, 200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
    );
    await fails(t, `registry://${other.host}/team/app:1`, /no registry|check/);
    const broken = await serve(t, (_, response) => answer(response, 400, 'no'));
    await fails(t, `registry://${broken.host}/team/app:1`, /status 400/);
  });

  test('silence ends after --timeout', async t => {
    const { host } = await serve(t, () => {});
    const { code, stdout, stderr } = await lint(t, [`registry://${host}/team/app:1`, '--timeout', '1', '-f', 'json']);
    assert.deepEqual([code, stderr], [3, '']);
    assert.match(
      parse(stdout).subjects[0]?.error ?? '',
      /^[^\n]*within 1 s; try again, or wait longer with --timeout$/,
    );
  });

  test('a name that is none, or names two places', async t => {
    await fails(t, 'registry://UPPER/Case:1', /Case|case/);
    await fails(t, 'docker://app:1', /says docker, and --source says registry/, { args: ['--source', 'registry'] });
    for (const host of ['registry.example.com', 'localhost:5000', '127.0.0.1', 'p@registry.example.com'])
      for (const scheme of ['registry://', '', 'docker://', 'https://'])
        await fails(t, `${scheme}${USER}:${PASSWORD}@${host}/app:1`, /leave them out, and give --username/);
  });
});

describe('one among several', () => {
  test('hides none of the others, in any format', async t => {
    const { host } = await registry(t);
    const of = (name: string) => `registry://${host}/team/${name}`;
    const names = [of('app:1.1'), of('app:9'), 'app.tar', of('chart:1'), 'none.tar', of('many:1')];
    const recipe = imageRecipe({ layers: [{ files: { a: 'x' } }], config: { User: 'root' } });
    const cwd = folder(t, { 'app.tar': await asDockerArchive(recipe, 'classic') });
    const all = (...args: string[]) => run(cwd, ['image', ...names, '--no-config', '--no-cache', ...args]);
    const { code, stdout, stderr } = await all('-f', 'json');
    assert.deepEqual([code, stderr], [3, '']);
    const { subjects } = parse(stdout);
    assert.deepEqual(
      subjects.map(({ path, error }) => [path, error !== undefined]),
      names.map((name, i) => [name, [1, 3, 4].includes(i)]),
    );
    for (const name of ['app.tar', names[0] as string]) assert.ok(ruleOf(stdout, name).length > 0, name);
    for (const format of ['text', 'compact', 'sarif']) {
      const other = await all('-f', format);
      assert.deepEqual([other.code, other.stderr], [3, ''], format);
      // SARIF has names in URIs.
      const text =
        format === 'sarif' ? decodeURIComponent(other.stdout.replace(/%(?![0-9A-F]{2})/g, '')) : other.stdout;
      for (const name of names.slice(0, 5)) assert.ok(text.includes(name), `${format}: ${name}`);
    }
    const sarif = JSON.parse((await all('-f', 'sarif')).stdout).runs[0];
    assert.equal(sarif.results.length, parse(stdout).findings.length);
    assert.equal(sarif.invocations[0].toolExecutionNotifications.length, 3);
    // Findings alone do not hide that something is missing; nor does a code of the user's own.
    assert.equal((await all('--exit-code', '0')).code, 3);
    assert.equal((await all('--fail-on', 'never')).code, 3);
    assert.deepEqual((await all('-f', 'json', '--jobs', '4')).stdout, stdout);
  });
});
