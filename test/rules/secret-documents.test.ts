/** Secrets in what comes with an image beside its configuration. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../cli/world.js';
import {
  build,
  finishLayout,
  imageRecipe,
  json,
  putImage,
  putIndex,
  sha256,
  writeTo,
} from '../support/image-fixtures.js';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`;
const VALUE = 'a1b2c3d4e5f6g7';

/** A layout as buildx writes it: the image, and a manifest of statements about it. */
async function layout(statement: object, annotations: object, about?: string) {
  const tree: Record<string, Uint8Array> = {};
  const put = (value: object, mediaType: string, more: object = {}) => {
    const bytes = json(value);
    tree[`blobs/sha256/${sha256(bytes)}`] = bytes;
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length, ...more };
  };
  const built = await build(imageRecipe({ layers: [{ files: { a: 'x' } }], config: { User: '1000' } }));
  const platform = { os: 'linux', architecture: 'amd64' };
  const { manifest } = putImage(tree, built, 'gzip', { platform, annotations });
  const layer = put(statement, 'application/vnd.in-toto+json', {
    annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
  });
  const config = put({ architecture: 'unknown', os: 'unknown' }, 'application/vnd.oci.image.config.v1+json');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const attestation = put({ schemaVersion: 2, mediaType, config, layers: [layer] }, mediaType, {
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': about ?? manifest.digest,
    },
  });
  return { files: finishLayout(tree, [putIndex(tree, [manifest, attestation])]), layer };
}

const provenance = (args: object, more: object = {}) => ({
  _type: 'https://in-toto.io/Statement/v0.1',
  predicate: { invocation: { parameters: { args } }, ...more },
});

async function messages(t: import('node:test').TestContext, made: Awaited<ReturnType<typeof layout>>) {
  const files = Object.fromEntries(Object.entries(made.files).map(([name, bytes]) => [`app/${name}`, bytes]));
  const cwd = await writeTo(t, files);
  const { stdout, stderr } = await run(cwd, ['image', 'oci:app', '-f', 'json']);
  assert.ok(!`${stdout}${stderr}`.includes(VALUE) && !stdout.includes(TOKEN));
  return JSON.parse(stdout).findings.map(({ message }: { message: string }) => message) as string[];
}

test('a build argument in provenance, and a token in it', async t => {
  const made = await layout(provenance({ 'build-arg:NPM_TOKEN': VALUE, 'build-arg:MODE': 'x' }, { url: TOKEN }), {});
  assert.deepEqual((await messages(t, made)).sort(), [
    'everybody who can pull the image reads the build argument NPM_TOKEN in what https://slsa.dev/provenance/v0.2 says about it',
    'everybody who can pull the image reads this GitHub token in what https://slsa.dev/provenance/v0.2 says about it',
  ]);
});

test('nothing where nothing is, where it is about another image, and where bytes are not what they should be', async t => {
  assert.deepEqual(await messages(t, await layout(provenance({ 'build-arg:NPM_TOKEN': '' }), {})), []);
  const other = `sha256:${'0'.repeat(64)}`;
  assert.deepEqual(await messages(t, await layout(provenance({ 'build-arg:NPM_TOKEN': VALUE }), {}, other)), []);
  const made = await layout(provenance({ 'build-arg:NPM_TOKEN': VALUE }), {});
  const wrong = json(provenance({ 'build-arg:NPM_TOKEN': 'another-1-value' }));
  const files = { ...made.files, [`blobs/${made.layer.digest.replace(':', '/')}`]: wrong };
  assert.deepEqual(await messages(t, { ...made, files }), []);
});
