/** The package that is published: what is in it, and that it installs and runs with nothing else. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { publint } from 'publint';
import { VERSION } from '../src/version.js';
import { BAD, GOOD } from './cli/world.js';
import { npm, type Packed, packed } from './support/npm.js';
import { ROOT } from './support/rules.js';
import { scratch } from './support/scratch.js';

const MANIFEST = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

describe('the package', () => {
  const folder = scratch('package');
  const installed = path.join(folder, 'node_modules', 'plimsoll');
  let pack: Packed;
  // Closed when all tests are done, as the folder is.
  const kept: (() => void)[] = [];
  before(() => {
    pack = packed({ after: clear => void kept.push(clear as () => void) });
    fs.renameSync(pack.file, path.join(folder, 'plimsoll.tgz'));
    for (const clear of kept) clear();
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    const { status, stdout, stderr } = npm(folder, 'install', '--offline', '--ignore-scripts', './plimsoll.tgz');
    assert.equal(status, 0, stdout + stderr);
  });

  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  };
  const node = (...words: string[]) => {
    const { NODE_OPTIONS: _, CI: __, GITHUB_ACTIONS: ___, ...env } = process.env;
    return spawnSync(process.execPath, words, { cwd: folder, env, encoding: 'utf8' });
  };
  const plimsoll = (...words: string[]) => node(path.join(installed, MANIFEST.bin.plimsoll), ...words);

  test('holds what runs, its types and its licences, and nothing else', () => {
    const allowed = [
      /^(?:LICENSE|README\.md|package\.json)$/,
      /^dist\/[a-z-]+\.(?:cjs|js|cache)$/,
      /^dist\/types(?:-require)?\/(?:src|rules)\/[\w/.-]+\.d\.ts$/,
      /^dist\/types-require\/package\.json$/,
      /^dist\/(?:settings\.schema\.json|THIRD-PARTY-LICENSES\.txt)$/,
      /^docs\/rules\/[a-z0-9-]+\.md$/,
      /^man\/plimsoll\.1$/,
      /^schema\/[a-z]+-\d\.json$/,
    ];
    assert.deepEqual(
      pack.files.filter(file => !allowed.some(each => each.test(file))),
      [],
    );
    for (const file of [
      'LICENSE',
      'README.md',
      'man/plimsoll.1',
      'dist/THIRD-PARTY-LICENSES.txt',
      MANIFEST.bin.plimsoll,
    ])
      assert.ok(pack.files.includes(file), file);
    // The declarations are those that somebody reaches from the library, not those of each rule.
    assert.ok(pack.files.filter(file => file.endsWith('.d.ts')).length < 200);
    assert.ok(pack.size < 8_000_000, `${pack.size} bytes`);
  });

  test('brings no other package, and runs no script where it is installed', () => {
    assert.deepEqual(
      fs.readdirSync(path.join(folder, 'node_modules')).filter(name => !name.startsWith('.')),
      ['plimsoll'],
    );
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'])
      assert.equal(MANIFEST[kind], undefined, kind);
    for (const script of ['preinstall', 'install', 'postinstall']) assert.equal(MANIFEST.scripts[script], undefined);
  });

  test('is laid out as package managers and bundlers want it', async () => {
    const bytes = fs.readFileSync(path.join(folder, 'plimsoll.tgz'));
    const tarball = new Uint8Array(bytes).buffer;
    const { messages } = await publint({ pack: { tarball }, strict: true });
    assert.deepEqual(messages, []);
    // It does find something where something is wrong.
    const wrong = path.join(folder, 'wrong');
    write({ 'wrong/package.json': '{"name":"wrong","version":"1.0.0","main":"./none.js"}' });
    assert.notDeepEqual((await publint({ pkgDir: wrong, pack: false })).messages, []);
  });

  test('lints, explains and describes itself', () => {
    write({ 'bad/Dockerfile': BAD, 'good/Dockerfile': GOOD, 'root/etc/passwd': 'root:x:0:0::/:/bin/sh\n' });
    write({ 'root/etc/shadow': 'root::19000:0:99999:7:::\n' });
    assert.equal(plimsoll('--version').stdout, `${VERSION}\n`);
    assert.equal(plimsoll('lint', 'good').status, 0);
    const found = plimsoll('lint', 'bad', '--format', 'compact');
    assert.equal(found.status, 1, found.stderr);
    assert.match(found.stdout, /^bad\/Dockerfile:2:5: warning: .*\[sudo-used\]$/m);
    const image = plimsoll('image', '--no-cache', 'rootfs:root');
    assert.equal(image.status, 1, image.stderr);
    assert.match(image.stdout, /empty-password/);
    assert.ok('problemMatcher' in JSON.parse(plimsoll('problem-matcher', 'github').stdout));
    assert.match(plimsoll('explain', 'DL3004').stdout, /sudo-used/);
    assert.match(plimsoll('--help').stdout, /Exit codes/);
    // Whatever a format needs has come along.
    const [, formats = ''] =
      /--format\b[^<]*<([^>]*)>/.exec(plimsoll('lint', '--help').stdout.replace(/\s+/g, ' ')) ?? [];
    assert.ok(formats.split('|').length >= 4, formats);
    for (const format of formats.replaceAll(' ', '').split('|')) {
      const { status, stderr } = plimsoll('lint', 'bad', '--format', format);
      assert.deepEqual([status, stderr], [1, ''], format);
    }
  });

  test('is a command on the PATH of npm scripts', {
    skip: process.platform === 'win32' && 'links are made otherwise',
  }, () => {
    const link = path.join(folder, 'node_modules', '.bin', 'plimsoll');
    assert.equal(fs.realpathSync(link), path.join(installed, MANIFEST.bin.plimsoll));
    assert.equal(npm(folder, 'exec', '--offline', '--', 'plimsoll', '--version').stdout, `${VERSION}\n`);
  });

  test('is a library for import and for require()', () => {
    const use = `const report = lint('FROM debian:12\\nRUN sudo true\\nUSER 1000\\n');
      lintImage('rootfs:root').then(image => console.log(report.findings[0].rule, image.findings.length > 0, rules.length > 100));`;
    write({ 'root/etc/passwd': 'root::0:0::/:/bin/sh\n' });
    write({ 'use.mjs': `import { lint, lintImage, rules } from 'plimsoll';\n${use}` });
    write({ 'use.cjs': `const { lint, lintImage, rules } = require('plimsoll');\n${use}` });
    for (const file of ['use.mjs', 'use.cjs']) {
      const { stdout, stderr } = node(file);
      assert.deepEqual([stdout, stderr], ['sudo-used true true\n', ''], file);
    }
  });

  test('has types that hold, for both, with every way to look for them', () => {
    const use = `import { lint, lintImage, type Report, rules } from 'plimsoll';
      const report: Report = lint([{ path: 'Dockerfile', text: 'FROM debian' }]);
      const line: number | undefined = report.findings[0]?.line;
      export const later: Promise<Report> = lintImage('app.tar', { platform: 'linux/arm64' });
      export const ids: string[] = rules.map(({ id }) => id);
      // @ts-expect-error: a Dockerfile is a text.
      lint(42);
      export default line;\n`;
    write({ 'src/use.mts': use, 'src/use.cts': use.replace('export default line;', 'export { line };') });
    for (const [resolution, withNode] of [
      ['nodenext', true],
      ['bundler', true],
      ['nodenext', false],
    ] as const) {
      const compilerOptions = {
        module: resolution === 'nodenext' ? 'nodenext' : 'preserve',
        moduleResolution: resolution,
        target: 'es2022',
        lib: ['es2022'],
        // The types of Node say what a Buffer is. Whoever has not got them can use the library all the same.
        types: withNode ? ['node'] : [],
        typeRoots: [path.join(ROOT, 'node_modules/@types')],
        skipLibCheck: !withNode,
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
      };
      write({ 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }) });
      const { status, stdout } = node(path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.');
      assert.deepEqual([status, stdout], [0, ''], resolution);
    }
  });
});
