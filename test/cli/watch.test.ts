/** `lint --watch`, as the command that is shipped: what it says, what wakes it and what does not. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { Watcher } from '../../src/cli/watcher.js';
import { problemMatcher } from '../../src/reports/problem-matcher.js';
import { BAD, folder, GOOD, run } from './world.js';

const BIN = path.resolve('dist/plimsoll.cjs');
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...ENV } = process.env;
const BEGIN = 'plimsoll: linting\n';
/** Long enough for any machine; nothing is measured. */
const PATIENCE = 30_000;

const { beginsPattern, endsPattern } = JSON.parse(problemMatcher('vscode')).tasks[1].problemMatcher.background;

/** Writes a file in one step, so that nobody sees half of it. */
function put(cwd: string, name: string, text: string): void {
  const half = `${cwd}-half`;
  fs.writeFileSync(half, text);
  fs.renameSync(half, path.join(cwd, name));
}

class Watched {
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #told = () => {};

  constructor(t: TestContext, cwd: string, args: readonly string[]) {
    const child = spawn(process.execPath, [BIN, 'lint', '--watch', ...args], { cwd, env: ENV, stdio: 'pipe' });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', text => this.#take('stdout', text));
    child.stderr.setEncoding('utf8').on('data', text => this.#take('stderr', text));
    this.ended = new Promise(done => child.once('close', done));
    t.after(async () => {
      child.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Waits until both streams are as they should be, and forgets what they said. */
  async until(wanted: (stdout: string, stderr: string) => boolean): Promise<{ stdout: string; stderr: string }> {
    while (!wanted(this.stdout, this.stderr)) {
      let timer: NodeJS.Timeout | undefined;
      const told = await Promise.race([
        new Promise<true>(done => (this.#told = () => done(true))),
        this.ended.then(() => false),
        new Promise<false>(done => (timer = setTimeout(() => done(false), PATIENCE))),
      ]);
      clearTimeout(timer);
      if (!told && !wanted(this.stdout, this.stderr))
        throw new Error(`it said no more than ${JSON.stringify([this.stdout, this.stderr])}`);
    }
    const { stdout, stderr } = this;
    Object.assign(this, { stdout: '', stderr: '' });
    return { stdout, stderr };
  }

  /** Waits for the end of a run that says this, and whose report fits. */
  run(word: string, report = /^/): Promise<{ stdout: string; stderr: string }> {
    const last = `plimsoll: ${word}, watching for changes\n`;
    return this.until((stdout, stderr) => stderr.endsWith(last) && report.test(stdout)).then(said => {
      const lines = said.stderr.split('\n').slice(0, -1);
      assert.match(lines[0] ?? '', new RegExp(beginsPattern));
      assert.match(lines.at(-1) ?? '', new RegExp(endsPattern));
      return said;
    });
  }

  /** Ends it as Ctrl-C does. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    this.#child.kill(signal);
    const code = await this.ended;
    // There a signal from outside ends a process before it can answer.
    if (process.platform !== 'win32') assert.equal(code, 0);
  }

  #take(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#told();
  }
}

describe('lint --watch', () => {
  test('lints again when a file changes, and ends with Ctrl-C', async t => {
    const cwd = folder(t, { Dockerfile: GOOD });
    const watched = new Watched(t, cwd, ['-f', 'compact']);
    assert.deepEqual(await watched.run('passed'), {
      stdout: '',
      stderr: `${BEGIN}plimsoll: passed, watching for changes\n`,
    });
    fs.writeFileSync(path.join(cwd, 'Dockerfile'), BAD);
    const { stdout, stderr } = await watched.run('failed', /sudo-used/);
    assert.match(stdout, /^Dockerfile:2:\d+: warning: .* \[sudo-used\]\n/m);
    assert.ok(stderr.startsWith(BEGIN));
    put(cwd, 'Dockerfile', GOOD);
    await watched.run('passed');
    await watched.stop();
    assert.deepEqual([watched.stdout, watched.stderr], ['', '']);
  });

  test('sees files and folders come and go', async t => {
    const cwd = folder(t, { Dockerfile: GOOD });
    const watched = new Watched(t, cwd, ['-f', 'compact', '.']);
    await watched.run('passed');
    fs.mkdirSync(path.join(cwd, 'a/b'), { recursive: true });
    put(cwd, 'a/b/api.Dockerfile', BAD);
    await watched.run('failed', /^a\/b\/api\.Dockerfile:2:/m);
    fs.rmSync(path.join(cwd, 'a'), { recursive: true });
    await watched.run('passed');
    fs.rmSync(path.join(cwd, 'Dockerfile'));
    await watched.until((_, stderr) => /there is no Dockerfile[^\n]*\nplimsoll: nothing linted, watching/.test(stderr));
    put(cwd, 'Dockerfile', BAD);
    await watched.run('failed', /^Dockerfile:2:/m);
    await watched.stop('SIGTERM');
  });

  test('takes new settings, and waits while they are wrong', async t => {
    const cwd = folder(t, { 'deep/in/Dockerfile': BAD });
    const watched = new Watched(t, cwd, ['-f', 'compact', 'deep/in']);
    await watched.run('failed', /sudo-used/);
    put(cwd, '.plimsoll.yaml', 'fail-on: never\n');
    await watched.run('passed', /sudo-used/);
    put(cwd, '.plimsoll.yaml', 'fail-on: sometimes\n');
    await watched.until((_, stderr) => /fail-on|sometimes/.test(stderr) && /nothing linted, watching/.test(stderr));
    put(cwd, '.plimsoll.yaml', 'rules: {sudo-used: off}\n');
    const { stdout } = await watched.until((_, stderr) => /(?:passed|failed), watching/.test(stderr));
    assert.doesNotMatch(stdout, /sudo-used/);
    await watched.stop();
  });

  test('knows the build context and its ignore file', async t => {
    const cwd = folder(t, { Dockerfile: GOOD, 'app/x': '' });
    const watched = new Watched(t, cwd, ['-f', 'compact', '--context', '.', 'Dockerfile']);
    await watched.run('passed');
    fs.rmSync(path.join(cwd, 'app'), { recursive: true });
    await watched.run('failed', /^Dockerfile:2:/m);
    put(cwd, 'app', '');
    await watched.run('passed');
    put(cwd, '.dockerignore', 'app\n');
    await watched.run('failed', /^Dockerfile:2:/m);
    await watched.stop();
  });

  test('does not take its own reports for changes', async t => {
    const cwd = folder(t, { Dockerfile: GOOD, app: '' });
    const watched = new Watched(t, cwd, [
      '-f',
      'json=out.json',
      '-f',
      'compact',
      '-f',
      'html=x.Dockerfile.html',
      '--context',
      '.',
      '.',
    ]);
    let runs = 0;
    const count = ({ stderr }: { stderr: string }) => {
      runs += stderr.split(BEGIN).length - 1;
    };
    count(await watched.run('passed'));
    for (const text of [BAD, GOOD, BAD, GOOD]) {
      put(cwd, 'Dockerfile', text);
      count(await watched.run(text === BAD ? 'failed' : 'passed'));
    }
    await watched.stop();
    count(watched);
    assert.equal(runs, 5);
    assert.equal(JSON.parse(fs.readFileSync(path.join(cwd, 'out.json'), 'utf8')).summary.files, 1);
  });

  test('a file and its folder may be gone, and be made anew', async t => {
    const cwd = folder(t, { 'a/b/Dockerfile': GOOD });
    const watched = new Watched(t, cwd, ['-f', 'compact', 'a/b/Dockerfile']);
    await watched.run('passed');
    fs.rmSync(path.join(cwd, 'a'), { recursive: true });
    await watched.run('incomplete', /there is no such file/);
    fs.mkdirSync(path.join(cwd, 'a/b'), { recursive: true });
    put(cwd, 'a/b/Dockerfile', BAD);
    await watched.run('failed', /sudo-used/);
    await watched.stop();
  });

  test('survives a storm', async t => {
    const cwd = folder(t, { Dockerfile: GOOD });
    const watched = new Watched(t, cwd, ['-f', 'compact', '.']);
    await watched.run('passed');
    for (let i = 0; i < 300; i++) {
      const dir = path.join(cwd, `d${i % 7}`);
      fs.mkdirSync(path.join(dir, 'in'), { recursive: true });
      fs.writeFileSync(path.join(dir, 'in', 'Dockerfile'), i % 2 ? BAD : 'FROM');
      if (i % 3 === 0) fs.rmSync(dir, { recursive: true });
      if (i % 10 === 0) await new Promise(done => setImmediate(done));
    }
    for (let i = 0; i < 7; i++) fs.rmSync(path.join(cwd, `d${i}`), { recursive: true, force: true });
    put(cwd, 'Dockerfile', `${BAD}# the end\n`);
    await watched.until(
      (stdout, stderr) => stdout.endsWith('[sudo-used]\n') && stderr.endsWith('failed, watching for changes\n'),
    );
    await watched.stop();
  });

  test('text for people, with a link to the file', async t => {
    const cwd = folder(t, { real: BAD });
    fs.symlinkSync('real', path.join(cwd, 'Dockerfile'));
    const watched = new Watched(t, cwd, []);
    await watched.run('failed', /score \d+/);
    put(cwd, 'real', GOOD);
    await watched.run('passed', /no findings/);
    await watched.stop();
  });
});

describe('lint --watch refuses', () => {
  test('standard input, --show-files, and what is wrong from the beginning', async t => {
    const cwd = folder(t, { Dockerfile: GOOD });
    assert.deepEqual(await run(cwd, ['lint', '--watch', '-']), {
      code: 2,
      stdout: '',
      stderr: 'plimsoll: --watch: standard input cannot be watched; name the file\n',
    });
    assert.match((await run(cwd, ['lint', '--watch', '--show-files'])).stderr, /--show-files ends with its list/);
    const wrong = await run(cwd, ['lint', '--watch', '--only', 'nothing-like-this']);
    assert.deepEqual([wrong.code, wrong.stderr.split('\n').length], [2, 3]);
  });
});

describe('where the system does not tell', () => {
  test('it looks again and again, until it is ended', async t => {
    const watcher = new Watcher(() => performance.now());
    t.after(() => watcher.close());
    watcher.follow(new Map([[path.join(folder(t, {}), 'not/there'), () => true]]));
    assert.equal(await watcher.change(), true);
    assert.equal(await watcher.change(), true);
    const asked = watcher.change();
    watcher.end();
    assert.equal(await asked, false);
    assert.equal(await watcher.change(), false);
  });

  test('only what is wanted wakes it, also while nobody waits', async t => {
    const cwd = folder(t, {});
    const watcher = new Watcher(() => performance.now());
    t.after(() => watcher.close());
    const seen: (string | null)[] = [];
    watcher.follow(
      new Map([
        [
          cwd,
          (_, name) => {
            seen.push(name);
            return name === 'wanted';
          },
        ],
      ]),
    );
    fs.writeFileSync(path.join(cwd, 'other'), '');
    fs.writeFileSync(path.join(cwd, 'wanted'), '');
    assert.equal(await watcher.change(), true);
    assert.ok(seen.includes('wanted'));
  });
});
