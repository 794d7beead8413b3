/** Several images at a time, each in a process of its own: the same report, and nobody suffers for another. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, type TestContext, test } from 'node:test';
import { Desk } from '../support/everywhere.js';
import { serve } from '../support/fake-registry.js';
import { asDockerArchive } from '../support/image-fixtures.js';

const NAMES = [0, 1, 2, 3, 4, 5].map(i => `${i}.tar`);
const ARGS = ['-f', 'json', '--preset', 'all', '--no-config', '--no-cache'];
// Who started whom is read from /proc.
const linux = { skip: process.platform === 'linux' ? false : 'looks for processes in /proc' };

interface Json {
  readonly subjects: readonly { readonly path: string; readonly error?: string }[];
  readonly findings: readonly { readonly subject: string }[];
  readonly outcomes: readonly { readonly subject: string }[];
}
const parse = (stdout: string): Json => JSON.parse(stdout);

/** The parent of a process, and its state; `undefined`: it is no more. */
function look(pid: number | string): { parent: number; state: string } | undefined {
  try {
    const [state = '', parent] = fs
      .readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { parent: Number(parent), state };
  } catch {
    return undefined;
  }
}

const childrenOf = (pid: number): number[] =>
  fs
    .readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && look(name)?.parent === pid && look(name)?.state !== 'Z')
    .map(Number);

/** Looks again until it is so; the test's own time limit ends a wait that is in vain. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 20));
}

describe('processes for images', () => {
  const desk = new Desk();
  before(async () => {
    for (const [i, name] of NAMES.entries()) {
      const config = {
        User: i % 2 === 0 ? 'root' : '1000',
        Env: [`NAME=${i}`],
        ExposedPorts: { [`${22 + i}/tcp`]: {} },
      };
      const files = {
        'etc/passwd': `root:x:0:0::/:/bin/sh\nu${i}:x:0:0::/:\n`,
        [`bin/${i}`]: { mode: 0o4755, content: name },
      };
      desk.write({ [name]: await asDockerArchive({ layers: [{ files }], config, name: `app:${i}` }, 'classic') });
    }
  });
  after(() => desk.close());

  /** A registry that takes every question and answers none. */
  const silent = async (t: TestContext) => serve(t, () => {});

  test('three at a time give what one at a time gives, byte by byte', async () => {
    for (const format of ['json', 'text', 'sarif', 'compact']) {
      const args = ['image', ...NAMES, ...ARGS.filter(word => word !== '-f' && word !== 'json'), '-f', format];
      const one = await desk.run([...args, '--jobs', '1']);
      assert.deepEqual([one.status, one.stderr], [1, '']);
      assert.ok(NAMES.every(name => one.stdout.includes(name)));
      for (const jobs of ['3', '6'])
        assert.deepEqual(await desk.run([...args, '--jobs', jobs]), one, `${format} ${jobs}`);
    }
  });

  test('so with a cache that all of them share, and images that cannot be read', async () => {
    desk.write({ 'broken.tar': fs.readFileSync(desk.path('work/0.tar')).subarray(0, 1500), 'text.tar': 'no archive' });
    const args = [
      'image',
      'none.tar',
      '0.tar',
      'broken.tar',
      '1.tar',
      'text.tar',
      '2.tar',
      '-f',
      'json',
      '--no-config',
    ];
    const one = await desk.run([...args, '--jobs', '1', '--no-cache']);
    assert.deepEqual([one.status, one.stderr], [3, '']);
    for (let round = 0; round < 2; round++)
      assert.deepEqual(await desk.run([...args, '--jobs', '3', '--cache-dir', desk.path('shared')]), one);
  });

  test('a process that is killed costs the image that it had', linux, async t => {
    const { host, got } = await silent(t);
    const hang = `registry://${host}/team/hang:1`;
    const names = ['0.tar', hang, ...NAMES.slice(1)];
    const { child, ended } = desk.start(['image', ...names, ...ARGS, '--jobs', '3']);
    const pid = child.pid as number;
    // The others end when nothing is left to do.
    await until(() => got.length > 0 && childrenOf(pid).length === 1);
    process.kill(childrenOf(pid)[0] as number, 'SIGKILL');
    const { status, stdout, stderr } = await ended;
    assert.deepEqual([status, stderr], [3, '']);
    const report = parse(stdout);
    assert.deepEqual(
      report.subjects.map(({ path }) => path),
      names,
    );
    const errors = report.subjects.flatMap(({ path, error }) => (error === undefined ? [] : [[path, error]]));
    assert.deepEqual(errors.length, 1);
    assert.equal(errors[0]?.[0], hang);
    assert.match(
      errors[0]?.[1] ?? '',
      /^the process that read it ended early \(SIGKILL, as it does when memory runs out\)/,
    );
    const whole = parse((await desk.run(['image', ...NAMES, ...ARGS])).stdout);
    const others = <T extends { subject: string }>(all: readonly T[]) => all.filter(({ subject }) => subject !== hang);
    assert.deepEqual(others(report.findings), whole.findings);
    assert.deepEqual(others(report.outcomes), whole.outcomes);
  });

  test('where one was killed another goes on', linux, async t => {
    const { host, got } = await silent(t);
    const hangs = [1, 2].map(i => `registry://${host}/team/hang:${i}`);
    const { child, ended } = desk.start(['image', ...hangs, ...NAMES, ...ARGS, '--jobs', '2']);
    await until(() => new Set(got.map(({ url }) => url)).size === 2 && childrenOf(child.pid as number).length === 2);
    for (const pid of childrenOf(child.pid as number)) process.kill(pid, 'SIGKILL');
    const { status, stdout, stderr } = await ended;
    assert.deepEqual([status, stderr], [3, '']);
    const { subjects, findings } = parse(stdout);
    assert.deepEqual(
      subjects.map(({ path, error }) => [path, error?.replace(/:.*$/, '')]),
      [
        ...hangs.map(path => [path, 'the process that read it ended early (SIGKILL, as it does when memory runs out)']),
        ...NAMES.map(path => [path, undefined]),
      ],
    );
    assert.ok(NAMES.every(name => findings.some(({ subject }) => subject === name)));
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const)
    test(`${signal} for the command alone leaves no process behind`, linux, async t => {
      const { host, open } = await silent(t);
      const hangs = [1, 2, 3].map(i => `registry://${host}/team/hang:${i}`);
      const { child, ended } = desk.start(['image', ...hangs, ...ARGS, '--jobs', '3', '--timeout', '1000m']);
      const pid = child.pid as number;
      await until(() => open() >= 3 && childrenOf(pid).length === 3);
      const jobs = childrenOf(pid);
      t.after(() => {
        for (const job of jobs) if (isOurs(job, desk)) process.kill(job, 'SIGKILL');
      });
      child.kill(signal);
      const { stdout, stderr } = await ended;
      assert.deepEqual([stdout, stderr], ['', '']);
      await until(() => jobs.every(job => !isOurs(job, desk)));
      assert.deepEqual(desk.temporary(), []);
    });
});

/** Is a process still one that was started here? Numbers are given again. */
function isOurs(pid: number, desk: Desk): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/environ`, 'utf8').includes(desk.folder);
  } catch {
    return false;
  }
}
