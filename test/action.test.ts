/** The action for GitHub: its file, and its very steps, run in a clone as a runner would run them. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { VERSION } from '../src/version.js';
import { BAD, GOOD } from './cli/world.js';
import { cloneHere, gitEnvironment, withoutTools } from './support/clone.js';
import { npmRegistry, packed } from './support/npm.js';
import { ROOT } from './support/rules.js';
import { scratch } from './support/scratch.js';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Action {
  readonly name: string;
  readonly description: string;
  readonly branding: { readonly icon: string; readonly color: string };
  readonly inputs: Readonly<Record<string, { description: string; required: boolean; default: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}
const TEXT = fs.readFileSync(path.join(ROOT, 'action.yml'), 'utf8');
const ACTION = parse(TEXT) as Action;
const EXPRESSION = /\$\{\{ ([^}]*) \}\}/g;

describe('action.yml', () => {
  test('has what an action is made of, and nothing else', () => {
    assert.deepEqual(Object.keys(ACTION), ['name', 'description', 'author', 'branding', 'inputs', 'outputs', 'runs']);
    assert.ok(ACTION.name.length > 0 && ACTION.description.length < 125);
    assert.match(ACTION.branding.color, /^(?:white|black|yellow|blue|green|orange|red|purple|gray-dark)$/);
    assert.equal(ACTION.runs.using, 'composite');
    for (const [name, input] of Object.entries(ACTION.inputs)) {
      assert.match(name, /^[a-z]+(?:-[a-z]+)*$/);
      assert.deepEqual(Object.keys(input), ['description', 'required', 'default'], name);
      assert.deepEqual([typeof input.default, input.required], ['string', false], name);
      assert.match(input.description, /\.$/);
    }
    for (const [name, { value, ...rest }] of Object.entries(ACTION.outputs)) {
      assert.deepEqual(Object.keys(rest), ['description']);
      assert.equal(value, `\${{ steps.lint.outputs.${name} }}`);
    }
    for (const step of ACTION.runs.steps) {
      // A composite action has to name the shell of each script; no step uses an action of somebody else.
      assert.deepEqual(Object.keys(step), ['id', 'name', 'shell', 'env', 'run']);
      assert.equal(step.shell, 'bash');
    }
  });

  test('puts nothing from outside into the text of a script', () => {
    for (const { run = '' } of ACTION.runs.steps) assert.doesNotMatch(run, /\$\{\{/);
    const used = ACTION.runs.steps.flatMap(({ env = {} }) =>
      Object.values(env).flatMap(value => [...value.matchAll(EXPRESSION)].map(([, name = '']) => name)),
    );
    const inputs = Object.keys(ACTION.inputs).map(name => `inputs.${name}`);
    assert.deepEqual(used.filter(name => name.startsWith('inputs.')).sort(), inputs.sort());
    assert.deepEqual(
      used.filter(name => !name.startsWith('inputs.')),
      ['steps.install.outputs.command'],
    );
  });
});

/** What the runner reads of a file of outputs. */
function outputsOf(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, end] = /^([^<]+)<<(.+)$/.exec(line) ?? [];
    if (name === undefined || end === undefined) continue;
    const value: string[] = [];
    for (let next = lines.shift(); next !== undefined && next !== end; next = lines.shift()) value.push(next);
    outputs[name] = value.join('\n');
  }
  return outputs;
}

const bash = spawnSync('bash', ['--version']).status === 0;

describe('the action', { skip: bash ? false : 'there is no bash here' }, () => {
  const temporary = scratch('action');
  const checkout = path.join(temporary, 'an action');
  const env = { ...gitEnvironment(temporary), PATH: withoutTools(path.join(temporary, 'bin')) };

  before(() => {
    fs.mkdirSync(checkout);
    cloneHere(checkout, env);
    fs.rmSync(path.join(checkout, '.git'), { recursive: true });
  });

  let jobs = 0;
  /** Runs the steps of the action in a workspace with these files. A step that fails is the last one. */
  async function uses(
    inputs: Readonly<Record<string, string>>,
    files: Readonly<Record<string, string>>,
    more: NodeJS.ProcessEnv = {},
  ) {
    const job = path.join(temporary, `job-${jobs++}`);
    const [workspace, runner, summary] = ['work space', 'runner', 'summary'].map(name => path.join(job, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [workspace, runner]) fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(summary, '# Before\n');
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
      fs.writeFileSync(path.join(workspace, name), text);
    }
    const known = new Map(Object.entries(ACTION.inputs).map(([name, { default: value }]) => [`inputs.${name}`, value]));
    for (const [name, value] of Object.entries(inputs)) known.set(`inputs.${name}`, value);
    const said = { code: 0 as number | null, stdout: '', stderr: '' };
    for (const { id, run = '', env: own = {} } of ACTION.runs.steps) {
      const script = path.join(runner, `${id}.sh`);
      const outputs = path.join(runner, `${id}.outputs`);
      fs.writeFileSync(script, run);
      fs.writeFileSync(outputs, '');
      const filled = Object.entries(own).map(([name, value]) => [
        name,
        value.replace(EXPRESSION, (_, expression: string) => known.get(expression) ?? ''),
      ]);
      const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
        cwd: workspace,
        env: {
          ...env,
          ...more,
          ...Object.fromEntries(filled),
          CI: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_ACTION_PATH: checkout,
          GITHUB_WORKSPACE: workspace,
          GITHUB_OUTPUT: outputs,
          GITHUB_STEP_SUMMARY: summary,
          RUNNER_TEMP: runner,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.on('data', data => (said.stdout += data));
      child.stderr.on('data', data => (said.stderr += data));
      said.code = await new Promise(resolve => child.on('close', resolve));
      for (const [name, value] of Object.entries(outputsOf(outputs))) known.set(`steps.${id}.outputs.${name}`, value);
      if (said.code !== 0) break;
    }
    const outputs = Object.fromEntries(
      Object.keys(ACTION.outputs).map(name => [name, known.get(`steps.lint.outputs.${name}`) ?? '']),
    );
    // Nothing is left where the runner keeps things.
    const left = fs
      .readdirSync(runner)
      .filter(name => /^plimsoll-[^0-9]/.test(name) && !name.startsWith(`plimsoll-${VERSION}`));
    return { ...said, outputs, workspace, summary: fs.readFileSync(summary, 'utf8'), left };
  }

  test('builds itself from a checkout, lints the repository, and fails with annotations', async () => {
    const first = await uses({}, { Dockerfile: BAD, 'a/Dockerfile': GOOD });
    assert.equal(first.code, 1, first.stdout + first.stderr);
    assert.match(first.stdout, /^::warning file=Dockerfile,line=2,.*sudo/m);
    assert.equal(first.outputs['exit-code'], '1');
    assert.ok(Number(first.outputs['findings']) >= 1);
    assert.ok(Number(first.outputs['score']) < 100);
    assert.equal(first.outputs['sarif-file'], '');
    assert.match(first.summary, /^# Before\n[\s\S]*Dockerfile/);
    assert.deepEqual(first.left, []);
    // What was built is used again.
    const built = fs.statSync(path.join(checkout, 'dist/plimsoll.cjs')).mtimeMs;
    const second = await uses({}, { Dockerfile: GOOD });
    assert.deepEqual([second.code, second.outputs['findings'], second.outputs['score']], [0, '0', '100']);
    assert.equal(fs.statSync(path.join(checkout, 'dist/plimsoll.cjs')).mtimeMs, built);
  });

  test('takes its inputs', async () => {
    const files = { 'a b/Dockerfile': BAD, Dockerfile: BAD, 'other.yaml': 'rules: { sudo-used: off }\n' };
    const some = await uses({ paths: '\n a b/Dockerfile\n\n', format: 'compact', summary: 'false' }, files);
    assert.equal(some.code, 1, some.stdout + some.stderr);
    assert.match(some.stdout, /^a b\/Dockerfile:2:5: warning: .*\[sudo-used\]$/m);
    assert.doesNotMatch(some.stdout, /^Dockerfile|::/m);
    assert.equal(some.summary, '# Before\n');
    const passing = await uses({ 'fail-on': 'error', 'sarif-file': 'out put.sarif' }, files);
    assert.deepEqual([passing.code, passing.outputs['sarif-file']], [0, 'out put.sarif']);
    const sarif = JSON.parse(fs.readFileSync(path.join(passing.workspace, 'out put.sarif'), 'utf8'));
    assert.equal(sarif.runs[0].results.length, Number(passing.outputs['findings']));
    assert.equal((await uses({ config: 'other.yaml' }, files)).code, 0);
    assert.equal((await uses({ args: `--skip "sudo-used" --exclude='a b/**'` }, files)).code, 0);
    assert.match((await uses({ args: '--skip "sudo' }, files)).stdout, /^::error::args: a quote is not closed\.$/m);
    const loose = { Dockerfile: 'FROM alpine:3.23\nRUN apk add --no-cache curl\nUSER 1000\n' };
    const [usual, more] = [await uses({}, loose), await uses({ preset: 'strict' }, loose)];
    assert.ok(Number(more.outputs['findings']) > Number(usual.outputs['findings']));
  });

  test('lints an image', async () => {
    const files = {
      'root/etc/passwd': 'root:x:0:0::/:/bin/sh\n',
      'root/etc/shadow': 'root::19000:0:99999:7:::\n',
      'app/Dockerfile': GOOD,
    };
    const { code, stdout, outputs } = await uses(
      { image: 'rootfs:root', dockerfile: 'app/Dockerfile', args: '--no-cache' },
      files,
    );
    assert.deepEqual([code, outputs['exit-code']], [1, '1'], stdout);
    assert.match(stdout, /^::error file=app\/Dockerfile.*etc\/shadow/m);
    const both = await uses({ image: 'rootfs:root', paths: '.' }, files);
    assert.equal(both.code, 2);
    assert.match(both.stdout, /^::error::image and paths cannot be given together: use the action twice\.$/m);
  });

  test('runs nothing that stands in an input', async () => {
    const evil = '$(touch stolen); `touch stolen` && touch stolen #';
    for (const name of Object.keys(ACTION.inputs)) {
      const { code, workspace } = await uses({ [name]: evil }, { Dockerfile: GOOD });
      assert.equal(fs.existsSync(path.join(workspace, 'stolen')), false, name);
      assert.equal(code === 0, name === 'summary' || name === 'sarif-file' || name === 'dockerfile', name);
    }
    const option = await uses({ paths: '--show-files' }, { Dockerfile: GOOD });
    assert.equal(option.code, 3);
  });

  test('says so when a run could not be judged, and when it was asked for in a wrong way', async () => {
    const missing = await uses({ paths: 'none/Dockerfile' }, {});
    assert.deepEqual([missing.code, missing.outputs['exit-code']], [3, '3']);
    const wrong = await uses({ 'fail-on': 'sometimes' }, { Dockerfile: GOOD });
    assert.deepEqual([wrong.code, wrong.outputs['exit-code'], wrong.outputs['findings']], [2, '2', '']);
  });

  test('takes a version from the registry, and nothing but a version', async t => {
    const registry = await npmRegistry(t, packed(t));
    const { code, stdout, stderr } = await uses({ version: VERSION }, { Dockerfile: BAD }, registry);
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, /^::warning file=Dockerfile,line=2/m);
    for (const version of ['https://example.com/x.tgz', 'file:../x', '../x', '-g']) {
      const { code, stdout } = await uses({ version }, { Dockerfile: GOOD }, registry);
      assert.deepEqual([code, stdout], [2, '::error::version: a version of plimsoll is wanted, such as 0.1.0.\n']);
    }
  });
});
