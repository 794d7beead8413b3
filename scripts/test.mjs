// Compiles the tests and what they test, then runs them with Node's own test runner.
//   node scripts/test.mjs [--only <part of a file's path>] [flags of node --test]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, '.build', 'test');
const find = dir =>
  fs
    .readdirSync(path.join(root, dir), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)));

const sources = ['src', 'rules', 'test'].flatMap(find);
fs.rmSync(out, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: sources,
  outdir: out,
  outbase: '.',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
fs.writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');

const args = process.argv.slice(2);
const at = args.indexOf('--only');
const only = at === -1 ? '' : args.splice(at, 2)[1];
const tests = sources
  .filter(file => file.endsWith('.test.ts') && file.includes(only))
  .map(file => path.join(out, file.replace(/\.ts$/, '.js')));
if (tests.length === 0) {
  console.error('no test file matches');
  process.exit(1);
}
// Daemons, registries and mounts have the machine to themselves; all other files run as many at a time as there are cores.
const alone = new Set(tests.filter(file => /support\/real-/.test(fs.readFileSync(file, 'utf8'))));
const statuses = [
  [tests.filter(file => !alone.has(file)), os.availableParallelism()],
  [[...alone], 1],
].map(([files, at]) => (files.length === 0 ? 0 : run(files, at)));
process.exit(Math.max(...statuses));

function run(files, concurrency) {
  const flags = ['--enable-source-maps', '--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`];
  const { status } = spawnSync(process.execPath, [...flags, ...args, ...files], { cwd: root, stdio: 'inherit' });
  return status ?? 1;
}
