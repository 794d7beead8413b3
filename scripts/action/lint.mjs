// The second step of the action: runs the command with the inputs, and tells what came of it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { output, refuse } from './runner.mjs';
import { lines, words } from './words.mjs';

const given = name => process.env[`PLIMSOLL_${name}`] ?? '';
const [images, paths] = [lines(given('IMAGE')), lines(given('PATHS'))];
if (images.length > 0 && paths.length > 0) refuse('image and paths cannot be given together: use the action twice.');
const further = words(given('ARGS'));
if (further === undefined) refuse('args: a quote is not closed.');
const command = images.length > 0 ? 'image' : 'lint';

const folder = fs.mkdtempSync(path.join(process.env.RUNNER_TEMP ?? '', 'plimsoll-'));
const json = path.join(folder, 'report.json');
const sarif = given('SARIF_FILE');
const options = [
  ['fail-on', given('FAIL_ON')],
  ['preset', given('PRESET')],
  ['config', given('CONFIG')],
  ['dockerfile', command === 'image' ? given('DOCKERFILE') : ''],
  ['format', given('FORMAT')],
  ['format', `json=${json}`],
  ['format', sarif === '' ? '' : `sarif=${sarif}`],
].flatMap(([name, value]) => (value === '' ? [] : [`--${name}=${value}`]));

const { status, error } = spawnSync(
  process.execPath,
  [
    given('COMMAND'),
    command,
    ...(given('SUMMARY') === 'false' ? ['--no-ci'] : []),
    ...options,
    ...further,
    '--',
    ...images,
    ...paths,
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
if (error !== undefined) refuse(`Plimsoll did not run: ${error.message}.`);

output('exit-code', status);
if (fs.existsSync(json)) {
  const { summary: counts, score } = JSON.parse(fs.readFileSync(json, 'utf8'));
  output('findings', counts.error + counts.warning + counts.info);
  output('score', score ?? '');
}
if (sarif !== '' && fs.existsSync(sarif)) output('sarif-file', sarif);
fs.rmSync(folder, { recursive: true, force: true });
process.exitCode = status;
