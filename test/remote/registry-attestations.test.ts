/** What builders say about an image, fetched from its registry. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../cli/world.js';
import { fakeRegistry, holding } from '../support/fake-registry.js';
import { blob, build, json, putImage, putIndex } from '../support/image-fixtures.js';
import { opened, recipe } from './registry-support.js';

type Tree = Record<string, Uint8Array>;
const VALUE = 'qT7-zPw2-Lk9x';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** An image whose build argument stands in its provenance; `about`: the digest that the statement is about. */
async function pushed(about?: string) {
  const tree: Tree = {};
  const platform = { os: 'linux', architecture: 'amd64' };
  const { manifest } = putImage(tree, await build(recipe), 'gzip', { platform });
  const parameters = { args: { 'build-arg:NPM_TOKEN': VALUE } };
  const statement = blob(tree, json({ predicate: { invocation: { parameters } } }), 'application/vnd.in-toto+json', {
    annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
  });
  const config = blob(tree, json({}), 'application/vnd.oci.image.config.v1+json');
  const attestation = blob(
    tree,
    json({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [statement] }),
    MANIFEST,
    {
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': about ?? manifest.digest,
      },
      platform: { os: 'unknown', architecture: 'unknown' },
    },
  );
  const index = putIndex(tree, [manifest, attestation]);
  return { held: holding(tree, { 'team/app:1': index.digest }), attestation, statement };
}

const findings = async (host: string, ...argv: string[]) => {
  const only = ['--only', 'secret-in-config', '--no-cache', '--no-layers', '-f', 'json'];
  const { stdout, stderr } = await run('/', ['image', `registry://${host}/team/app:1`, ...only, ...argv]);
  assert.ok(!`${stdout}${stderr}`.includes(VALUE));
  return JSON.parse(stdout) as { findings: { message: string }[]; subjects: { notes?: string[] }[] };
};

test('a build argument in provenance is found', async t => {
  const { held } = await pushed();
  const { host } = await fakeRegistry(t, held);
  const report = await findings(host);
  assert.deepEqual(
    report.findings.map(({ message }) => message),
    [
      'everybody who can pull the image reads the build argument NPM_TOKEN in what https://slsa.dev/provenance/v0.2 says about it',
    ],
  );
});

test('not with --no-attestations, and not what is about another image: nobody asks for it', async t => {
  for (const [about, argv] of [
    [undefined, ['--no-attestations']],
    [`sha256:${'0'.repeat(64)}`, []],
  ] as const) {
    const { held, attestation } = await pushed(about);
    const { host, got } = await fakeRegistry(t, held);
    assert.deepEqual((await findings(host, ...argv)).findings, []);
    assert.ok(got.every(({ url }) => !url.includes(attestation.digest)));
  }
});

test('one that cannot be had is a note, and stops nothing', async t => {
  for (const lost of ['attestation', 'statement'] as const) {
    const made = await pushed();
    made.held.blobs.delete(made[lost].digest);
    const { host } = await fakeRegistry(t, made.held);
    const report = await findings(host);
    assert.deepEqual(report.findings, []);
    assert.match(report.subjects[0]?.notes?.join(' ') ?? '', /What its builder says about it was not read: /);
    await opened(host, source => assert.equal(source.layers.length, 2));
  }
});
