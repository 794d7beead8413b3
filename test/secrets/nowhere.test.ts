/** Secrets of every kind in every place, and every byte that Plimsoll writes: none of them is there. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { unseal } from '../../src/cache/envelope.js';
import { rules } from '../../src/index.js';
import { FORMATS } from '../../src/reports/formats.js';
import { findSecrets } from '../../src/secrets.js';
import { folder, type Outcome, run } from '../cli/world.js';
import { asDockerArchive, asOciArchive, dockerMembers, packTar } from '../support/image-fixtures.js';
import { TEXTS, type TextCarrier } from './corpus/dockerfiles.js';
import { FILES } from './corpus/files.js';
import { makeKeys } from './corpus/keys.js';
import { type Name, setting, upper } from './corpus/passwords.js';
import { Random } from './corpus/random.js';
import { STORES } from './corpus/stores.js';
import { TOKENS } from './corpus/tokens.js';

/** Every form at once, each into a file of its own. */
const INTO_FILES = FORMATS.flatMap(format => ['--format', `${format}=${format}.out`]);
const writtenAs = (format: string, cwd: string): string => fs.readFileSync(path.join(cwd, `${format}.out`), 'utf8');
const random = new Random(99);
const QUIET: Name = ['upstream'];

/** A secret to plant: what is written, and the part of it that nobody may see. */
interface Planted {
  readonly what: string;
  readonly name: Name;
  readonly text: string;
  readonly secret: string;
  /** Does it take a telling name to know it? */
  readonly named: boolean;
}

const tokens: readonly Planted[] = TOKENS.map(({ what, make }) => {
  const text = make(random);
  const [found] = findSecrets(text);
  const secret = found === undefined ? '' : text.slice(found.start, found.end);
  return { what, name: QUIET, text, secret, named: false };
});
const settings: readonly Planted[] = Array.from({ length: 20 }, () => {
  const { name, value } = setting(random);
  return { what: 'password', name, text: value, secret: value, named: true };
});
const planted = [...tokens, ...settings];
const keys = makeKeys();
const stores = STORES.map(({ path: at, text }) => [at, ...text(random)] as const);

/** Every secret, a piece from the middle of the long ones, and how they look in base64. */
const NEEDLES: ReadonlyMap<string, string> = new Map(
  [
    ...planted.map(({ what, secret }) => ({ what, secret })),
    ...keys,
    ...stores.map(([at, , secret]) => ({ what: at, secret })),
  ].flatMap(({ what, secret }) => {
    const half = secret.length >> 1;
    const middle = secret.length < 24 ? [] : [secret.slice(half - 6, half + 6)];
    const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1);
    return [secret, ...middle, base64].filter(text => text.length >= 6).map(text => [text, what] as const);
  }),
);

/** Fails with the names of what leaked, not with the secrets. */
function assertNone(text: string | Uint8Array, where: string): void {
  const all = typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
  const leaked = [...NEEDLES].filter(([needle]) => all.includes(needle)).map(([, what]) => what);
  assert.deepEqual([...new Set(leaked)], [], where);
}

const told = ({ stdout, stderr }: Outcome, where: string) => {
  assertNone(stdout, `${where}: standard output`);
  assertNone(stderr, `${where}: standard error`);
};

const fits = (one: Planted, { named }: Pick<TextCarrier, 'named'>) => !one.named || named;

/** Dockerfiles with every secret, one for each carrier. */
function dockerfiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [i, carrier] of TEXTS.entries()) {
    if (carrier.place !== 'dockerfile') continue;
    const texts = planted.filter(one => fits(one, carrier)).map(one => carrier.text(one.name, one.text));
    files[`d${i}.Dockerfile`] = texts.join('\n');
  }
  const copies = keys.flatMap(({ content }, i) =>
    typeof content === 'string' ? [`COPY <<EOF${i} /k${i}\n${content}EOF${i}\n`] : [],
  );
  files['keys.Dockerfile'] = `FROM debian:12\n${copies.join('')}RUN sudo true\n`;
  return files;
}

/** An image with every secret in every kind of file, in its configuration and in its history. */
const recipe = (() => {
  const files: Record<string, string | Uint8Array> = {};
  const gone: Record<string, string> = {};
  for (const [i, one] of planted.entries())
    for (const [j, file] of FILES.entries()) {
      // The large ones once each: one secret is as good as another there.
      if ((one.named && !file.settings) || (/MB|kB/.test(file.carrier) && i !== j)) continue;
      files[`srv/${i}/${j}/${file.path}`] = file.text(one.name, one.text, random);
      if ((i + j) % 3 === 0) gone[`srv/${i}/${j}/${path.dirname(file.path)}/.wh.${path.basename(file.path)}`] = '';
    }
  for (const { name, content } of keys) files[`tls/${name}`] = content;
  for (const [i, [at, content]] of stores.entries()) files[`home/${i}/${at}`] = content;
  const Env = planted.map((one, i) => `${upper(one.name)}${one.named ? '' : `_${i}`}=${one.text}`);
  const history = TEXTS.filter(({ place }) => place === 'history').flatMap(carrier =>
    planted
      .filter(one => fits(one, carrier))
      .map(one => ({ created_by: carrier.text(one.name, one.text), empty_layer: true })),
  );
  return {
    layers: [{ files }, { files: gone }],
    config: {
      Env,
      Labels: Object.fromEntries(tokens.map(({ text }, i) => [`io.acme.l${i}`, text])),
      Cmd: ['/app', ...tokens.map(({ text }) => text)],
      Entrypoint: ['/bin/sh', '-c', tokens.map(({ text }) => text).join(' ')],
      Healthcheck: { Test: ['CMD-SHELL', `probe ${tokens.map(({ text }) => text).join(' ')}`] },
    },
    history: [...history, { created_by: 'COPY . /srv # buildkit' }, { created_by: 'RUN rm -rf /srv # buildkit' }],
    name: 'app:1',
  };
})();

/** Every file in a folder; those of a cache unpacked too. */
function assertNoneIn(root: string, where: string): number {
  let count = 0;
  for (const entry of fs.readdirSync(root, { withFileTypes: true, recursive: true })) {
    assertNone(entry.name, `${where}: a name`);
    if (!entry.isFile()) continue;
    const bytes = fs.readFileSync(path.join(entry.parentPath, entry.name));
    assertNone(bytes, `${where}: ${entry.name}`);
    if (!bytes.subarray(0, 8).equals(Buffer.from('plimsol1'))) continue;
    const key = bytes.subarray(44, 44 + bytes.readUInt32LE(40)).toString();
    const content = unseal(key, bytes);
    assert.ok(content !== undefined, 'a file of the cache can be unpacked');
    assertNone(key, `${where}: a key`);
    assertNone(content, `${where}: what ${entry.name} holds`);
    // Texts in it may be escaped.
    assertNone(Buffer.from(content).toString('utf8').replaceAll('\\/', '/').replaceAll('\\n', '\n'), where);
    count++;
  }
  return count;
}

describe('a secret is nowhere in what is written', () => {
  test('the secrets to look for are known to Plimsoll, and they are there', () => {
    assert.deepEqual(
      tokens.filter(({ secret }) => secret === '').map(({ what }) => what),
      [],
      'tokens of unknown form',
    );
    assert.ok(tokens.length >= 60 && keys.length >= 15 && stores.length >= 25);
    assert.throws(() => assertNone(Object.values(dockerfiles()).join(''), 'the files themselves'));
    assert.throws(() => assertNone(Buffer.from(tokens[0]?.secret ?? '').toString('base64'), 'base64'));
  });

  for (const preset of ['recommended', 'all'])
    test(`of Dockerfiles, in every format, all rules of ${preset}`, async t => {
      const cwd = folder(t, dockerfiles());
      const argv = ['lint', '.', ...INTO_FILES, '--preset', preset, '--timing', '--no-config'];
      const outcome = await run(cwd, argv, { env: { PLIMSOLL_DEBUG: '1' } });
      assert.equal(outcome.code, 1, outcome.stderr);
      told(outcome, 'the terminal');
      for (const format of FORMATS) {
        const written = writtenAs(format, cwd);
        // One rule's name is enough: the report tells of the findings.
        assert.ok(written.replaceAll('\\', '').includes('secret-in-file'), format);
        assertNone(written, format);
      }
      const wide = await run(cwd, ['lint', '.', '--color', '--preset', preset], { columns: 300 });
      told(wide, 'a wide terminal with colours');
    });

  test('of an image, in every format, with a cold and a warm cache, and merged', async t => {
    const cwd = folder(t, {
      'app.tar': await asDockerArchive(recipe, 'docker25'),
      'oci.tar': await asOciArchive(recipe),
    });
    const cache = path.join(cwd, 'cache');
    const outputs: string[][] = [];
    for (const heat of ['cold', 'warm']) {
      const argv = ['image', 'oci.tar', ...INTO_FILES, '--preset', 'all', '--cache-dir', cache];
      const outcome = await run(cwd, argv, { env: { PLIMSOLL_DEBUG: '1' } });
      assert.equal(outcome.code, 1, outcome.stderr);
      told(outcome, heat);
      const all = FORMATS.map(format => writtenAs(format, cwd));
      for (const [i, format] of FORMATS.entries()) {
        const written = (all[i] as string).replaceAll('\\', '');
        assert.ok(written.includes('secret-in-config') && written.includes('token-in-file'), format);
        assertNone(written, `${format}, ${heat}`);
      }
      outputs.push(all);
      fs.copyFileSync(path.join(cwd, 'json.out'), path.join(cwd, `json-${heat}.out`));
      assert.ok(assertNoneIn(cache, `the ${heat} cache`) > 0);
    }
    assert.deepEqual(outputs[0], outputs[1], 'a warm cache changes nothing');
    const plain = await run(cwd, ['image', 'app.tar', '--no-cache', '--color'], { columns: 300 });
    assert.equal(plain.code, 1);
    told(plain, 'another archive, with colours');
    const merged = await run(cwd, ['merge', 'json-cold.out', 'json-warm.out', ...INTO_FILES]);
    assert.equal(merged.code, 1, merged.stderr);
    for (const format of FORMATS) assertNone(writtenAs(format, cwd), `merged as ${format}`);
  });

  test('of archives that are broken, where the secret stands in what is wrong', async t => {
    const secret = tokens.find(({ what }) => what === 'GitHub token')?.text ?? '';
    const members = await dockerMembers(recipe, 'docker25');
    const manifest = String((members['manifest.json'] as Uint8Array | undefined) ?? '');
    const broken: Record<string, Buffer> = {
      'not-json.tar': await packTar({ ...members, 'manifest.json': `${secret}${manifest}` }),
      'cut.tar': await packTar({ ...members, 'manifest.json': `[{"Config": "${secret}` }),
      'config.tar': await packTar({
        'manifest.json': `[{"Config":"${secret}","RepoTags":null,"Layers":["${secret}"]}]`,
      }),
      'layers.tar': await packTar({
        'manifest.json': `[{"Config":"c","RepoTags":["${secret}:1"],"Layers":["${secret}/layer.tar"]}]`,
        c: `{"architecture":"${secret}","os":"${secret}","config":{"User":{"${secret}":1}},"rootfs":{"diff_ids":["${secret}"]},"history":"${secret}"}`,
      }),
      'index.tar': await packTar({
        'oci-layout': `{"imageLayoutVersion":"${secret}"}`,
        'index.json': `{"schemaVersion":2,"manifests":[{"mediaType":"${secret}","digest":"sha256:${secret}","size":"${secret}"}]}`,
      }),
      'short.tar': (await asDockerArchive(recipe, 'classic')).subarray(0, 40_000),
    };
    const cwd = folder(t, broken);
    for (const name of Object.keys(broken)) {
      const argv = ['image', name, ...INTO_FILES, '--no-cache'];
      const outcome = await run(cwd, argv, { env: { PLIMSOLL_DEBUG: '1' } });
      assert.equal(outcome.code, 3, name);
      told(outcome, name);
      for (const format of FORMATS) assertNone(writtenAs(format, cwd), `${name}, ${format}`);
    }
  });

  test('of names of files in a layer', async t => {
    const [key] = keys;
    const named = tokens.filter(({ secret }) => /^[\w.-]{20,200}$/.test(secret));
    const files = Object.fromEntries(named.map(({ text }, i) => [`srv/${i}/of-${i}/${text}.pem`, key?.content ?? '']));
    const cwd = folder(t, { 'app.tar': await asDockerArchive({ layers: [{ files }] }, 'docker25') });
    told(await run(cwd, ['image', 'app.tar', ...INTO_FILES, '--no-cache', '--preset', 'all']), 'names');
    for (const format of FORMATS) assertNone(writtenAs(format, cwd), `names, ${format}`);
  });

  test('of what explains the rules', async t => {
    const cwd = folder(t, {});
    for (const { id, topic } of rules)
      if (topic === 'secrets') {
        const outcome = await run(cwd, ['explain', id]);
        assert.equal(outcome.code, 0);
        told(outcome, id);
      }
  });
});
