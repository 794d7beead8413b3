// Measures, and prints ratios: times on two machines cannot be compared, ratios taken in one run can.
//   npm run bench [-- --files <folder of Dockerfiles>] [--rounds 31]
//   npm run bench -- --images [--size 1000] [--rounds 3] [--entries 1000000]: images instead, see bench-images.mjs
//   npm run bench -- --secrets [--image <reference>] [--size 1000] [--rounds 7]: what looking for secrets costs
//   npm run bench -- --lsp [--rounds 31]: what an editor waits for, see bench-lsp.mjs
//   npm run bench -- --remote [--size 1000] [--rounds 3]: registries and Docker, see bench-remote.mjs
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1];
};
if (process.argv.includes('--images')) {
  const { benchImages } = await import('./bench-images.mjs');
  const [size, turns, entries] = [option('size', 1000), option('rounds', 3), option('entries', 1_000_000)].map(Number);
  await benchImages({ size, rounds: turns, entries });
  process.exit();
}
if (process.argv.includes('--secrets')) {
  const { benchSecrets } = await import('./bench-secrets.mjs');
  const [size, turns] = [option('size', 1000), option('rounds', 7)].map(Number);
  await benchSecrets({ image: option('image', undefined), size, rounds: turns });
  process.exit();
}
if (process.argv.includes('--remote')) {
  const { benchRemote } = await import('./bench-remote.mjs');
  await benchRemote({ size: Number(option('size', 1000)), rounds: Number(option('rounds', 3)) });
  process.exit();
}
const rounds = Number(option('rounds', 31));
if (process.argv.includes('--lsp')) process.exit(await (await import('./bench-lsp.mjs')).benchLsp({ rounds }));
// The variable makes Node 20 read certificates at every start; users do not set it.
const env = { ...process.env, NODE_EXTRA_CA_CERTS: '' };
const median = list => [...list].sort((a, b) => a - b)[list.length >> 1];
const since = start => Number(process.hrtime.bigint() - start) / 1e6;

/** Wall times of several commands, taken in turns. */
function inTurns(commands) {
  const times = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, args] of commands.entries()) {
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(process.execPath, args, {
        env,
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      times[i].push(since(start));
      if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')}: ${stderr}`);
    }
  }
  return times.map(median);
}

const cli = path.join(root, 'dist/plimsoll.cjs');
const [bare, clean, service, found, sarif] = inTurns([
  ['-e', '0'],
  [cli, 'lint', 'fixtures/clean/Dockerfile'],
  [cli, 'lint', 'fixtures/service/Dockerfile'],
  [cli, 'lint', 'fixtures/first-look/Dockerfile'],
  [cli, 'lint', '--format', 'sarif', 'fixtures/first-look/Dockerfile'],
]);
console.log(`whole process, medians of ${rounds} interleaved runs, against bare node -e 0 (${bare.toFixed(1)} ms)`);
console.log(`  lint, clean file of 2 lines        ${(clean / bare).toFixed(2)} x   (limit 1.50)`);
console.log(`  lint, clean file of 21 lines       ${(service / bare).toFixed(2)} x   (limit 1.50)`);
console.log(`  lint, 16 lines with 26 findings              ${(found / bare).toFixed(2)} x   (limit 1.50)`);
console.log(`  lint, as SARIF                     ${(sarif / bare).toFixed(2)} x`);

const { lint, DEFAULTS } = await import(path.join(root, 'dist/index.js'));
const folder = option('files', path.join(root, 'fixtures'));
const files = fs
  .readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter(entry => entry.isFile() && /dockerfile/i.test(entry.name))
  .map(entry => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
const bytes = files.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** Milliseconds for all files once, the median of several passes after a first one. */
function pass(preset) {
  const inputs = files.map((text, i) => ({ path: `${i}`, text, settings: { ...DEFAULTS, preset } }));
  lint(inputs);
  const times = [];
  for (let i = 0; i < 5; i++) {
    const start = process.hrtime.bigint();
    for (const input of inputs) lint(input);
    times.push(since(start));
  }
  return median(times);
}

console.log(`\nin one process, ${files.length} Dockerfiles, ${(bytes / 1024).toFixed(0)} KB`);
for (const preset of ['recommended', 'all']) {
  const time = pass(preset);
  const ratio = time / files.length / bare;
  console.log(
    `  ${preset.padEnd(12)} ${((files.length / time) * 1000).toFixed(0)} files/s, ${(bytes / 1024 / 1024 / (time / 1000)).toFixed(1)} MB/s; a file takes ${ratio.toFixed(3)} of a bare node start`,
  );
}
const spent = new Map();
const around = (part, run) => {
  const start = process.hrtime.bigint();
  const result = run();
  spent.set(part, (spent.get(part) ?? 0) + since(start));
  return result;
};
for (const [i, text] of files.entries())
  lint({ path: `${i}`, text, settings: { ...DEFAULTS, preset: 'all' } }, { around });
const whole = [...spent.values()].reduce((sum, time) => sum + time, 0);
const slowest = [...spent].sort(([, a], [, b]) => b - a).slice(0, 8);
console.log(
  `  shares of the time   ${slowest.map(([part, time]) => `${part} ${((time / whole) * 100).toFixed(1)} %`).join(', ')}   (limit 5 % a rule)`,
);
console.log(`  peak memory  ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);

const perByte = text => {
  const start = process.hrtime.bigint();
  lint({ path: 'x', text, settings: { ...DEFAULTS, preset: 'all' } });
  return since(start) / Buffer.byteLength(text);
};
const normal = `FROM debian:12\n${'RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nENV A=1 B=$A\nCOPY a b /c/\n'.repeat(100)}`;
perByte(normal);
const yardstick = median([perByte(normal), perByte(normal), perByte(normal)]);
console.log('\ntime per byte against a normal file of 400 lines, all rules');
for (const [name, text] of [
  ['one line of 1 MB', `FROM a\nRUN echo ${'x'.repeat(1_000_000)}\n`],
  ['one ENV of 1 MB', `FROM a\nENV A="${'x y '.repeat(250_000)}"\n`],
  ['100,000 lines', `FROM a\n${'RUN x\n'.repeat(100_000)}`],
  ['10,000 continuations', `FROM a\nRUN true ${'\\\n && true'.repeat(10_000)}\n`],
  ['100,000 comments', `FROM a\n${'# plimsoll allow x\n'.repeat(50_000)}${'# x\n'.repeat(50_000)}USER x\n`],
  [
    '10,000 stages',
    Array.from(
      { length: 10_000 },
      (_, i) => `FROM ${i === 0 ? 'a' : `s${i - 1}`} AS s${i}\nENV V${i}=$V${i - 1}\n`,
    ).join(''),
  ],
  ['60,000 ENV', `FROM a\n${'ENV A=$B\n'.repeat(60_000)}`],
  ['20,000 heredocs', `FROM a\n${'RUN <<E\nx\nE\n'.repeat(20_000)}`],
])
  console.log(`  ${name.padEnd(22)} ${(perByte(text) / yardstick).toFixed(2)} x`);
