/** What can be wrong with an image, through the command: what could be judged is kept, and nothing passes for whole. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  asDockerArchive,
  asOciLayout,
  blob,
  build,
  compress,
  dockerMembers,
  finishLayout,
  type ImageRecipe,
  json,
  packTar,
  putImage,
  sha256,
  writeTo,
} from '../support/image-fixtures.js';
import { archive, base256, END, header, member, padded, pax } from '../support/tar.js';
import { rleFrame } from '../support/zstd.js';
import { run } from './world.js';

const KEY =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFxhbmBub3QtYS1yZWFsLWtleS1hdC1hbGwhISEh\n-----END PRIVATE KEY-----\n';
const RULE = 'private-key-in-layer';

interface Judged {
  code: number;
  error: string | undefined;
  notes: string[];
  /** `rule path`, and whether it is gone. */
  findings: string[];
  states: Map<string, string>;
  ms: number;
}

/** Judges one image in each way of printing; what holds for all of them is checked here. */
async function judge(cwd: string, reference: string, ...argv: string[]): Promise<Judged> {
  const before = fs.readdirSync(cwd);
  const start = performance.now();
  const { code, stdout, stderr } = await run(cwd, ['image', reference, '-f', 'json', ...argv]);
  const ms = performance.now() - start;
  assert.equal(stderr, '');
  const report = JSON.parse(stdout);
  const [subject] = report.subjects;
  for (const format of ['text', 'compact', 'sarif']) {
    const other = await run(cwd, ['image', reference, '-f', format, ...argv]);
    assert.deepEqual([other.code, other.stderr], [code, '']);
    // No trace of the program itself, and what is incomplete is said everywhere.
    assert.ok(!/^\s+at \S+ \(|\\n\s+at \S+ \(|node:internal/m.test(other.stdout), 'a stack trace');
    if (subject.error !== undefined && format === 'compact') assert.match(other.stdout, /\[incomplete\]/);
  }
  // Nothing is unpacked beside the image.
  assert.deepEqual(fs.readdirSync(cwd), before);
  if (subject.error !== undefined) {
    assert.equal(code, 3);
    assert.doesNotMatch(subject.error, /\.$|\n|undefined|\[object/);
  }
  return {
    code,
    error: subject.error,
    notes: subject.notes ?? [],
    findings: report.findings.map(
      ({ rule, image }: { rule: string; image: { path?: string; pointer?: string; gone?: object } }) =>
        `${rule} ${image.path ?? image.pointer ?? ''}${image.gone === undefined ? '' : ' (gone)'}`,
    ),
    states: new Map(report.outcomes.map(({ rule, state }: { rule: string; state: string }) => [rule, state])),
    ms,
  };
}

/** An image whose layers are any bytes: a docker-archive, its configuration in front. */
async function dockerOf(
  layers: readonly Uint8Array[],
  diffIds: readonly string[],
  more: Record<string, unknown> = {},
): Promise<Buffer> {
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    config: { User: '1000' },
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: layers.map((_, i) => ({ created_by: `COPY layer${i} / # buildkit` })),
    ...more,
  });
  const name = `${sha256(config)}.json`;
  const names = layers.map((_, i) => `${i}/layer.tar`);
  return packTar({
    'manifest.json': json([{ Config: name, RepoTags: ['app:1'], Layers: names }]),
    [name]: config,
    ...Object.fromEntries(layers.map((bytes, i) => [names[i], bytes])),
  });
}

/** The same whose diffIDs are right. */
async function imageOf(t: TestContext, ...layers: Uint8Array[]): Promise<string> {
  const bytes = await dockerOf(
    layers,
    layers.map(layer => `sha256:${sha256(layer)}`),
  );
  return writeTo(t, { 'app.tar': bytes });
}

const keyLayer = () => packTar({ 'srv/key.pem': KEY });
const only = ['--only', RULE];

describe('what is cut short', () => {
  test('an archive cut anywhere is never clean, and keeps what stands before the cut', async t => {
    const key = await keyLayer();
    const big = await packTar({ 'srv/late.pem': KEY, data: Buffer.alloc(20_000, 7) });
    const whole = await dockerOf(
      [key, big],
      [key, big].map(layer => `sha256:${sha256(layer)}`),
    );
    const cwd = await writeTo(t, { 'app.tar': whole });
    assert.deepEqual((await judge(cwd, 'app.tar', ...only)).findings, [`${RULE} srv/key.pem`, `${RULE} srv/late.pem`]);
    let kept = 0;
    for (let cut = whole.length - 1500; cut > 0; cut -= 4096) {
      fs.writeFileSync(`${cwd}/app.tar`, whole.subarray(0, cut));
      const { error, findings } = await judge(cwd, 'app.tar', ...only);
      assert.match(error ?? '', /byte|bytes|empty|no tar/, `cut at ${cut}`);
      kept += findings.length;
    }
    assert.ok(kept > 1);
    fs.writeFileSync(`${cwd}/app.tar`, whole.subarray(0, whole.length - 9000));
    const { error, findings, states } = await judge(cwd, 'app.tar', ...only);
    assert.match(error ?? '', /^not all of it could be read: layer 1: .*byte/);
    assert.match(error ?? '', /again$/);
    assert.ok(findings.includes(`${RULE} srv/key.pem`));
    assert.notEqual(states.get(RULE), 'clean');
  });

  test('gzip cut short, as a layer and around the archive', async t => {
    const key = await keyLayer();
    const noise = await packTar({
      'srv/key.pem': KEY,
      data: Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i) >> 3)),
    });
    const zipped = gzipSync(noise);
    const bytes = await dockerOf(
      [key, zipped.subarray(0, zipped.length - 20)],
      [key, noise].map(one => `sha256:${sha256(one)}`),
    );
    const cwd = await writeTo(t, { 'app.tar': bytes, 'app.tgz': gzipSync(bytes).subarray(0, -40) });
    for (const file of ['app.tar', 'app.tgz']) {
      const { error, findings } = await judge(cwd, file, ...only);
      assert.match(error ?? '', /gzip data ends early/);
      assert.ok(findings.includes(`${RULE} srv/key.pem`), file);
    }
  });

  test('what follows the gzip data is noted, and no more', async t => {
    const key = await keyLayer();
    const bytes = await dockerOf([Buffer.concat([gzipSync(key), Buffer.from('garbage')])], [`sha256:${sha256(key)}`]);
    const cwd = await writeTo(t, { 'app.tar': bytes });
    const { code, error, notes, findings } = await judge(cwd, 'app.tar', ...only);
    assert.deepEqual([code, error, findings], [1, undefined, [`${RULE} srv/key.pem`]]);
    assert.match(notes.join(), /layer 0: .*not gzip data follow/);
  });
});

describe('what is not what it says', () => {
  const recipe: ImageRecipe = { layers: [{ files: { 'srv/key.pem': KEY } }, { files: { 'a/b': 'x' } }] };

  test('a digest, a size and a diffID', async t => {
    const layout = await asOciLayout(recipe);
    const index = JSON.parse(String(layout['index.json']));
    const manifestName = `blobs/sha256/${index.manifests[0].digest.slice(7)}`;
    const manifest = JSON.parse(String(layout[manifestName]));
    const second = `blobs/sha256/${manifest.layers[1].digest.slice(7)}`;
    const other = compress(await packTar({ 'srv/other.pem': KEY }), 'gzip');
    const cwd = await writeTo(t, {
      ...Object.fromEntries(Object.entries(layout).map(([name, bytes]) => [`app/${name}`, bytes])),
      [`app/${second}`]: other,
    });
    const { code, error, findings } = await judge(cwd, 'app', ...only);
    assert.equal(code, 3);
    assert.match(error ?? '', /layer 1: .*stored bytes, but the manifest says/);
    assert.match(error ?? '', /stored bytes have the digest sha256:\w+, but the manifest says .?sha256:/);
    assert.match(error ?? '', /uncompressed bytes have the digest .* the configuration \(diff_ids\) says/);
    assert.match(error ?? '', /again$/);
    assert.deepEqual(findings, [`${RULE} srv/key.pem`, `${RULE} srv/other.pem`]);
    // A configuration that is not what its digest says is not judged at all.
    fs.writeFileSync(`${cwd}/app/blobs/sha256/${manifest.config.digest.slice(7)}`, '{"os":"linux"}');
    const none = await judge(cwd, 'app', ...only);
    assert.match(none.error ?? '', /digest/);
    assert.deepEqual(none.findings, []);
  });

  test('layers in another order than the configuration names them', async t => {
    const { tars, diffIds } = await build({ ...recipe, name: 'app:1' });
    const bytes = await dockerOf(
      tars.map(one => gzipSync(one)),
      [...diffIds].reverse(),
    );
    const { error, findings } = await judge(await writeTo(t, { 'app.tar': bytes }), 'app.tar', ...only);
    assert.match(error ?? '', /layer 0: .*diff_ids.*; layer 1: .*diff_ids/);
    assert.deepEqual(findings, [`${RULE} srv/key.pem`]);
  });

  test('more layers than diffIDs, or fewer', async t => {
    const key = await keyLayer();
    for (const ids of [[], ['sha256:a', 'sha256:b']]) {
      const cwd = await writeTo(t, { 'app.tar': await dockerOf([key], ids) });
      const { error } = await judge(cwd, 'app.tar', ...only);
      assert.match(error ?? '', new RegExp(`app\\.tar names 1 layers, and the configuration ${ids.length}`));
    }
  });

  test('an artifact, and an attestation beside the image', async t => {
    const tree: Record<string, Uint8Array> = {};
    const config = blob(tree, json({}), 'application/vnd.oci.empty.v1+json');
    const layer = blob(tree, Buffer.from('chart'), 'application/vnd.cncf.helm.chart.content.v1.tar+gzip');
    const manifest = {
      schemaVersion: 2,
      artifactType: 'application/vnd.cncf.helm.config.v1+json',
      config,
      layers: [layer],
    };
    const artifact = blob(tree, json(manifest), 'application/vnd.oci.image.manifest.v1+json');
    const cwd = await writeTo(t, {
      'chart.tar': await packTar(finishLayout(tree, [artifact])),
      'app.tar': await asDockerArchive({ layers: [{ files: { 'srv/key.pem': KEY } }] }, 'containerd'),
    });
    assert.match((await judge(cwd, 'chart.tar')).error ?? '', /helm/);
    const { code, error, findings } = await judge(cwd, 'app.tar', ...only);
    assert.deepEqual([code, error, findings], [1, undefined, [`${RULE} srv/key.pem`]]);
    assert.match((await judge(cwd, 'app.tar', '--platform', 'linux/riscv64')).error ?? '', /riscv64|holds no/);
  });

  test('a foreign layer and one that is not there: the configuration is judged all the same', async t => {
    const tree: Record<string, Uint8Array> = {};
    const token = `ghp_${'a1B2c3D4'.repeat(5)}`;
    const built = await build({
      layers: [{ files: { 'srv/key.pem': KEY } }, { files: { a: 'x' } }],
      config: { Env: [`T=${token}`] },
    });
    const { manifest } = putImage(tree, built, 'gzip');
    const body = JSON.parse(String(tree[`blobs/sha256/${manifest.digest.slice(7)}`]));
    body.layers[0].mediaType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    for (const { digest } of body.layers) delete tree[`blobs/sha256/${digest.slice(7)}`];
    const changed = blob(tree, json(body), 'application/vnd.oci.image.manifest.v1+json');
    const cwd = await writeTo(t, { 'app.tar': await packTar(finishLayout(tree, [changed])) });
    const { error, findings, states } = await judge(cwd, 'app.tar', '--only', 'secret-in-config,private-key-in-layer');
    assert.match(error ?? '', /layer 0: It is a foreign layer .*; layer 1: app\.tar holds no blobs\/sha256\//);
    assert.deepEqual(findings, ['secret-in-config /config/Env/0']);
    assert.equal(states.get(RULE), 'not-evaluated');
  });

  test('a history that does not fit the layers', async t => {
    const key = await keyLayer();
    const ids = [`sha256:${sha256(key)}`];
    for (const history of [
      undefined,
      [],
      [{ created_by: 'RUN a' }, { created_by: 'RUN b' }],
      [null, 'x', { created_by: 7 }],
    ]) {
      const cwd = await writeTo(t, { 'app.tar': await dockerOf([key], ids, { history }) });
      const { error, findings } = await judge(cwd, 'app.tar', ...only);
      assert.deepEqual([error, findings], [undefined, [`${RULE} srv/key.pem`]]);
    }
  });
});

describe('bounds', () => {
  test('bombs: refused soon, and what stands before is kept', async t => {
    const key = await keyLayer();
    const size = 2 ** 30;
    const head = header({ name: 'zeros', size });
    const gzip = gzipSync(Buffer.concat([head, Buffer.alloc(64 * 2 ** 20)]));
    const zstd = Buffer.concat([rleFrame(0, size)]);
    const memory = process.memoryUsage().rss;
    for (const bomb of [gzip, zstd]) {
      const bytes = await dockerOf(
        [key, bomb, key],
        [key, bomb, key].map(one => `sha256:${sha256(one)}`),
      );
      const cwd = await writeTo(t, { 'app.tar': bytes });
      const { error, findings, ms } = await judge(cwd, 'app.tar', ...only);
      assert.match(error ?? '', /layer 1: /);
      assert.ok(findings.includes(`${RULE} srv/key.pem`));
      if (bomb === gzip) assert.match(error ?? '', /more than 250 times its stored size, as decompression bombs do/);
      assert.ok(ms < 10_000, `${ms} ms`);
    }
    assert.ok(process.memoryUsage().rss - memory < 300 * 2 ** 20);
  });

  test('an archive that is a bomb as a whole', async t => {
    const cwd = await writeTo(t, {
      'app.tgz': gzipSync(Buffer.concat([header({ name: 'x', size: 2 ** 30 }), Buffer.alloc(64 * 2 ** 20)])),
    });
    const { error, ms } = await judge(cwd, 'app.tgz');
    assert.match(error ?? '', /bomb/);
    assert.ok(ms < 10_000, `${ms} ms`);
  });

  test('headers, sizes and names that are only claimed', async t => {
    const first = member({ name: 'srv/key.pem' }, KEY);
    const cases: [Buffer, RegExp][] = [
      [archive(first, header({ name: 'PaxHeaders/x', type: 'x', size: 2 ** 30 })), /layer 0: /],
      [archive(first, header({ name: 'huge', size: base256(2n ** 62n, 12) })), /layer 0: /],
      [archive(first, header({ name: 'x', checksum: 'wrong' })), /the header at byte 1024 has a wrong checksum/],
    ];
    for (const [layer, message] of cases) {
      const { error, findings } = await judge(await imageOf(t, layer), 'app.tar', ...only);
      assert.match(error ?? '', message);
      assert.deepEqual(findings, [`${RULE} srv/key.pem`]);
    }
    const deep = archive(pax({ path: `${'d/'.repeat(50_000)}f` }), member({ name: 'x' }, 'x'), first);
    const { findings } = await judge(await imageOf(t, deep), 'app.tar', ...only);
    assert.deepEqual(findings, [`${RULE} srv/key.pem`]);
  });

  test('many entries, and one file far larger than what is looked at', async t => {
    const many = Array.from({ length: 20_000 }, (_, i) => header({ name: `d${i % 100}/f${i}` }));
    const size = 24 * 2 ** 20;
    const large = Buffer.concat([header({ name: 'model.pem', size }), Buffer.alloc(size, 'x')]);
    const cwd = await imageOf(t, archive(...many, large, member({ name: 'srv/key.pem' }, KEY)));
    const { error, findings, ms } = await judge(cwd, 'app.tar', ...only);
    assert.deepEqual([error, findings], [undefined, [`${RULE} srv/key.pem`]]);
    assert.ok(ms < 10_000, `${ms} ms`);
  });
});

describe('names', () => {
  test('a path that climbs out is left out and told, the rest is judged, and nothing is touched', async t => {
    const layer = archive(
      member({ name: '../../escaped.pem' }, KEY),
      member({ name: 'a/../../b.pem' }, KEY),
      member({ name: 'srv/key.pem' }, KEY),
      header({ name: 'hard', type: '1', link: '../../../etc/passwd' }),
      header({ name: 'soft', type: '2', link: '../../../etc/passwd' }),
    );
    const { code, error, findings } = await judge(await imageOf(t, layer), 'app.tar', ...only);
    assert.equal(code, 3);
    assert.match(
      error ?? '',
      /^layer 0 holds a name that leads out of the image, left out: \.\.\/\.\.\/escaped\.pem and 2 more/,
    );
    assert.deepEqual(findings, [`${RULE} srv/key.pem`]);
  });

  test('names in every spelling, long ones included', async t => {
    const long = `${'long/'.repeat(40)}key.pem`;
    const layer = archive(
      member({ name: '/abs/key.pem' }, KEY),
      member({ name: './dot//key.pem' }, KEY.replace('xhbm', 'xhb5')),
      member({ name: 'back\\slash.pem' }, KEY.replace('xhbm', 'xhb6')),
      member({ name: Buffer.from('odd/\xff\xfe.pem', 'latin1') }, KEY.replace('xhbm', 'xhb7')),
      pax({ path: long }),
      member({ name: 'short' }, KEY.replace('xhbm', 'xhb8')),
      member({ name: '././@LongLink', type: 'L', magic: 'gnu' }, `gnu/${long}\0`),
      member({ name: 'short' }, KEY.replace('xhbm', 'xhb9')),
      member({ name: 'aux' }, 'x'),
      member({ name: 'Srv/A' }, 'x'),
      member({ name: 'srv/a' }, 'x'),
    );
    const { error, findings } = await judge(await imageOf(t, layer), 'app.tar', ...only);
    assert.equal(error, undefined);
    assert.equal(findings.length, 6);
    for (const name of ['abs/key.pem', 'dot/key.pem', 'back\\slash.pem', long, `gnu/${long}`])
      assert.ok(findings.includes(`${RULE} ${name}`), name);
    assert.doesNotMatch(findings.join(), /[\x00-\x1f]/);
  });

  test('the same path twice in a layer: the last counts, with a note', async t => {
    const layer = archive(
      member({ name: 'srv/key.pem' }, KEY),
      member({ name: 'srv/key.pem' }, 'nothing'),
      header({ name: 'd/', type: '5' }),
      header({ name: 'd/', type: '5' }),
    );
    const { code, error, notes } = await judge(await imageOf(t, layer), 'app.tar', ...only);
    assert.equal(error, undefined);
    assert.notEqual(code, 3);
    assert.deepEqual(notes, ['layer 0: srv/key.pem stands more than once in the layer; the last one counts.']);
  });

  test('links: to nothing, in circles, absolute, below a link of a lower layer', async t => {
    const base = archive(
      member({ name: 'etc/real' }, 'x'),
      header({ name: 'data', type: '2', link: 'srv/data' }),
      header({ name: 'a', type: '2', link: 'b' }),
      header({ name: 'b', type: '2', link: '/a' }),
      header({ name: 'up', type: '2', link: '/../../../../etc/shadow' }),
    );
    const top = archive(
      header({ name: 'same', type: '1', link: 'etc/real' }),
      header({ name: 'nowhere', type: '1', link: 'etc/none' }),
      member({ name: 'data/key.pem' }, KEY),
    );
    const { code, error, notes, findings } = await judge(await imageOf(t, base, top), 'app.tar', ...only);
    assert.deepEqual([code, error, findings], [1, undefined, [`${RULE} data/key.pem`]]);
    assert.deepEqual(notes, [
      'layer 1: nowhere is a hard link to etc/none, which is not there.',
      'layer 1: data is a link, and the layer holds files below it.',
    ]);
    assert.equal((await judge(await imageOf(t, base, top), 'app.tar', '--preset', 'all')).error, undefined);
  });
});

describe('layers over one another', () => {
  test('whiteouts and opaque folders, wherever they stand; names that only look like them', async t => {
    const key = (n: number) => KEY.replace('xhbm', `xhb${n}`);
    const base = archive(
      member({ name: 'one/key.pem' }, key(1)),
      member({ name: 'two/key.pem' }, key(2)),
      member({ name: 'x/whoami.pem' }, key(3)),
      member({ name: 'swap' }, 'x'),
    );
    const top = archive(
      member({ name: 'one/.wh.key.pem' }, ''),
      member({ name: 'two/new.pem' }, key(4)),
      member({ name: 'two/.wh..wh..opq' }, ''),
      member({ name: '.wh..wh.plnk/1.2' }, ''),
      member({ name: '.wh..wh.aufs' }, ''),
      member({ name: 'x/.wh.never-there' }, ''),
      member({ name: 'swap/key.pem' }, key(5)),
    );
    const { code, error, findings } = await judge(await imageOf(t, base, top), 'app.tar', ...only);
    assert.deepEqual([code, error], [1, undefined]);
    assert.deepEqual(findings.sort(), [
      `${RULE} one/key.pem (gone)`,
      `${RULE} swap/key.pem`,
      `${RULE} two/key.pem (gone)`,
      `${RULE} two/new.pem`,
      `${RULE} x/whoami.pem`,
    ]);
  });

  test('sparse files, devices, pipes: listed, never read, and what follows is found', async t => {
    const map = '1\n0\n512\n';
    const layer = archive(
      pax({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 'srv/hole.pem',
        'GNU.sparse.realsize': '1048576',
      }),
      Buffer.concat([header({ name: 'GNUSparseFile.1/hole.pem', size: 1024 }), padded(map), Buffer.alloc(512, 'k')]),
      header({ name: 'dev/null', type: '3' }),
      header({ name: 'dev/sda', type: '4' }),
      header({ name: 'pipe.pem', type: '6' }),
      member({ name: 'srv/key.pem' }, KEY),
    );
    const { error, findings } = await judge(await imageOf(t, layer), 'app.tar', ...only);
    assert.deepEqual([error, findings], [undefined, [`${RULE} srv/key.pem`]]);
  });

  test('binary extended attributes come through as they are', async t => {
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');
    const layer = archive(
      pax({ 'SCHILY.xattr.security.capability': capability }),
      member({ name: 'opt/tool', mode: 0o755 }, 'x'),
    );
    const { findings } = await judge(await imageOf(t, layer), 'app.tar', '--only', 'file-capabilities');
    assert.deepEqual(findings, ['file-capabilities opt/tool']);
  });
});

test('no bytes make it show a trace', async t => {
  const whole = await asDockerArchive({ layers: [{ files: { 'srv/key.pem': KEY } }] }, 'docker25');
  const members = await dockerMembers({ layers: [{ files: { a: 'x' } }] }, 'classic');
  const cwd = await writeTo(t, { 'app.tar': whole });
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let round = 0; round < 60; round++) {
    const bytes = Buffer.from(whole);
    for (let i = 0; i < 4; i++) bytes[random(bytes.length)] = random(256);
    fs.writeFileSync(`${cwd}/app.tar`, bytes);
    await judge(cwd, 'app.tar', ...only);
  }
  for (const wrong of [
    '',
    '{}',
    '[{}]',
    '[null]',
    '[{"Config":7}]',
    '[{"Config":"x","Layers":"y"}]',
    `${'['.repeat(100_000)}`,
  ]) {
    fs.writeFileSync(`${cwd}/app.tar`, await packTar({ ...members, 'manifest.json': wrong }));
    const { error } = await judge(cwd, 'app.tar', ...only);
    assert.match(error ?? '', /app\.tar/, wrong.slice(0, 20));
  }
  fs.writeFileSync(`${cwd}/app.tar`, END);
  await judge(cwd, 'app.tar', ...only);
});
