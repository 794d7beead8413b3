/** The page about CI: every file in it is read, and every command is run, with a stand-in for what only that CI has. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { VERSION } from '../../src/version.js';
import { BAD, folder, GOOD } from '../cli/world.js';
import { fakeRegistry, holding } from '../support/fake-registry.js';
import { asOciLayout } from '../support/image-fixtures.js';
import { type Block, blocksOf, rowsOf } from '../support/markdown.js';

const PAGE = fs.readFileSync('docs/ci.md', 'utf8');
const BIN = path.resolve('dist/plimsoll.cjs');
const blocks = blocksOf(PAGE);
const yaml = blocks.filter(({ language }) => language === 'yaml');

type Tree = { readonly [key: string]: Tree } | readonly Tree[] | string | number | boolean | null;

/** What stands below a key, wherever it is. */
function below(tree: Tree, key: string): Tree[] {
  if (tree === null || typeof tree !== 'object') return [];
  if (Array.isArray(tree)) return tree.flatMap(each => below(each, key));
  return Object.entries(tree).flatMap(([name, value]) => (name === key ? [value] : below(value, key)));
}

/** The scripts of a block: what its CI would give to a shell, each as one text. */
function scriptsOf({ language, text }: Block): string[] {
  if (language === 'groovy') return [...text.matchAll(/\bsh '([^']+)'/g)].map(([, script = '']) => script);
  if (language !== 'yaml') return [text];
  return ['run', 'script', 'commands'].flatMap(key =>
    below(parse(text), key).flatMap(value => (Array.isArray(value) ? [value.join('\n')] : [String(value)])),
  );
}

/** A shell with `npx` that has this very version, in a folder with files. */
function shell(t: TestContext, files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const cwd = folder(t, {
    ...files,
    'bin/npx': `#!/bin/sh\n[ "$1 $2" = "--yes plimsoll@${VERSION}" ] || exit 99\nshift 2\nexec "${process.execPath}" "${BIN}" "$@"\n`,
    'bin/reviewdog': '#!/bin/sh\necho "$@" > reviewdog.args\ncat > reviewdog.in\n',
    'bin/docker': '#!/bin/sh\necho "$@" > docker.args\n',
  });
  for (const name of fs.readdirSync(path.join(cwd, 'bin'))) fs.chmodSync(path.join(cwd, 'bin', name), 0o755);
  const run = (script: string) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>(resolve => {
      const child = spawn('sh', ['-ec', script], {
        cwd,
        env: { HOME: cwd, PATH: `${cwd}/bin:${process.env['PATH']}`, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', data => (said.stdout += data));
      child.stderr.on('data', data => (said.stderr += data));
      child.on('close', code => resolve({ code, ...said }));
    });
  return { cwd, run };
}

/** A registry that asks for a password, with an image that has something wrong. */
async function registry(t: TestContext): Promise<Record<string, string>> {
  const layers = [{ files: { 'etc/passwd': 'root:x:0:0::/:/bin/sh\n', 'etc/shadow': 'root::19000:0:99999:7:::\n' } }];
  const tree = (await asOciLayout({ layers, config: { User: '1000' }, name: 'a:1' })) as Record<string, Uint8Array>;
  const { manifests } = JSON.parse(String(tree['index.json']));
  const { host } = await fakeRegistry(t, holding(tree, { 'team/app:abc': manifests[0].digest }), {
    auth: 'basic',
    user: 'u:p',
  });
  return {
    CI_REGISTRY_IMAGE: `${host}/team/app`,
    CI_COMMIT_SHORT_SHA: 'abc',
    CI_REGISTRY_USER: 'u',
    CI_REGISTRY_PASSWORD: 'p',
  };
}

/** The files that a block hands to its CI. */
function reportsOf({ text }: Block): string[] {
  return [...text.matchAll(/--format [a-z-]+=(\S+?)'?(?=\s|$)/gm)].map(([, file = '']) => file);
}

describe('docs/ci.md', { skip: process.platform === 'win32' && 'the page has commands for sh' }, () => {
  test('has a file or a command for each service, and names this version', () => {
    const files = [
      '.github/workflows/',
      '.gitlab-ci.yml',
      'azure-pipelines.yml',
      'Jenkinsfile',
      '.circleci/config.yml',
    ];
    for (const start of [...files, 'bitbucket-pipelines.yml', '.woodpecker.yaml', '.drone.yml'])
      assert.ok(
        blocks.some(({ file }) => file?.startsWith(start)),
        start,
      );
    for (const [, version] of PAGE.matchAll(/(?:plimsoll@v?)(\d[\w.-]*)/g)) assert.equal(version, VERSION);
  });

  for (const block of blocks) {
    const scripts = scriptsOf(block).filter(script => script.includes('npx'));
    if (scripts.length === 0) continue;
    test(`${block.file ?? block.text.split('\n')[0]}: the commands find, write their reports, and fail`, async t => {
      const variables = block.text.includes('CI_REGISTRY') ? await registry(t) : {};
      for (const script of scripts) {
        const bad = shell(t, { Dockerfile: BAD }, variables);
        const found = await bad.run(script);
        // What follows in a pipe decides then; the real one fails as it is told to.
        assert.equal(found.code, script.includes('| reviewdog') ? 0 : 1, found.stdout + found.stderr);
        const own = reportsOf({ ...block, text: script });
        for (const file of own) assert.ok(fs.statSync(path.join(bad.cwd, file)).size > 0, file);
        if (script.includes(' image ')) continue;
        const good = shell(t, { Dockerfile: GOOD });
        const clean = await good.run(script);
        assert.equal(clean.code, 0, clean.stdout + clean.stderr);
        for (const file of own) assert.ok(fs.existsSync(path.join(good.cwd, file)), file);
      }
    });
  }

  test('every report that is written is one that the service is told of', () => {
    const handing = blocks.filter(block => block.file !== undefined && reportsOf(block).length > 0);
    assert.ok(handing.length >= 6);
    for (const block of handing) {
      // Bitbucket looks by itself.
      const found = block.file === 'bitbucket-pipelines.yml' ? ['test-results/'] : reportsOf(block);
      const others = block.text.replace(/--format \S+/g, '');
      for (const file of found)
        assert.ok(
          others.includes(file) || others.includes(`path: ${file.split('/')[0]}\n`) || file.endsWith('/'),
          file,
        );
    }
  });

  test('the commands speak the words of the service that they run on', async t => {
    const words: Readonly<Record<string, [string, RegExp]>> = {
      GITHUB_ACTIONS: ['true', /^::warning file=Dockerfile,line=2,/m],
      TF_BUILD: ['True', /^##vso\[task\.logissue type=warning;sourcepath=Dockerfile;linenumber=2;/m],
      TEAMCITY_VERSION: ['2026.1', /^##teamcity\[inspection typeId='sudo-used'/m],
    };
    const [, command = ''] = /^ {4}(npx .*)$/m.exec(PAGE) ?? [];
    for (const [name, [value, expected]] of Object.entries(words)) {
      const { run } = shell(t, { Dockerfile: BAD }, { [name]: value });
      const { code, stdout } = await run(command);
      assert.equal(code, 1);
      assert.match(stdout, expected);
      assert.match(stdout, /Dockerfile:2:5\n/);
      assert.doesNotMatch((await run(`${command} --no-ci`)).stdout, /^(?:::|##)/m);
    }
  });

  test('reviewdog is given what it can read', async t => {
    const [block] = blocks.filter(({ text }) => text.includes('reviewdog'));
    const { cwd, run } = shell(t, { Dockerfile: BAD });
    await run(block?.text ?? '');
    assert.match(fs.readFileSync(path.join(cwd, 'reviewdog.args'), 'utf8'), /^-f=rdjsonl /);
    const [line = ''] = fs.readFileSync(path.join(cwd, 'reviewdog.in'), 'utf8').split('\n');
    assert.deepEqual(JSON.parse(line).location.path, 'Dockerfile');
  });

  test('workflows ask for no more than they need, and put nothing into scripts', () => {
    const workflows = yaml.filter(({ file }) => file?.startsWith('.github/workflows/'));
    assert.equal(workflows.length, 3);
    for (const { text } of workflows) {
      const workflow = parse(text) as Tree;
      const permissions = below(workflow, 'permissions').flatMap(given => Object.entries(given as object));
      const needed = text.includes('upload-sarif')
        ? [
            ['contents', 'read'],
            ['security-events', 'write'],
          ]
        : [['contents', 'read']];
      assert.deepEqual(permissions, needed);
      for (const script of below(workflow, 'run')) assert.doesNotMatch(String(script), /\$\{\{/);
    }
  });

  test('the action is used with inputs that it has, and they are told as it tells them', () => {
    const action = parse(fs.readFileSync('action.yml', 'utf8')) as Record<
      'inputs' | 'outputs',
      Record<string, { description: string }>
    >;
    let uses = 0;
    for (const { text } of yaml)
      for (const step of below(parse(text), 'steps').flat() as { uses?: string; with?: object }[]) {
        if (!step.uses?.startsWith('OWNER/plimsoll@')) continue;
        uses++;
        for (const name of Object.keys(step.with ?? {})) assert.ok(name in action.inputs, name);
      }
    assert.equal(uses, 2);
    const told = rowsOf(PAGE);
    for (const [name, { description }] of [...Object.entries(action.inputs), ...Object.entries(action.outputs)])
      assert.ok(told.get(name) === description || PAGE.includes(`| \`${name}\` | ${description} |`), name);
  });
});
