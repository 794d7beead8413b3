// Measures how many secrets are found, and how many false alarms are raised: recall and precision over a corpus that is made
// for it in each run.
//   npm run measure:secrets [-- --seed 7] [--no-disk]: without texts of this machine
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, '.build', 'measure-secrets');
const corpus = path.join(root, 'test', 'secrets', 'corpus');
fs.rmSync(out, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  stdin: {
    contents: `export * from './corpus.js'; export * from './measure.js'; export * from './score.js';`,
    resolveDir: corpus,
    loader: 'ts',
  },
  outfile: path.join(out, 'corpus.mjs'),
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
const { makeCorpus, judge, score, describeScore } = await import(pathToFileURL(path.join(out, 'corpus.mjs')));

const at = process.argv.indexOf('--seed');
const seed = at === -1 ? {} : { seed: Number(process.argv[at + 1]) };
const { samples, skipped } = makeCorpus({ ...seed, disk: !process.argv.includes('--no-disk') });
const judged = await judge(samples);
process.stdout.write(describeScore(judged, skipped));
const { recall, precision } = score(judged);
process.exitCode = recall > 0.98 && precision > 0.98 ? 0 : 1;
