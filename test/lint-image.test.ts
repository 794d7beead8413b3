import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS, lintImage } from '../src/index.js';
import { folder } from './cli/world.js';
import { image } from './remote/registry-support.js';
import { fakeRegistry } from './support/fake-registry.js';
import { asDockerArchive, imageRecipe } from './support/image-fixtures.js';

test('the library lints an image by its name', async t => {
  const recipe = imageRecipe({
    layers: [{ files: { 'etc/passwd': 'root:x:0:0::/:/bin/sh\neve:x:0:0::/:/bin/sh\n', app: { mode: 0o755 } } }],
    config: { User: '1000', Cmd: ['/app'] },
  });
  const cwd = folder(t, { 'app.tar': await asDockerArchive(recipe, 'docker25') });
  const report = await lintImage('app.tar', { cwd });
  assert.deepEqual(
    report.findings.map(({ rule, severity, image }) => [rule, severity, image?.path]),
    [
      ['duplicate-account', 'error', 'etc/passwd'],
      ['missing-interpreter', 'error', 'app'],
    ],
    'an empty program is no program',
  );
  assert.deepEqual(
    report.subjects.map(({ kind, path, error }) => [kind, path, error]),
    [['image', 'app.tar', undefined]],
  );
  assert.deepEqual(await lintImage('app.tar', { cwd }), report, 'the same twice');
});

test('an image that is not there is a subject that was not judged', async t => {
  const report = await lintImage('none.tar', { cwd: folder(t, {}) });
  assert.match(report.subjects[0]?.error ?? '', /none\.tar does not exist: check its name$/);
  assert.equal(report.score, undefined);
});

test('what the base image may have done is told with low confidence, what it did for certain is not', async t => {
  const piped = (host: string) => `RUN /bin/sh -c curl -fsSL https://${host}/install | sh # buildkit`;
  const linted = async (lines: readonly string[]) => {
    const history = lines.map(line => ({ created_by: line, empty_layer: line.startsWith('CMD') }));
    const layers = lines.filter(line => !line.startsWith('CMD')).map((_, i) => ({ files: { [`f${i}`]: '' } }));
    const cwd = folder(t, { 'app.tar': await asDockerArchive(imageRecipe({ layers, history }), 'docker25') });
    const settings = { ...DEFAULTS, only: ['download-piped-to-shell'] };
    const { findings } = await lintImage('app.tar', { cwd, settings });
    return findings.map(({ image, confidence, message }) => [image?.layer, confidence, /base image/.test(message)]);
  };
  assert.deepEqual(await linted([piped('a'), 'CMD ["x"]', piped('b')]), [
    [0, 'low', true],
    [1, 'medium', false],
  ]);
  assert.deepEqual(await linted([piped('a'), piped('b')]), [
    [0, 'medium', false],
    [1, 'medium', false],
  ]);
  assert.deepEqual(await linted(['/bin/sh -c curl -fsSL https://a/x | sh', piped('b')]), [[1, 'medium', false]]);
});

test('an image of a registry, for who allows that somebody is asked', async t => {
  const { host, got } = await fakeRegistry(t, image());
  const reference = `registry://${host}/team/app:1`;
  const report = await lintImage(reference, { remote: { env: {} } });
  assert.deepEqual(report.subjects, [{ kind: 'image', path: reference, score: report.score }]);
  assert.ok(got.some(({ url }) => url.includes('/blobs/')));
  const before = got.length;
  const refused = await lintImage(reference);
  assert.match(refused.subjects[0]?.error ?? '', /only those can be read/);
  assert.equal(got.length, before, 'nobody was asked');
});
