// The first step of the action: makes the command, from this checkout or from the npm registry, and says where it is.
// No script of any package runs, and nothing is fetched but what package-lock.json names by its digest.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { output, refuse } from './runner.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { PLIMSOLL_VERSION: version = '', RUNNER_TEMP: temporary = '' } = process.env;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  refuse(`Plimsoll needs Node 20.19 or later, and this is ${process.version}: add actions/setup-node before it.`);
}
output('command', version === '' ? fromCheckout() : fromRegistry());

function fromCheckout() {
  const command = path.join(root, 'dist', 'plimsoll.cjs');
  // A job may use the action more than once.
  if (!fs.existsSync(command)) {
    npm(root, 'ci');
    run(root, process.execPath, ['scripts/build.mjs']);
  }
  return command;
}

function fromRegistry() {
  if (!/^\w[\w.+-]*$/.test(version)) refuse('version: a version of plimsoll is wanted, such as 0.1.0.');
  const folder = path.join(temporary, `plimsoll-${version}`);
  const command = path.join(folder, 'node_modules', 'plimsoll', 'dist', 'plimsoll.cjs');
  if (!fs.existsSync(command)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    npm(folder, 'install', `plimsoll@${version}`);
  }
  return command;
}

function npm(cwd, ...words) {
  // On Windows npm is a script, which only a shell starts; no word here means anything to one.
  const shell = process.platform === 'win32';
  run(cwd, 'npm', [...words, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { shell });
}

function run(cwd, program, words, options = {}) {
  const { status, error } = spawnSync(program, words, { cwd, stdio: 'inherit', ...options });
  if (status !== 0) refuse(`Plimsoll could not be installed: ${error?.message ?? `${program} ended with ${status}`}.`);
}
