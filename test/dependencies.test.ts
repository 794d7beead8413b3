/** What we depend on: the page about it, and the licences of what is shipped. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { build } from 'esbuild';
import { ROOT } from './support/rules.js';

const read = (...parts: string[]): string => fs.readFileSync(path.join(ROOT, ...parts), 'utf8');
const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
const rows = read('docs/dependencies.md')
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line => line.split('|').map(cell => cell.trim()))
  .map(([, name = '', licence, shipped, use = '', reason = '']) => ({
    name: name.slice(1, -1),
    licence,
    shipped: shipped === 'yes',
    use,
    reason,
  }));

/** Each part of the page that the build has written: whose it is, and what follows. */
const shipped = read('dist', 'THIRD-PARTY-LICENSES.txt')
  .split(`${'-'.repeat(80)}\n`)
  .slice(1)
  .map(part => {
    const [, name = '', version = '', licence = '', text = ''] = /^(\S+) (\S+) \((.*)\)\n\n([\s\S]*)$/.exec(part) ?? [];
    return { name, version, licence, text: text.trim() };
  });

describe('docs/dependencies.md', () => {
  test('has every dependency, and no other', () => {
    const names = rows.map(({ name }) => name);
    assert.deepEqual([...names].sort(), Object.keys(devDependencies).sort());
    for (const [name, version] of Object.entries(devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  });

  test('tells licences and uses', () => {
    for (const { name, licence, shipped, use, reason } of rows) {
      assert.equal(licence, JSON.parse(read('node_modules', name, 'package.json')).license, name);
      assert.ok(use.length > 5 && (!shipped || reason.length > 20), name);
    }
  });

  test('says rightly which of them are shipped', () => {
    const direct = shipped.map(({ name }) => name).filter(name => name in devDependencies);
    const told = rows.filter(row => row.shipped).map(({ name }) => name);
    assert.deepEqual([...new Set(direct)].sort(), told.sort());
  });
});

describe('the licences of others', () => {
  test('are those of the packages, word for word', () => {
    assert.ok(shipped.length > 10);
    const folders = fs
      .readdirSync(path.join(ROOT, 'node_modules'), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name === 'package.json')
      .map(({ parentPath }) => parentPath);
    for (const { name, version, licence, text } of shipped) {
      const folder = folders.find(folder => {
        const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
        return manifest.name === name && manifest.version === version && manifest.license === licence;
      });
      assert.ok(folder !== undefined, `${name} ${version}`);
      const texts = fs
        .readdirSync(folder)
        .filter(file => /^(?:licen|copying|notice)/i.test(file))
        .sort()
        .map(file => fs.readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
      assert.ok(texts.length > 0 && texts.every(each => text.includes(each)), name);
    }
  });

  test('are all that there are: whatever our sources reach is told, but for what compiles the schema', async () => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ['src/cli/bin.ts', 'src/index.ts', 'src/image/unpack/worker.ts'],
      outdir: '.build/none',
      write: false,
      metafile: true,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    const reached = new Set(
      Object.keys(metafile.inputs).flatMap(file => {
        const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
        return folder === undefined ? [] : [JSON.parse(read(folder, 'package.json')).name as string];
      }),
    );
    for (const { name } of shipped) assert.ok(reached.has(name), `${name} is told, and nobody needs it`);
    for (const { name } of shipped) reached.delete(name);
    // The schema is compiled when Plimsoll is built, so that what only the compiler needs stays behind.
    const compiling = Object.keys(JSON.parse(read('node_modules/ajv/package.json')).dependencies);
    assert.deepEqual(
      [...reached].filter(name => !compiling.includes(name)),
      [],
    );
  });
});
