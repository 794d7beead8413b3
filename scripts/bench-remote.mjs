// Measures images of a registry and of Docker against the time that skopeo takes to copy them to a folder.
//   npm run bench -- --remote [--size 1000] [--rounds 3]
// Wants skopeo, docker-registry and, as root, dockerd; --size as for --images.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { makeImages } from './bench-make.mjs';
import { cli, inTurns, peak, withFolder } from './bench-run.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** @param {{ size?: number, rounds?: number }} options see above */
export async function benchRemote({ size = 1000, rounds = 3 } = {}) {
  await withFolder(async folder => {
    const { cannotServe, Registries, RealDaemon, cannotStart } = await support(folder);
    const made = await makeImages(folder, size * 1e6);
    const rows = [];
    const closing = [];
    try {
      const why = cannotServe();
      if (why === undefined) rows.push(...(await registryRows(folder, made, new Registries(), closing)));
      else console.log(`registries are left out: ${why}`);
      const whyNot = cannotStart('docker');
      if (whyNot === undefined) rows.push(...(await dockerRows(folder, new RealDaemon('docker'), closing)));
      else console.log(`Docker is left out: ${whyNot}`);
      print(folder, rows, rounds);
    } finally {
      for (const close of closing) await close();
    }
  });
}

/** What starts real engines for tests starts them here. */
async function support(folder) {
  const outfile = path.join(folder, 'support.mjs');
  const contents = `export * from './test/support/real-registries.ts'; export * from './test/support/real-daemons.ts';`;
  const stdin = { contents, resolveDir: root };
  const banner = { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', banner });
  return import(pathToFileURL(outfile).href);
}

const lint = (folder, reference, ...more) => {
  const args = [cli, 'image', '--no-config', reference, ...more];
  return { command: process.execPath, args, fresh: path.join(folder, 'cold') };
};

/** Rows: a name, our command, the one that it is held against, and the aim. */
async function registryRows(folder, made, registries, closing) {
  closing.push(() => registries.close());
  const served = await registries.serve('nobody');
  const rows = [];
  for (const [name, image] of [
    ['one layer', made.one],
    ['eight layers', made.eight],
  ]) {
    const to = `${served.host}/bench/${name.replace(' ', '-')}:1`;
    await registries.run(
      'skopeo',
      '--insecure-policy',
      'copy',
      '-q',
      '--dest-tls-verify=false',
      image.image,
      `docker://${to}`,
    );
    const copy = copyOf(folder, ['--src-tls-verify=false', `docker://${to}`]);
    rows.push(...rowsOf(`registry, ${name}`, folder, `registry://${to}`, copy));
  }
  return rows;
}

async function dockerRows(folder, daemon, closing) {
  closing.push(() => daemon.stop());
  await daemon.ready();
  await daemon.load(fs.readFileSync(path.join(folder, 'saved.tar')));
  process.env.DOCKER_HOST = `unix://${daemon.socket}`;
  const copy = copyOf(folder, ['--src-daemon-host', `unix://${daemon.socket}`, 'docker-daemon:bench:1']);
  return rowsOf('docker', folder, 'docker://bench:1', copy);
}

function copyOf(folder, from) {
  const copy = path.join(folder, 'copy');
  return { command: 'skopeo', args: ['--insecure-policy', 'copy', '-q', ...from, `dir:${copy}`], fresh: copy };
}

function rowsOf(name, folder, reference, copy) {
  const [cold, warm] = ['cold', 'warm'].map(one => path.join(folder, one));
  return [
    [`${name}, --no-cache`, lint(folder, reference, '--no-cache'), copy, '1.20'],
    [`${name}, empty cache`, lint(folder, reference, '--cache-dir', cold), copy, '1.20'],
    [`${name}, warm cache`, lint(folder, reference, '--cache-dir', warm), copy, '0.10'],
    [`${name}, --no-layers`, lint(folder, reference, '--no-layers'), copy],
  ];
}

function print(folder, rows, rounds) {
  // Filled before anything is measured.
  for (const [name, { command, args }] of rows)
    if (name.endsWith('warm cache')) spawnSync(command, args, { stdio: 'ignore' });
  const commands = new Map();
  for (const [, own, other] of rows) for (const one of [own, other]) commands.set(JSON.stringify(one), one);
  const times = inTurns(commands, rounds);
  console.log(`\nwall time, medians of ${rounds} interleaved runs, Node ${process.version}`);
  for (const [name, own, other, aim] of rows) {
    const [mine, theirs] = [own, other].map(one => times.get(JSON.stringify(one)));
    const ratio = `${(mine / theirs).toFixed(2).padStart(6)} x skopeo copy (${theirs.toFixed(0)} ms)`;
    console.log(
      `  ${name.padEnd(34)} ${mine.toFixed(0).padStart(6)} ms  ${ratio}${aim === undefined ? '' : `   (aim ${aim})`}`,
    );
  }
  console.log('peak memory   (aim 300 MB)');
  for (const [name, { args }] of rows)
    console.log(`  ${name.padEnd(34)} ${peak(folder, args).megabytes.toFixed(0)} MB`);
}
