// Measures what looking for secrets costs: the same image with all rules, and without those about secrets.
//   npm run bench -- --secrets [--image <reference>] [--size 1000] [--rounds 7]
// --image: any reference that `plimsoll image` takes, a real image best of all; without it one of --size megabytes is made.
import { makeImages } from './bench-make.mjs';
import { cli, inTurns, peak, withFolder } from './bench-run.mjs';

const LIMIT = 1.3;

/** @param {{ image?: string, size?: number, rounds?: number }} options see above */
export async function benchSecrets({ image, size = 1000, rounds = 7 } = {}) {
  await withFolder(async folder => {
    const images = image === undefined ? await madeImages(folder, size) : [[image, image]];
    for (const [name, reference] of images) measure(folder, name, reference, rounds);
  });
}

async function madeImages(folder, size) {
  const { one, eight, plain } = await makeImages(folder, size * 1e6);
  return [
    ['gzip, one layer', one.image],
    ['gzip, eight layers', eight.image],
    ['uncompressed docker-archive', plain.image],
  ];
}

function measure(folder, name, reference, rounds) {
  const plimsoll = (...more) => [cli, 'image', '--no-config', '--no-cache', ...more, reference];
  const [all, without] = [plimsoll(), plimsoll('--skip', 'secrets')];
  const times = inTurns(new Map([all, without].map(args => [args, { command: process.execPath, args }])), rounds);
  const [slow, quick] = [times.get(all), times.get(without)];
  console.log(`${name}: medians of ${rounds} interleaved runs, Node ${process.version}`);
  console.log(`  all rules            ${slow.toFixed(0).padStart(6)} ms, ${peak(folder, all).megabytes.toFixed(0)} MB`);
  console.log(
    `  --skip secrets       ${quick.toFixed(0).padStart(6)} ms, ${peak(folder, without).megabytes.toFixed(0)} MB`,
  );
  console.log(`  ratio                ${(slow / quick).toFixed(2).padStart(6)}   (limit ${LIMIT})`);
}
