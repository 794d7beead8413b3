/** The page about hooks: what it tells people to do is done, with the real programs, and commits go through or do not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { VERSION } from '../../src/version.js';
import { BAD, GOOD } from '../cli/world.js';
import { gitEnvironment, run, sure } from '../support/clone.js';
import { blocksOf } from '../support/markdown.js';
import { packed } from '../support/npm.js';
import { scratch } from '../support/scratch.js';

const PAGE = fs.readFileSync('docs/hooks.md', 'utf8');
const HOOKS = parse(fs.readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { id: string }[];

/** Of what the page lets people install, what is installed here: these run on every Node that is supported. */
const VERSIONS: Readonly<Record<string, string>> = {
  husky: 'husky@9.1.7',
  'lint-staged': 'lint-staged@16.3.4',
  lefthook: 'lefthook@2.2.2',
};

/** The blocks of a section of the page. */
function section(heading: string) {
  const [, text = ''] = new RegExp(`^## ${heading}\\n(.*?)(?=^## |(?![\\s\\S]))`, 'ms').exec(PAGE) ?? [];
  return blocksOf(text);
}

const { status, stdout } = spawnSync('pre-commit', ['--version'], { encoding: 'utf8' });
const hasPreCommit = status === 0;
const isOld = /^pre-commit (?:[12]\.|3\.[01]\.)/.test(stdout ?? '');
const onWindows = process.platform === 'win32' && 'the page has commands for sh';

describe('docs/hooks.md', { skip: onWindows }, () => {
  const temporary = scratch('hooks');
  const env: NodeJS.ProcessEnv = gitEnvironment(temporary);
  // A run of hooks inside a hook of ours would be told where git is.
  for (const name of Object.keys(env)) if (name.startsWith('GIT_') && !name.startsWith('GIT_CONFIG')) delete env[name];
  env['PATH'] = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
  const archive = path.join(temporary, 'plimsoll.tgz');
  let online = true;

  before(() => {
    const pack = packed({ after: () => {} });
    fs.renameSync(pack.file, archive);
    fs.rmdirSync(path.dirname(pack.file));
    online = run(temporary, env, 'npm', 'view', '--silent', VERSIONS['husky'] as string, 'version').status === 0;
  });

  test('names hooks that there are, and this version', {
    skip: !hasPreCommit && 'pre-commit is not installed here',
  }, () => {
    const configs = blocksOf(PAGE).filter(({ file }) => file === '.pre-commit-config.yaml');
    assert.equal(configs.length, 2);
    for (const { text } of configs) {
      const file = path.join(temporary, '.pre-commit-config.yaml');
      // Before 3.2 it had another name for this stage.
      fs.writeFileSync(file, isOld ? text.replace('pre-push', 'push') : text);
      assert.equal(sure(temporary, env, 'pre-commit', 'validate-config', file), '');
      const [{ rev, hooks }] = (parse(text) as { repos: [{ rev: string; hooks: { id: string }[] }] }).repos;
      assert.equal(rev, `v${VERSION}`);
      for (const { id } of hooks)
        assert.ok(
          HOOKS.some(hook => hook.id === id),
          id,
        );
    }
    for (const { id } of HOOKS) assert.ok(PAGE.includes(`| \`${id}\` |`), id);
    assert.equal(sure('.', env, 'pre-commit', 'validate-manifest', '.pre-commit-hooks.yaml'), '');
  });

  /** A project in which somebody follows a section of the page. */
  function follow(heading: string): string {
    const project = path.join(temporary, heading.replaceAll(' ', '-'));
    fs.mkdirSync(project);
    sure(project, env, 'git', 'init', '-q');
    fs.writeFileSync(path.join(project, '.gitignore'), 'node_modules/\n');
    fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }\n');
    const blocks = section(heading);
    const files = blocks.filter(({ file }) => file !== undefined);
    for (const { file = '', text } of files) fs.writeFileSync(path.join(project, file), text, { mode: 0o755 });
    const npm = /^npm install --save-dev (.*)$/;
    for (const { text } of blocks.filter(({ language, file }) => language === 'sh' && file === undefined)) {
      for (const line of text.trim().split('\n')) {
        const names = npm.exec(line)?.[1]?.split(' ');
        const exact = names?.map(name => (name === 'plimsoll' ? archive : (VERSIONS[name] ?? 'nothing')));
        const command = exact === undefined ? line : `npm install --ignore-scripts --save-dev ${exact.join(' ')}`;
        sure(project, env, 'sh', '-c', command);
      }
    }
    for (const { text } of blocks.filter(({ language }) => language === 'json')) {
      const file = path.join(project, 'package.json');
      const merged = { ...JSON.parse(fs.readFileSync(file, 'utf8')), ...JSON.parse(text) };
      fs.writeFileSync(file, JSON.stringify(merged));
    }
    return project;
  }

  /** Commits files; gives the exit code and what was said. */
  function commit(project: string, files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
      fs.writeFileSync(path.join(project, name), text);
    }
    sure(project, env, 'git', 'add', '-A');
    const { status, stdout, stderr } = run(project, env, 'git', 'commit', '-m', 'change');
    return { status, said: stdout + stderr };
  }

  /** What every way has to do. */
  function guards(project: string): void {
    const clean = commit(project, { 'app/Dockerfile': GOOD, 'api.dockerfile': GOOD, 'a.txt': 'text\n' });
    assert.equal(clean.status, 0, clean.said);
    for (const name of ['app/Dockerfile', 'api.dockerfile', 'Containerfile']) {
      const refused = commit(project, { [name]: BAD });
      assert.equal(refused.status, 1, refused.said);
      assert.match(refused.said, new RegExp(`${name}:2:5`));
      const mended = commit(project, { [name]: `${GOOD}# mended\n` });
      assert.equal(mended.status, 0, mended.said);
    }
    const ignored = { '.plimsoll.yaml': 'ignore: ["vendor/**"]\n', 'vendor/Dockerfile': BAD };
    const passed = commit(project, ignored);
    assert.equal(passed.status, 0, passed.said);
  }

  for (const heading of ['husky and lint-staged', 'lefthook', 'git alone']) {
    test(heading, t => {
      if (!online && heading !== 'git alone') {
        assert.notEqual(process.env['CI'], 'true', 'CI can ask the registry');
        t.skip('the npm registry cannot be asked here');
        return;
      }
      const project = follow(heading);
      if (heading === 'git alone') sure(project, env, 'npm', 'install', '--offline', '--ignore-scripts', archive);
      guards(project);
    });
  }
});
