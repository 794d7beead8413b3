// Makes the images that are measured: the same in every run.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import tar from 'tar-stream';
import { env } from './bench-run.mjs';

const POOL = 16 * 2 ** 20;
export const NOTHING = Buffer.alloc(0);
export const MTIME = new Date(1_700_000_000_000);

/** The same files as layouts of one and eight gzip layers and one of zstd, and as a docker-archive. */
export async function makeImages(folder, bytes) {
  const files = listFiles(bytes);
  const pools = [sourcePool(), binaryPool()];
  const packFiles = async (name, list) => {
    function* entries() {
      for (const { name, size, pool, start } of list)
        yield [{ name, mode: pool === 1 ? 0o755 : 0o644, mtime: MTIME }, pools[pool].subarray(start, start + size)];
    }
    const file = path.join(folder, name);
    return { tar: file, diffId: await writeTar(file, entries()) };
  };
  const parts = [];
  const share = Math.ceil(files.length / 8);
  for (let i = 0; i < 8; i++) parts.push(await packFiles(`${i}.tar`, files.slice(i * share, (i + 1) * share)));
  const eight = await makeLayout(folder, 'eight', parts, 'gzip');
  for (const part of parts) fs.rmSync(part.tar);
  const whole = await packFiles('whole.tar', files);
  const one = await makeLayout(folder, 'one', [whole], 'gzip');
  const canZstd = zlib.createZstdCompress !== undefined || spawnSync('zstd', ['--version']).error === undefined;
  const zstd = canZstd ? await makeLayout(folder, 'zstd', [whole], 'zstd') : undefined;
  const plain = { image: await dockerArchive(folder, whole), files: [whole.tar] };
  return { one, eight, zstd, plain, count: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** Writes a tar archive of entries (header, content) and gives the digest of its bytes. */
export async function writeTar(file, entries) {
  const packed = tar.pack();
  const hash = createHash('sha256');
  // Headers come one by one; larger pieces are written and hashed in less time.
  async function* gathered(chunks) {
    let parts = [];
    let length = 0;
    for await (const chunk of chunks) {
      parts.push(chunk);
      length += chunk.length;
      if (length < 2 ** 18) continue;
      yield Buffer.concat(parts);
      parts = [];
      length = 0;
    }
    yield Buffer.concat(parts);
  }
  async function* hashed(chunks) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const add = async () => {
    for (const [header, content] of entries) await new Promise(done => packed.entry(header, content, done));
    packed.finalize();
  };
  await Promise.all([pipeline(packed, gathered, hashed, fs.createWriteStream(file)), add()]);
  return `sha256:${hash.digest('hex')}`;
}

/** An OCI layout of layers that are there as tar archives. */
export async function makeLayout(folder, name, layers, compression) {
  const layout = path.join(folder, name);
  const blobs = path.join(layout, 'blobs', 'sha256');
  fs.mkdirSync(blobs, { recursive: true });
  const files = layers.map((_, i) => path.join(folder, `${name}-${i}.${compression === 'gzip' ? 'gz' : 'zst'}`));
  const put = (value, mediaType) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const hex = createHash('sha256').update(bytes).digest('hex');
    fs.writeFileSync(path.join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const descriptors = await Promise.all(
    layers.map(async ({ tar: from }, i) => {
      await compress(from, files[i], compression);
      const hash = createHash('sha256');
      for await (const chunk of fs.createReadStream(files[i])) hash.update(chunk);
      const hex = hash.digest('hex');
      // The programs want their endings, the layout its digests.
      fs.linkSync(files[i], path.join(blobs, hex));
      const mediaType = `application/vnd.oci.image.layer.v1.tar+${compression}`;
      return { mediaType, digest: `sha256:${hex}`, size: fs.statSync(files[i]).size };
    }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: put(configOf(layers), 'application/vnd.oci.image.config.v1+json'),
    layers: descriptors,
  };
  fs.writeFileSync(path.join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const index = { schemaVersion: 2, manifests: [put(manifest, manifest.mediaType)] };
  fs.writeFileSync(path.join(layout, 'index.json'), JSON.stringify(index));
  return { image: `oci:${layout}`, files, stored: descriptors.reduce((sum, { size }) => sum + size, 0) };
}

function configOf(layers) {
  return {
    architecture: 'amd64',
    os: 'linux',
    created: '2024-01-01T00:00:00Z',
    config: { User: '1000', Cmd: ['node', '/app/index.js'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map((_, i) => ({ created: '2024-01-01T00:00:00Z', created_by: `COPY ${i} / # buildkit` })),
  };
}

async function compress(from, to, compression) {
  if (compression === 'zstd' && zlib.createZstdCompress === undefined) {
    const { status, stderr } = spawnSync('zstd', ['-q', '-f', '-o', to, from], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`zstd: ${stderr}`);
    return;
  }
  const stream = compression === 'gzip' ? zlib.createGzip({ chunkSize: 2 ** 18 }) : zlib.createZstdCompress();
  await pipeline(fs.createReadStream(from, { highWaterMark: 2 ** 18 }), stream, fs.createWriteStream(to));
}

/** What `docker save` wrote for long: a tar archive that holds an uncompressed layer. */
async function dockerArchive(folder, layer) {
  const file = path.join(folder, 'saved.tar');
  const packed = tar.pack();
  const written = pipeline(packed, fs.createWriteStream(file));
  const config = JSON.stringify(configOf([layer]));
  const name = `${createHash('sha256').update(config).digest('hex')}.json`;
  packed.entry({ name, mtime: MTIME }, config);
  const manifest = [{ Config: name, RepoTags: ['bench:1'], Layers: ['0/layer.tar'] }];
  packed.entry({ name: 'manifest.json', mtime: MTIME }, JSON.stringify(manifest));
  const entry = packed.entry({ name: '0/layer.tar', mtime: MTIME, size: fs.statSync(layer.tar).size });
  await pipeline(fs.createReadStream(layer.tar), entry);
  packed.finalize();
  await written;
  return `docker-archive:${file}`;
}

/** Numbers from 0 to 1, the same in every run (xorshift32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Names and sizes as they are in images: source files by the thousand, and some large binaries with half of the bytes. */
function listFiles(bytes) {
  const random = numbers(1);
  const endings = ['js', 'js', 'js', 'ts', 'json', 'map', 'md', 'py', 'h', 'txt'];
  const files = [];
  for (let sum = 0; sum < bytes; ) {
    const binary = random() < 0.02;
    // Many small ones and few large ones: evenly spread exponents.
    const size = Math.floor(binary ? 20_000 * 400 ** random() : 200 * 400 ** random());
    const i = files.length;
    const name = binary
      ? `usr/lib/x86_64-linux-gnu/lib${i}.so.${i % 7}`
      : `app/node_modules/package-${Math.floor(i / 40)}/${i % 3 === 0 ? 'lib' : 'dist/esm'}/module-${i}.${endings[i % endings.length]}`;
    files.push({ name, size, pool: binary ? 1 : 0, start: Math.floor(random() * (POOL - size)) });
    sum += size;
  }
  return files;
}

/** Text as of source files; gzip makes about a quarter of it. */
function sourcePool() {
  const random = numbers(2);
  const letters = 'etaoinshrdlucmfwypvbgk';
  const word = () =>
    Array.from({ length: 2 + Math.floor(random() * 8) }, () => letters[Math.floor(random() ** 1.5 * letters.length)]);
  const words = Array.from({ length: 6000 }, () => word().join(''));
  const any = () => words[Math.floor(random() ** 3 * words.length)];
  const shapes = [
    () => `  const ${any()} = ${any()}.${any()}(${any()}, ${Math.floor(random() * 1000)});\n`,
    () => `  if (${any()} === undefined) return ${any()}.${any()};\n`,
    () => `export function ${any()}(${any()}, ${any()}) {\n`,
    () => `  // ${any()} ${any()} ${any()} ${any()} ${any()} ${any()}\n`,
    () => `    this.${any()} = { ${any()}: '${any()}', ${any()}: ${any()}[${any()}] };\n`,
    () => '  }\n}\n\n',
  ];
  const pool = Buffer.allocUnsafe(POOL);
  for (let at = 0; at < POOL; ) at += pool.write(shapes[Math.floor(random() * shapes.length)](), at, 'latin1') || POOL;
  return pool;
}

/** Bytes as of programs: few opcodes, small numbers, repeats; gzip makes about half of them. */
function binaryPool() {
  const random = numbers(3);
  const pool = Buffer.alloc(POOL);
  pool.write('\x7fELF', 0, 'latin1');
  for (let at = 4; at < POOL - 64; ) {
    const kind = random();
    if (kind < 0.1 && at > 4096) {
      const length = 8 + Math.floor(random() * 40);
      const from = at - 64 - Math.floor(random() * 4000);
      at += pool.copy(pool, at, from, from + length);
    } else if (kind < 0.2) at += 4 + Math.floor(random() * 12);
    else {
      pool[at++] = Math.floor(random() ** 3 * 256);
      pool[at++] = Math.floor(random() * 256);
      pool[at++] = Math.floor(random() ** 2 * 256);
    }
  }
  return pool;
}
