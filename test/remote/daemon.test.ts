/** Images in a daemon: what is asked of it, and what comes of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openDaemon } from '../../src/remote/daemon.js';
import { diffIdsOf, failsWith, hashed, isImage } from '../support/daemon-answers.js';
import { asks, type Handler, imageRoutes, optionsWith, ping, posix, recipe, reply } from '../support/fake-daemon.js';

describe('an image', posix, () => {
  test('is asked for, then exported when it is taken', async t => {
    const { routes, built, inspected } = await imageRoutes(recipe);
    const { open, asked, quiet, socket } = await asks(t, routes);
    const answer = isImage(await open());
    assert.deepEqual(answer.inspected, { id: inspected.Id, diffIds: built.diffIds, platform: 'linux/amd64' });
    assert.equal(answer.from, `unix://${socket}`);
    assert.deepEqual(asked, ['/_ping', '/v1.41/images/app:1/json']);
    const image = await answer.image.pass(hashed);
    assert.deepEqual(asked.slice(2), ['/v1.41/images/app:1/get']);
    assert.equal(image.kind, 'docker-daemon');
    assert.equal(image.reference, 'app:1');
    assert.equal(image.name, 'app:1');
    assert.deepEqual(Buffer.from(image.config ?? []), built.config);
    assert.deepEqual(diffIdsOf(image), built.diffIds);
    await image.close();
    // Nothing stays connected, though nobody closed what was taken.
    await quiet();
  });

  test('that nobody takes is not exported', async t => {
    const { open, asked, quiet } = await asks(t, (await imageRoutes(recipe)).routes);
    const { image } = isImage(await open());
    await image.close();
    await image.close();
    await quiet();
    assert.equal(asked.length, 2);
  });

  test('of Podman comes by its own interface', async t => {
    const { routes, built } = await imageRoutes(recipe, 'app');
    const at = (what: string) => routes[`/images/app/${what}`] as Handler;
    const { open, asked, ...daemon } = await asks(t, {
      '/_ping': ping('1.41', { 'libpod-api-version': '5.2.0' }),
      '/libpod/images/app/json': reply(200, {
        Id: 'f'.repeat(64),
        Os: 'linux',
        Architecture: 'amd64',
        RepoTags: ['localhost/app:latest'],
        RootFS: { Layers: built.diffIds },
      }),
      '/libpod/images/localhost/app:latest/get': at('get'),
    });
    const options = optionsWith({ CONTAINER_HOST: `unix://${daemon.socket}` });
    const answer = isImage(await openDaemon('podman', 'app', 'app', options));
    assert.equal(answer.inspected.id, `sha256:${'f'.repeat(64)}`);
    const image = await answer.image.pass(hashed);
    assert.equal(image.kind, 'podman');
    assert.deepEqual(diffIdsOf(image), built.diffIds);
    assert.deepEqual(asked, [
      '/_ping',
      '/v4.0.0/libpod/images/app/json',
      '/v4.0.0/libpod/images/localhost/app:latest/get?format=docker-archive',
    ]);
    // The same engine, asked as Docker.
    assert.deepEqual(await open('app'), { absent: 'image', from: `unix://${daemon.socket}` });
    assert.equal(asked.at(-1), '/v1.41/images/app/json');
  });

  test('that is not there', async t => {
    const message = 'No such image: app:1';
    const { open, socket, quiet } = await asks(t, { '/_ping': ping(), '/images/app:1/json': reply(404, { message }) });
    assert.deepEqual(await open(), { absent: 'image', from: `unix://${socket}` });
    await quiet();
  });

  test('without a tag is exported as the latest, or by its ID', async t => {
    for (const [tags, exported] of [
      [['x/app:2', 'x/app:latest'], 'x/app:latest'],
      [['docker.io/x/app:latest'], 'docker.io/x/app:latest'],
      [['other/x/apps:latest', 'app:2'], undefined],
      [null, undefined],
      [[7], undefined],
    ] as const) {
      const { routes, inspected } = await imageRoutes(recipe, 'x/app', { RepoTags: tags });
      const name = exported ?? inspected.Id;
      const get = routes['/images/x/app/get'] as Handler;
      const { open, asked } = await asks(t, { ...routes, [`/images/${name}/get`]: get });
      const image = await isImage(await open('x/app')).image.pass(hashed);
      await image.close();
      assert.equal(asked[2], `/v1.41/images/${name}/get`);
    }
  });

  test('by digest and with a port in its name', async t => {
    for (const name of [`ghcr.io:443/x/app@sha256:${'a'.repeat(64)}`, 'h:5000/a/b.c_d-e:V1.0', 'a'.repeat(64)]) {
      const { routes } = await imageRoutes(recipe, name);
      const { open, asked } = await asks(t, routes);
      await isImage(await open(name)).image.close();
      assert.equal(asked[1], `/v1.41/images/${name}/json`);
    }
  });

  test('whose name would lead a request elsewhere is no image', async t => {
    const { open, asked } = await asks(t, {});
    for (const name of [
      '',
      '../containers/x',
      'a/../../x',
      'a//b',
      './a',
      'a b',
      'a?b',
      'a%2e',
      'a#',
      '\u001b[1m',
      '/a',
      'a/',
    ])
      await failsWith('unsupported', /is no name of an image: write it as app:1\.2\.$/, () => open(name));
    assert.deepEqual(asked, []);
  });
});

describe('versions', posix, () => {
  for (const [says, base] of [
    ['1.24', '/v1.24'],
    ['1.47', '/v1.47'],
    ['1.51', '/v1.51'],
    ['1.60', '/v1.51'],
    ['2.1', '/v1.51'],
  ] as const)
    test(`an engine that speaks ${says}`, async t => {
      const { routes } = await imageRoutes(recipe);
      const { open, asked } = await asks(t, { ...routes, '/_ping': ping(says) });
      await isImage(await open()).image.close();
      assert.equal(asked[1]?.startsWith(`${base}/images/app:1/json`), true);
    });

  test('what is too old, and what is no engine', async t => {
    const old = await asks(t, { '/_ping': ping('1.12') });
    await failsWith('unsupported', /speaks version 1\.12: bring it up to date/, () => old.open());
    for (const version of ['', 'x', '1', '1.x', '-1.41']) {
      const { open } = await asks(t, { '/_ping': ping(version) });
      await failsWith('unsupported', /is no container engine: check the address\.$/, () => open());
    }
    const other = await asks(t, {});
    await failsWith('unsupported', /asked who it is, answered 404: page not found; check/, () => other.open());
    const closed = await asks(t, { '/_ping': reply(403, { message: 'no' }) });
    await failsWith('unauthorised', /answered 403: no; ask whoever runs it for access/, () => closed.open());
    const led = await asks(t, { '/_ping': reply(302, {}, { location: 'http://127.0.0.1:1/' }) });
    await failsWith('unsupported', /answered 302; check/, () => led.open());
  });
});
