/** Images in the daemons of Docker and Podman themselves. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type DaemonKind, daemonPlatforms, openDaemon } from '../../src/remote/daemon.js';
import { diffIdsOf, failsWith, hashed, isImage } from '../support/daemon-answers.js';
import { optionsWith } from '../support/fake-daemon.js';
import { asDockerArchive, build, dockerMembers, type ImageRecipe, packTar } from '../support/image-fixtures.js';
import { cannotStart, RealDaemon } from '../support/real-daemons.js';

const HEALTH = { Test: ['CMD', 'true'], Interval: 30_000_000_000 };
const recipe: ImageRecipe = {
  name: 'localhost/x/app:1',
  config: { User: '1000', Cmd: ['/bin/app'], Healthcheck: HEALTH, Labels: { a: 'ü' } },
  layers: [
    { files: { 'bin/app': { content: 'app', mode: 0o4755 }, 'bin/b': { type: 'link', link: 'bin/app' }, 'etc/': '' } },
    { files: { 'etc/a': 'a', 'etc/b': 'b', 'var/': '', 'var/big': randomBytes(3 * 2 ** 20) } },
    { files: { 'etc/.wh.a': '', 'var/.wh..wh..opq': '', 'var/new': 'n', 'var/l': { link: '../etc/b' } } },
  ],
};
/** Another one of the same repository, and one with the tag that goes without saying. */
const second: ImageRecipe = { ...recipe, name: 'localhost/x/app:latest', layers: [{ files: { second: '2' } }] };
/** Too large for what the system holds between two processes. */
const large: ImageRecipe = { layers: [{ files: { large: randomBytes(64 * 2 ** 20) } }], name: 'localhost/large:1' };
/** For a machine that this one is not. */
const foreign: ImageRecipe = { layers: [{ files: { a: 'z' } }], platform: 'linux/s390x', name: 'localhost/foreign:1' };

for (const kind of ['docker', 'podman'] as const satisfies DaemonKind[]) {
  const reason = cannotStart(kind);
  // CI installs them, and there a missing one is a failure, never a reason to pass.
  const skip = reason !== undefined && !process.env['CI'] ? reason : false;

  describe(`the real ${kind}`, { skip }, () => {
    let daemon: RealDaemon;
    const options = () =>
      optionsWith({ [kind === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST']: `unix://${daemon.socket}` });
    const open = (name: string, platform?: string) => openDaemon(kind, name, name, { ...options(), platform });

    before(async () => {
      assert.equal(reason, undefined);
      daemon = new RealDaemon(kind);
      await daemon.ready();
      for (const image of [recipe, second, large, foreign]) await daemon.load(await asDockerArchive(image, 'classic'));
    });
    after(() => daemon?.stop());

    /** Takes an image whole, and holds it against what was loaded. */
    async function same(name: string, made: ImageRecipe, platform?: string) {
      const { config, diffIds } = await build(made);
      const answer = isImage(await open(name, platform));
      assert.equal(answer.from, `unix://${daemon.socket}`);
      assert.deepEqual(answer.inspected.diffIds, diffIds);
      assert.equal(answer.inspected.platform, made.platform ?? 'linux/amd64');
      const image = await answer.image.pass(hashed);
      assert.equal(Buffer.from(image.config ?? []).toString(), config.toString());
      assert.deepEqual(diffIdsOf(image), diffIds);
      assert.deepEqual(image.layers.map(({ missing }) => missing).filter(Boolean), []);
      assert.deepEqual(image.notes, []);
      assert.equal(image.kind, kind === 'docker' ? 'docker-daemon' : 'podman');
      await image.close();
      return { ...answer.inspected, name: image.name };
    }

    test('an image by its name: configuration and layers, byte for byte', async () => {
      assert.equal((await same('localhost/x/app:1', recipe)).name, 'localhost/x/app:1');
    });

    test('a name without a tag is the latest, not all of the repository', async () => {
      assert.equal((await same('localhost/x/app', second)).name, 'localhost/x/app:latest');
    });

    test('by ID, whole and short', async () => {
      const { id } = await same('localhost/x/app:1', recipe);
      for (const name of [id, id.slice(7), id.slice(7, 19)]) assert.equal((await same(name, recipe)).id, id);
    });

    test('as the engine itself has it when it was imported', async () => {
      const files = await packTar({
        'bin/app': { content: 'app', mode: 0o755 },
        'etc/passwd': 'root:x:0:0::/:/bin/sh\n',
      });
      const docker = '/v1.41/images/create?fromSrc=-&repo=localhost/imported&tag=1';
      const podman = '/v4.0.0/libpod/images/import?reference=localhost/imported:1';
      await daemon.sure('POST', kind === 'docker' ? docker : podman, files);
      const { image, inspected } = isImage(await open('localhost/imported:1'));
      const read = await image.pass(hashed);
      assert.deepEqual(diffIdsOf(read), inspected.diffIds);
      assert.equal(read.layers.length, 1);
      await read.close();
    });

    test('another platform than the one asked for', async () => {
      await same('localhost/foreign:1', foreign, 'linux/s390x');
      assert.match(
        await failsWith('no-platform', /localhost\/foreign:1 for linux\/arm64; it has linux\/s390x/, () =>
          open('localhost/foreign:1', 'linux/arm64'),
        ),
        /pull --platform linux\/arm64/,
      );
      const found = await daemonPlatforms(kind, 'localhost/foreign:1', options());
      assert.deepEqual(found, { platforms: ['linux/s390x'], from: `unix://${daemon.socket}` });
    });

    test('an image that is not there', async () => {
      for (const name of ['localhost/x/app:2', 'nothing', `app@sha256:${'0'.repeat(64)}`, 'f'.repeat(64)])
        assert.deepEqual(await open(name), { absent: 'image', from: `unix://${daemon.socket}` });
    });

    test('an image that goes between asking and taking', async () => {
      await daemon.load(
        await asDockerArchive({ ...second, name: 'localhost/gone:1', config: { User: '7' } }, 'classic'),
      );
      const { image } = isImage(await open('localhost/gone:1'));
      await daemon.sure('DELETE', '/v1.40/images/localhost/gone:1?force=1');
      await failsWith('not-found', /gone:1/, () => image.pass(hashed));
    });

    test('whoever leaves in the middle of an export leaves the engine as it was', async () => {
      const { image } = isImage(await open('localhost/large:1'));
      const enough = new Error('enough');
      await assert.rejects(
        image.pass(async layer => {
          for await (const _ of layer.open()) throw enough;
          return { passed: true };
        }),
        enough,
      );
      const controller = new AbortController();
      const later = isImage(
        await openDaemon(kind, 'localhost/large:1', 'large', { ...options(), signal: controller.signal }),
      );
      const stopped = later.image.pass(async layer => {
        for await (const _ of layer.open()) controller.abort(enough);
        return { passed: true };
      });
      await assert.rejects(stopped, enough);
      await isImage(await open('localhost/large:1')).image.close();
      await same('localhost/x/app:1', recipe);
      await same('localhost/large:1', large);
    });

    if (kind === 'podman')
      test('Podman as Docker, at its own socket', async () => {
        const { config, diffIds } = await build(recipe);
        const env = { DOCKER_HOST: `unix://${daemon.socket}` };
        const { image } = isImage(await openDaemon('docker', 'localhost/x/app:1', 'app', optionsWith(env)));
        const read = await image.pass(hashed);
        assert.equal(Buffer.from(read.config ?? []).toString(), config.toString());
        assert.deepEqual(diffIdsOf(read), diffIds);
        await read.close();
      });

    test('nothing of it is left when it is stopped', async () => {
      const other = new RealDaemon(kind);
      await other.ready();
      await other.stop();
      assert.equal(fs.existsSync(other.folder), false);
      assert.equal(fs.readFileSync('/proc/self/mounts', 'utf8').includes(path.basename(other.folder)), false);
    });

    // Podman loads only the first of them.
    if (kind === 'docker')
      test('an archive of several images is loaded and taken one by one', async () => {
        const a: ImageRecipe = { layers: [{ files: { a: 'a' } }], name: 'several:a' };
        const b: ImageRecipe = { layers: [{ files: { b: 'b' } }], name: 'several:b' };
        await daemon.load(await packTar(await dockerMembers([a, b], 'classic')));
        assert.equal((await same('several:a', a)).name, 'several:a');
        assert.equal((await same('several:b', b)).name, 'several:b');
        // It has no latest: the name alone is none.
        assert.equal((await open('several')).absent, 'image');
      });
  });
}
