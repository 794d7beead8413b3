// Measures images against gzip, zstd and tar on the same bytes, and prints ratios taken in one run.
//   npm run bench -- --images [--size 1000] [--rounds 3] [--entries 1000000]
// --size: megabytes of the image, unpacked; the temporary folder needs some five times as much. --entries 0 leaves that
// part out.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { MTIME, makeImages, makeLayout, NOTHING, writeTar } from './bench-make.mjs';
import { cli, inTurns, peak, withFolder } from './bench-run.mjs';

/** @param {{ size?: number, rounds?: number, entries?: number }} options see above */
export async function benchImages({ size = 1000, rounds = 3, entries = 1_000_000 } = {}) {
  await withFolder(async folder => {
    await compare(folder, size, rounds);
    if (entries > 0) await manyEntries(folder, entries);
  });
}

async function compare(folder, size, rounds) {
  const made = await makeImages(folder, size * 1e6);
  const plimsoll = (...args) => ({ command: process.execPath, args: [cli, 'image', '--no-config', ...args] });
  const rows = [
    ['gzip, one layer', plimsoll(made.one.image), 'gzip', ['-dc', ...made.one.files], '0.60'],
    ['gzip, one layer, --preset all', plimsoll('--preset', 'all', made.one.image), 'gzip', ['-dc', ...made.one.files]],
    ['gzip, eight layers', plimsoll(made.eight.image), 'gzip', ['-dc', ...made.eight.files], '0.40'],
    made.zstd && ['zstd, one layer', plimsoll(made.zstd.image), 'zstd', ['-dcq', ...made.zstd.files], '2.50, Node 22'],
    ['uncompressed docker-archive', plimsoll(made.plain.image), 'tar', ['tf', ...made.plain.files]],
    ['  the same, tar from a pipe', plimsoll(made.plain.image), 'sh', ['-c', 'cat "$0" | tar t', ...made.plain.files]],
  ].filter(Boolean);
  if (made.zstd === undefined) console.log('zstd is left out: neither Node nor a program zstd can write it');

  const commands = new Map();
  for (const [, own, program, args] of rows)
    for (const one of [own, { command: program, args }])
      commands.set(JSON.stringify(one), { ...one, missing: spawnSync(one.command, ['--version']).error !== undefined });
  const times = inTurns(commands, rounds);
  const counts = `${made.count} files, ${(made.bytes / 1e6).toFixed(0)} MB; gzip ${(made.one.stored / 1e6).toFixed(0)} MB`;
  console.log(`\nimage of ${counts}; wall time, medians of ${rounds} interleaved runs, Node ${process.version}`);
  for (const [name, own, program, args, limit] of rows) {
    const [mine, other] = [own, { command: program, args }].map(one => times.get(JSON.stringify(one)));
    const against = `${program === 'sh' ? 'cat | tar t' : [program, args[0]].join(' ')}`;
    const ratio =
      other === undefined
        ? `${against} is not here to compare with`
        : `${(mine / other).toFixed(2).padStart(6)} x ${against} (${other.toFixed(0)} ms)`;
    console.log(
      `  ${name.padEnd(30)} ${mine.toFixed(0).padStart(6)} ms  ${ratio}${limit === undefined ? '' : `   (limit ${limit})`}`,
    );
  }
  console.log('peak memory   (limit 200 MB)');
  for (const [name, { args }] of rows)
    if (!name.startsWith(' ')) console.log(`  ${name.padEnd(30)} ${peak(folder, args).megabytes.toFixed(0)} MB`);
}

/** A layer of very many small entries: does it pass, and what does it take? */
async function manyEntries(folder, count) {
  const tarFile = path.join(folder, 'many.tar');
  function* entries() {
    for (let i = 0; i < count; i++) {
      const name = `srv/data/${i % 97}/part-${Math.floor(i / 5000)}/record-${i}.txt`;
      // Of other times each, since headers that are all alike compress as only bombs do.
      yield [{ name, mode: 0o644, mtime: new Date(MTIME.getTime() + ((i * 7919) % 1e6) * 1000) }, NOTHING];
    }
  }
  const diffId = await writeTar(tarFile, entries());
  const layout = await makeLayout(folder, 'many', [{ tar: tarFile, diffId }], 'gzip');
  const args = [cli, 'image', '--no-config', layout.image];
  const start = process.hrtime.bigint();
  const { megabytes, status, said } = peak(folder, args);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const result = status === 0 || status === 1 ? 'pass' : `do not pass (exit code ${status}): ${said}`;
  console.log(`${count} entries in a layer ${result}: ${seconds.toFixed(1)} s, peak memory ${megabytes.toFixed(0)} MB`);
}
