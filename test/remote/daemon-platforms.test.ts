/** Which platform of an image a daemon is asked for. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { daemonPlatforms, openDaemon } from '../../src/remote/daemon.js';
import { diffIdsOf, failsWith, hashed, isImage } from '../support/daemon-answers.js';
import { asks, type Handler, imageRoutes, ping, posix, type Routes, recipe } from '../support/fake-daemon.js';

describe('platforms', posix, () => {
  const listed = (platform: unknown, more: object = {}) => ({
    Kind: 'image',
    Available: true,
    ImageData: { Platform: platform },
    ...more,
  });
  const linux = (architecture: string, variant?: string) => ({
    os: 'linux',
    architecture,
    ...(variant && { variant }),
  });
  const queryOf = (value: unknown) => `platform=${encodeURIComponent(JSON.stringify(value))}`;

  test('of an old engine are held against what it says', async t => {
    const arm = { ...recipe, platform: 'linux/arm/v6' };
    const { routes } = await imageRoutes(arm);
    const asking = await asks(t, routes);
    const open = (platform: string) => openDaemon('docker', 'app:1', 'app:1', { ...asking.options, platform });
    for (const platform of ['linux/arm/v6', 'linux/arm', 'arm'])
      await (await isImage(await open(platform)).image.pass(hashed)).close();
    for (const platform of ['linux/amd64', 'linux/arm64', 'linux/arm/v5'])
      await failsWith('no-platform', /has no image app:1 for .*; it has linux\/arm\/v6: choose one .* pull/, () =>
        open(platform),
      );
    assert.equal(
      asking.asked.some(url => url.includes('platform')),
      false,
    );
    await failsWith('unsupported', /is no platform/, () => open('x/y/z/w'));
  });

  test('a variant that the engine does not tell is looked at in what comes', async t => {
    const { routes } = await imageRoutes({ ...recipe, platform: 'linux/arm/v7' }, 'app:1', { Variant: undefined });
    const { options } = await asks(t, routes);
    const { image } = isImage(await openDaemon('docker', 'app:1', 'app:1', { ...options, platform: 'linux/arm/v6' }));
    await failsWith('no-platform', /app:1 in Docker has no image for linux\/arm\/v6; it has linux\/arm\/v7/, () =>
      image.pass(hashed),
    );
  });

  const Manifests = [
    listed(linux('s390x')),
    listed({ os: 'unknown', architecture: 'unknown' }, { Kind: 'attestation' }),
    listed(linux('amd64'), { Available: false }),
    listed(linux('arm64', 'v8')),
    listed(linux('arm', 'v6')),
    null,
    listed(null),
  ];

  /** An engine with several platforms; whatever it is asked for, it has, and says so. */
  async function several(t: TestContext, version: string, manifests: unknown[] = Manifests) {
    const images = new Map<string, Routes>();
    for (const [query, platform] of [
      [queryOf(linux('s390x')), 'linux/s390x'],
      [queryOf(linux('arm64', 'v8')), 'linux/arm64/v8'],
      [queryOf(linux('arm', 'v6')), 'linux/arm/v6'],
      [queryOf(linux('amd64')), 'linux/amd64'],
    ] as const)
      images.set(query, (await imageRoutes({ ...recipe, platform, layers: [{ files: { [platform]: 'x' } }] })).routes);
    const host = (
      await imageRoutes({ ...recipe, platform: 'linux/s390x', layers: [{ files: { 'linux/s390x': 'x' } }] }, 'app:1', {
        Manifests: manifests,
      })
    ).routes;
    const by =
      (what: string): Handler =>
      (request, answer) => {
        const query = request.url?.split('?')[1] ?? '';
        const found = images.get(query) ?? host;
        (found[`/images/app:1/${what}`] as Handler)(request, answer);
      };
    return asks(t, { '/_ping': ping(version), '/images/app:1/json': by('json'), '/images/app:1/get': by('get') });
  }

  test('of an engine with several: the one that is asked for, or the usual one', async t => {
    const asking = await several(t, '1.51');
    for (const [platform, spelt, query] of [
      ['linux/arm64', 'linux/arm64', queryOf(linux('arm64', 'v8'))],
      ['linux/arm/v7', 'linux/arm/v6', queryOf(linux('arm', 'v6'))],
      ['s390x', 'linux/s390x', queryOf(linux('s390x'))],
      // linux/amd64 is listed, but not there: the first by name, whatever the machine is.
      [undefined, 'linux/arm/v6', queryOf(linux('arm', 'v6'))],
    ] as const) {
      const { image, inspected } = isImage(
        await openDaemon('docker', 'app:1', 'app:1', { ...asking.options, platform }),
      );
      assert.equal(inspected.platform, spelt);
      const read = await image.pass(hashed);
      assert.deepEqual(diffIdsOf(read), inspected.diffIds);
      assert.equal(asking.asked.at(-1), `/v1.51/images/app:1/get?${query}`);
      await read.close();
    }
    await failsWith('no-platform', /it has linux\/arm\/v6, linux\/arm64, linux\/s390x: choose/, () =>
      openDaemon('docker', 'app:1', 'app:1', { ...asking.options, platform: 'linux/amd64' }),
    );
    assert.deepEqual(await daemonPlatforms('docker', 'app:1', asking.options), {
      platforms: ['linux/arm/v6', 'linux/arm64', 'linux/s390x'],
      from: `unix://${asking.socket}`,
    });
    await asking.quiet();
  });

  test('linux/amd64 is the usual one', async t => {
    const { open } = await several(t, '1.51', [listed(linux('386')), listed(linux('amd64')), listed(linux('s390x'))]);
    const { image, inspected } = isImage(await open());
    assert.equal(inspected.platform, 'linux/amd64');
    await image.close();
  });

  test('an engine that exports one, but cannot inspect it', async t => {
    const asking = await several(t, '1.48');
    const open = (platform: string) => openDaemon('docker', 'app:1', 'app:1', { ...asking.options, platform });
    const other = isImage(await open('linux/arm64'));
    assert.deepEqual([other.inspected.platform, other.inspected.diffIds], ['linux/arm64', []]);
    const read = await other.image.pass(hashed);
    assert.equal(read.layers.length, 1);
    await read.close();
    const own = isImage(await open('linux/s390x'));
    assert.equal(own.inspected.diffIds.length, 1);
    await own.image.close();
    assert.equal(
      asking.asked.some(url => url.includes('json?platform')),
      false,
    );
  });

  test('of an engine that lists none', async t => {
    const asking = await asks(t, (await imageRoutes(recipe)).routes);
    const found = await daemonPlatforms('docker', 'app:1', asking.options);
    assert.deepEqual(found, { platforms: ['linux/amd64'], from: `unix://${asking.socket}` });
    const none = await daemonPlatforms('docker', 'app:2', asking.options);
    assert.deepEqual(none, { absent: 'image', from: `unix://${asking.socket}` });
  });
});
