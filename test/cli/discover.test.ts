import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isDockerfileName } from '../../src/cli/names.js';
import { BAD, files, folder, GOOD, run } from './world.js';

describe('names', () => {
  const yes =
    'Dockerfile dockerfile DOCKERFILE Containerfile containerfile app.Dockerfile app.dockerfile a.b.Containerfile ' +
    'Dockerfile.dev Dockerfile-dev dockerfile.prod Containerfile.rhel Containerfile-1 Dockerfile.go Dockerfile.9.1 ' +
    'Dockerfile.alpine3.20 Dockerfile-php .dockerfile Dockerfile.release-1.json2';
  const no =
    'Dockerfile.dockerignore app.Dockerfile.dockerignore .dockerignore Dockerfile.j2 Dockerfile.jinja Dockerfile.jinja2 ' +
    'Dockerfile.tmpl Dockerfile.tpl Dockerfile.template Dockerfile-template Dockerfile.erb Dockerfile.in ' +
    'Dockerfile.mustache Dockerfile.hbs Dockerfile.md Dockerfile.rst Dockerfile.txt Dockerfile.adoc Dockerfile.html ' +
    'Dockerfile.orig Dockerfile.rej Dockerfile.bak Dockerfile.swp Dockerfile~ Dockerfile.prod~ Dockerfile.sh ' +
    'dockerfile.py dockerfile.js dockerfile.ts Dockerfile.json Dockerfile.yaml Dockerfile.yml Dockerfile.tar ' +
    'Dockerfile.tar.gz Dockerfile.lock dockerfile.go dockerfile.rs Dockerfiles MyDockerfile Dockerfile_old ' +
    'docker-compose.yml dockerfile-parser.js Dockerfile. README';
  for (const name of yes.split(' ')) test(`${name} is one`, () => assert.equal(isDockerfileName(name), true));
  for (const name of no.split(' ')) test(`${name} is none`, () => assert.equal(isDockerfileName(name), false));
});

describe('folders', () => {
  test('are searched, hidden ones too, but not .git and node_modules', async t => {
    const cwd = folder(t, {
      Dockerfile: GOOD,
      'b/Dockerfile.dev': GOOD,
      'b/a/app.Dockerfile': GOOD,
      '.devcontainer/Dockerfile': GOOD,
      '.git/Dockerfile': GOOD,
      'node_modules/x/Dockerfile': GOOD,
      'README.md': '',
      'Dockerfile.d/Containerfile': GOOD,
    });
    const all = [
      '.devcontainer/Dockerfile',
      'Dockerfile',
      'Dockerfile.d/Containerfile',
      'b/Dockerfile.dev',
      'b/a/app.Dockerfile',
    ];
    assert.deepEqual(await files(cwd), all);
    assert.deepEqual(await files(cwd, '.'), all);
    assert.deepEqual(await files(cwd, 'b/', 'b/a', './b//Dockerfile.dev', 'b/a/../Dockerfile.dev'), all.slice(3));
    assert.deepEqual(await files(path.join(cwd, 'b'), '..'), [
      '../.devcontainer/Dockerfile',
      '../Dockerfile',
      '../Dockerfile.d/Containerfile',
      '../b/Dockerfile.dev',
      '../b/a/app.Dockerfile',
    ]);
    assert.deepEqual(await files(cwd, path.join(cwd, 'b')), [`${cwd}/b/Dockerfile.dev`, `${cwd}/b/a/app.Dockerfile`]);
  });

  test('links to folders are not followed, links to files are files, loops end', async t => {
    const cwd = folder(t, { 'a/Dockerfile': GOOD, 'a/b': null });
    fs.symlinkSync('../..', path.join(cwd, 'a/b/up'));
    fs.symlinkSync('a', path.join(cwd, 'linked'));
    fs.symlinkSync('a/Dockerfile', path.join(cwd, 'Dockerfile.link'));
    fs.symlinkSync('Dockerfile.self', path.join(cwd, 'Dockerfile.self'));
    fs.symlinkSync('nowhere', path.join(cwd, 'Dockerfile.broken'));
    assert.deepEqual(await files(cwd), ['Dockerfile.broken', 'Dockerfile.link', 'Dockerfile.self', 'a/Dockerfile']);
    const { code, stdout } = await run(cwd, ['.', '-f', 'compact']);
    assert.equal(code, 3);
    assert.match(stdout, /Dockerfile\.self:1:1: error: it is a link that leads back to itself/);
    assert.match(stdout, /Dockerfile\.broken:1:1: error: there is no such file/);
    assert.deepEqual(await files(cwd, 'linked'), ['linked/Dockerfile']);
  });

  test('without a Dockerfile are wrong use, unless others have one', async t => {
    const cwd = folder(t, { 'a/Dockerfile': GOOD, 'b/x': '' });
    const { code, stdout, stderr } = await run(cwd, ['b']);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^plimsoll: there is no Dockerfile in the folder 'b'; .*\n$/);
    const both = await run(cwd, ['b', 'a']);
    assert.equal(both.code, 0);
    assert.match(both.stderr, /no Dockerfile in the folder 'b'/);
  });
});

describe('.gitignore', () => {
  test('holds at every level, the inner one wins', async t => {
    const cwd = folder(t, {
      '.gitignore': '# build\nout/\n*.gen.Dockerfile\n/top/Dockerfile\n',
      'out/Dockerfile': GOOD,
      'a/x.gen.Dockerfile': GOOD,
      'a/b/x.gen.Dockerfile': GOOD,
      'a/b/.gitignore': '!x.gen.Dockerfile\nDockerfile\n',
      'a/b/Dockerfile': GOOD,
      'a/top/Dockerfile': GOOD,
      'top/Dockerfile': GOOD,
      'A/OUT/Dockerfile': GOOD,
    });
    assert.deepEqual(await files(cwd), ['A/OUT/Dockerfile', 'a/b/x.gen.Dockerfile', 'a/top/Dockerfile']);
  });

  test('those above the folder hold up to the root of the repository', async t => {
    const cwd = folder(t, {
      '.gitignore': 'Dockerfile\n',
      'repo/.git/info/exclude': 'Dockerfile.mine\n',
      'repo/.gitignore': 'Dockerfile.dev\n',
      'repo/a/Dockerfile': GOOD,
      'repo/a/Dockerfile.dev': GOOD,
      'repo/a/Dockerfile.mine': GOOD,
    });
    assert.deepEqual(await files(cwd, 'repo/a'), ['repo/a/Dockerfile']);
  });

  test('what is named is linted, folders too', async t => {
    const cwd = folder(t, { '.git': null, '.gitignore': 'out\n', 'out/Dockerfile': GOOD, 'out/a/Dockerfile': GOOD });
    assert.deepEqual(await files(cwd, 'out/Dockerfile'), ['out/Dockerfile']);
    assert.deepEqual(await files(cwd, 'out'), ['out/Dockerfile', 'out/a/Dockerfile']);
    assert.deepEqual(await files(cwd, 'out/a'), ['out/a/Dockerfile']);
  });

  test('patterns made to take for ever do not', async t => {
    const name = `${'a/'.repeat(60)}`;
    const cwd = folder(t, {
      '.gitignore': `${'**/a/'.repeat(12)}b\n${'*a'.repeat(100)}b\nc/\n`,
      [`${name}Dockerfile`]: GOOD,
      'c/Dockerfile': GOOD,
    });
    assert.deepEqual(await files(cwd), [`${name}Dockerfile`]);
  });
});

describe('globs', () => {
  test('are searched when nothing is called so', async t => {
    const cwd = folder(t, {
      'a/Dockerfile': GOOD,
      'b/Dockerfile': GOOD,
      'b/c/Dockerfile': GOOD,
      'b/c/d/any.name': GOOD,
      '.x/Dockerfile': GOOD,
      'node_modules/Dockerfile': GOOD,
      '[a]/Dockerfile': GOOD,
    });
    assert.deepEqual(await files(cwd, '*/Dockerfile'), [
      '.x/Dockerfile',
      '[a]/Dockerfile',
      'a/Dockerfile',
      'b/Dockerfile',
    ]);
    assert.deepEqual(await files(cwd, '{a,b}/**/Dockerfile'), ['a/Dockerfile', 'b/Dockerfile', 'b/c/Dockerfile']);
    assert.deepEqual(await files(cwd, './b/**/*.name'), ['b/c/d/any.name']);
    assert.deepEqual(await files(cwd, `${cwd}/a/*`), [`${cwd}/a/Dockerfile`]);
    assert.deepEqual(await files(path.join(cwd, 'a'), '../b/Docker*'), ['../b/Dockerfile']);
    assert.deepEqual(await files(cwd, '[a]/Dockerfile'), ['[a]/Dockerfile']);
    assert.deepEqual(await files(cwd, 'b/?ockerfile'), ['b/Dockerfile']);
  });

  test('that match nothing are wrong use', async t => {
    const { code, stderr } = await run(folder(t, { Dockerfile: GOOD }), ['x/*.Dockerfile']);
    assert.equal(code, 2);
    assert.match(stderr, /^plimsoll: nothing matches 'x\/\*\.Dockerfile'.*\n$/);
  });

  test('made to fill the memory do not', async t => {
    const cwd = folder(t, { Dockerfile: GOOD });
    assert.equal((await run(cwd, ['{a,b}'.repeat(40)])).code, 3);
    assert.equal((await run(cwd, ['Dockerfile', '--exclude', '{a,b}'.repeat(40)])).code, 2);
    assert.deepEqual(await files(cwd, '{1..99999999},Dockerfile', 'Dockerfile'), ['Dockerfile']);
  });
});

describe('leaving out', () => {
  const TREE = { Dockerfile: BAD, 'vendor/Dockerfile': BAD, 'vendor/a/Dockerfile': BAD, 'a/old.Dockerfile': BAD };

  test('--exclude holds for named files, names, folders and globs', async t => {
    const cwd = folder(t, TREE);
    assert.deepEqual(await files(cwd, '--exclude', 'vendor', '--exclude=old.*'), ['Dockerfile']);
    assert.deepEqual(await files(cwd, '--exclude', 'vendor/', '.', 'vendor/a/Dockerfile'), [
      'Dockerfile',
      'a/old.Dockerfile',
    ]);
    assert.deepEqual(await files(cwd, '--exclude', '**/a/*'), ['Dockerfile', 'vendor/Dockerfile']);
    assert.deepEqual(await files(cwd, '--exclude', './vendor/**'), ['Dockerfile', 'a/old.Dockerfile']);
  });

  test('ignore of the settings holds for named files, from the folder of the settings', async t => {
    const cwd = folder(t, {
      ...TREE,
      'vendor/.plimsoll.yaml': 'ignore: [/old.*, ./Dockerfile]\n',
      'a/.plimsoll.yaml': '',
    });
    assert.deepEqual(await files(cwd, '.', 'vendor/Dockerfile'), [
      'Dockerfile',
      'a/old.Dockerfile',
      'vendor/a/Dockerfile',
    ]);
  });

  test('everything is no mistake: one line, exit code 0', async t => {
    const cwd = folder(t, TREE);
    for (const argv of [
      ['vendor', '--exclude', 'vendor'],
      ['Dockerfile', '--exclude', 'D*'],
    ]) {
      const { code, stdout, stderr } = await run(cwd, argv);
      assert.equal(code, 0);
      assert.equal(stdout, '');
      assert.match(stderr, /^plimsoll: nothing to lint: .* excluded\n$/);
    }
  });
});

test('an explicit file is linted whatever it is called', async t => {
  const cwd = folder(t, { 'recipe.txt': BAD });
  assert.deepEqual(await files(cwd, 'recipe.txt'), ['recipe.txt']);
  assert.equal((await run(cwd, ['./recipe.txt'])).code, 1);
});
