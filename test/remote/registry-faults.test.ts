/** What networks and bad servers do: the right bytes in the end, or the error that says what to do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeRegistry, serve } from '../support/fake-registry.js';
import { type Fault, faultyProxy, type Plan } from '../support/faulty-proxy.js';
import { built, drain, fails, image, layers, opened, USER, waits } from './registry-support.js';

const [BIG] = built.tars as [Buffer];
const BIG_BLOB = new RegExp(`/blobs/${built.diffIds[0]}`);
const MANIFEST = /\/manifests\//;
const CONFIG_OR_LAYER = /\/blobs\//;

async function behind(t: import('node:test').TestContext, plans: readonly Plan[], manner = {}) {
  const { host } = await fakeRegistry(t, image(), manner);
  return faultyProxy(t, host, plans);
}

const big = (path: RegExp, ...faults: Fault[]): Plan[] => [{ path, faults }];

test('a layer that breaks in the middle goes on where it broke', async t => {
  const { host, got } = await behind(
    t,
    big(BIG_BLOB, { do: 'cut', after: 100_000 }, { do: 'cut', after: 70_000 }, { do: 'cut', after: 0 }),
  );
  await opened(host, async source => assert.ok(BIG.equals(await drain(source.layers[0]?.open() ?? assert.fail()))));
  const ranges = got.filter(({ url }) => BIG_BLOB.test(url)).map(({ headers }) => headers.range);
  assert.equal(ranges[0], undefined);
  assert.ok(
    ranges.slice(1).every(range => /^bytes=\d+-$/.test(range ?? '')),
    String(ranges),
  );
  assert.ok(Number(ranges.at(-1)?.match(/\d+/)?.[0]) > 100_000);
});

test('progress renews the tries; none uses them up', async t => {
  const cuts = [70_000, 100, 100, 100, 70_000, 100, 100, 100].map((after): Fault => ({ do: 'truncate', after }));
  const some = await behind(t, big(BIG_BLOB, ...cuts));
  await opened(some.host, async source =>
    assert.ok(BIG.equals(await drain(source.layers[0]?.open() ?? assert.fail()))),
  );
  const few = await behind(t, [{ path: BIG_BLOB, faults: [{ do: 'truncate', after: 1000 }], always: true }]);
  const wait = waits();
  await fails(opened(few.host, layers, {}, wait), 'truncated', /broke 5 times/, /5000 of \d+ bytes came/, /try again/);
  assert.equal(few.got.filter(({ url }) => BIG_BLOB.test(url)).length, 5);
  assert.deepEqual(wait.slept, [250, 500, 1000, 2000]);
});

test('a server without ranges sends all again, and what is known is passed over', async t => {
  const { host } = await behind(t, big(BIG_BLOB, { do: 'cut', after: 123_457 }, { do: 'no-range' }));
  await opened(host, async source => assert.ok(BIG.equals(await drain(source.layers[0]?.open() ?? assert.fail()))));
});

test('a part that was not asked for is refused', async t => {
  const cut: Fault = { do: 'cut', after: 100_000 };
  for (const range of ['bytes 5-299999/300000', undefined, `bytes 100000-${BIG.length - 1}/999999`, 'bytes x']) {
    const { host } = await behind(t, big(BIG_BLOB, cut, { do: 'headers', headers: { 'content-range': range } }));
    await fails(
      opened(host, layers),
      'corrupt',
      /asked to go on with layer 0 of .* from byte \d+, answers with another part/,
    );
  }
  const { host } = await behind(t, big(BIG_BLOB, cut, { do: 'status', status: 416 }));
  await fails(opened(host, layers), 'corrupt', /has only 100000 bytes of layer 0 of .*: push the image again/);
});

test('a blob that is not there', async t => {
  const { host } = await behind(t, big(BIG_BLOB, { do: 'status', status: 404 }));
  await fails(opened(host, layers), 'missing-blob', /has not got layer 0 of .*: push the image again/);
});

test('a layer that never ends, or is longer than its descriptor says', async t => {
  const endless = await behind(t, big(BIG_BLOB, { do: 'endless' }));
  await fails(opened(endless.host, layers), 'corrupt', /sends more than \d+ bytes of layer 0/);
  const longer = await behind(
    t,
    big(BIG_BLOB, { do: 'headers', headers: { 'content-length': String(BIG.length + 1) } }),
  );
  await fails(opened(longer.host, layers), 'corrupt', /sends more than/);
  const config = await behind(t, big(CONFIG_OR_LAYER, { do: 'endless' }));
  await fails(
    opened(config.host, () => {}),
    'corrupt',
    /sends more than \d+ bytes of the configuration/,
  );
});

test('wrong bytes are told by their digest', async t => {
  const config = await behind(t, big(CONFIG_OR_LAYER, { do: 'wrong', at: 3 }));
  await fails(
    opened(config.host, () => {}),
    'digest-mismatch',
    /The configuration of .* should have the digest/,
  );
  const held = image();
  const manifest = await behind(t, big(MANIFEST, { do: 'wrong', at: 3 }));
  await fails(
    opened(manifest.host, () => {}, {}, waits(), `team/app@${held.manifest}`),
    'digest-mismatch',
    /The manifest of .* should have/,
  );
});

test('a manifest that is cut, short or larger than any', async t => {
  const once = await behind(t, big(MANIFEST, { do: 'cut', after: 50 }));
  await opened(once.host, source => assert.deepEqual(source.config, built.config));
  const cut = await behind(t, [{ path: MANIFEST, faults: [{ do: 'cut', after: 50 }], always: true }]);
  await fails(
    opened(cut.host, () => {}),
    'unreachable',
    /the connection broke; try again/,
  );
  const short = await behind(t, big(MANIFEST, { do: 'truncate', after: 50 }));
  await fails(
    opened(short.host, () => {}),
    'corrupt',
    /is no JSON/,
  );
  const endless = await behind(t, big(MANIFEST, { do: 'endless' }));
  await fails(
    opened(endless.host, () => {}),
    'too-large',
    /more than 4194304 bytes/,
  );
  const long = await behind(t, big(MANIFEST, { do: 'headers', headers: { 'content-length': '5000000' } }));
  await fails(
    opened(long.host, () => {}),
    'too-large',
    /more than 4194304 bytes/,
  );
});

test('slow is fine, silent is not', async t => {
  const slow = await behind(t, big(CONFIG_OR_LAYER, { do: 'slow', bytes: 100, pause: 30 }));
  await opened(slow.host, async source => assert.deepEqual(source.config, built.config), { timeout: 200 });
  const headers = await behind(t, big(MANIFEST, { do: 'silence', after: 0 }));
  await fails(
    opened(headers.host, () => {}, { timeout: 200 }),
    'timeout',
    /the manifest of .*: it did not answer within 200 ms; try again, or wait longer with --timeout/,
  );
  const middle = await behind(t, big(BIG_BLOB, { do: 'silence', after: 1000 }));
  await fails(
    opened(middle.host, layers, { timeout: 200 }),
    'timeout',
    /layer 0 of .*: it fell silent for 200 ms in the middle/,
  );
  const trickle = await behind(t, big(MANIFEST, { do: 'slow', bytes: 1, pause: 15 }));
  await fails(
    opened(trickle.host, () => {}, { timeout: 100 }),
    'timeout',
    /did not come to an end in ten times 100 ms/,
  );
});

test('a busy server is asked again, a broken connection too', async t => {
  const faults: Fault[] = [
    { do: 'status', status: 500 },
    { do: 'cut', after: 0 },
    { do: 'status', status: 429, headers: { 'retry-after': '7' } },
    { do: 'status', status: 503, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:31 GMT' } },
  ];
  const { host } = await behind(t, big(MANIFEST, ...faults));
  const wait = waits(1000);
  await opened(host, async source => assert.deepEqual(await layers(source), [...built.tars]), {}, wait);
  assert.deepEqual(wait.slept, [250, 500, 7000, 30_000]);
});

test('not for ever, and not for as long as it likes', async t => {
  const always = async (fault: Fault) => (await behind(t, [{ path: MANIFEST, faults: [fault], always: true }])).host;
  const busy = {
    do: 'status',
    status: 503,
    body: { errors: [{ code: 'X', message: 'down for\u001b[31m repairs.' }] },
  } as const;
  await fails(
    opened(await always(busy), () => {}),
    'unreachable',
    /status 503.* and says "down for\\u001b\[31m repairs": try again later/,
  );
  await fails(
    opened(await always({ do: 'status', status: 429 }), () => {}),
    'rate-limited',
    /no more requests .*: try again later/,
  );
  const wait = waits();
  const long: Fault = { do: 'status', status: 429, headers: { 'retry-after': '3700' } };
  await fails(
    opened(await always(long), () => {}, {}, wait),
    'rate-limited',
    /come back in 62 minutes/,
  );
  assert.deepEqual(wait.slept, []);
  await fails(
    opened(await always({ do: 'cut', after: 0 }), () => {}),
    'unreachable',
    /the connection broke; try again/,
  );
});

test('401 twice is once too often', async t => {
  const deny: Fault = { do: 'status', status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
  const { host, got } = await behind(t, big(MANIFEST, deny, deny), { auth: 'basic', user: 'user:pa:ss' });
  await fails(
    opened(host, () => {}, { given: USER }),
    'unauthorised',
    /with the credential from --username: check that it may read/,
  );
  assert.equal(got.length, 2);
  const { host: forbidden } = await behind(
    t,
    big(MANIFEST, {
      do: 'status',
      status: 403,
      body: { errors: [{ code: 'DENIED', message: 'requested access is denied' }] },
    }),
  );
  await fails(
    opened(forbidden, () => {}),
    'unauthorised',
    /status 403\) and says "requested access is denied", and no credential was found/,
  );
});

test('headers without end, and what is no HTTP', async t => {
  const flood = await behind(t, big(MANIFEST, { do: 'flood', kilobytes: 200 }));
  await fails(
    opened(flood.host, () => {}),
    'unsupported',
    /the headers of its answer are larger/,
  );
  const garbage = await behind(t, [{ path: MANIFEST, faults: [{ do: 'garbage' }], always: true }]);
  await fails(
    opened(garbage.host, () => {}),
    'unsupported',
    /it does not answer in HTTP; check the host and the port/,
  );
});

test('redirects: five at most, and not to where none may lead', async t => {
  const to = async (location: string) => {
    const { host } = await behind(
      t,
      [{ path: CONFIG_OR_LAYER, faults: [{ do: 'status', status: 307, headers: { location } }], always: true }],
      {
        auth: 'basic',
        user: 'user:pa:ss',
      },
    );
    return opened(host, () => {}, { given: USER });
  };
  await fails(to('/v2/x/y/blobs/z'), 'unreachable', /redirects more than 5 times/);
  await fails(
    to('http://169.254.169.254/latest/meta-data'),
    'unreachable',
    /redirects to 169\.254\.169\.254, which is link-local/,
  );
  await fails(to('http://[fe80::1]/'), 'unreachable', /link-local/);
  await fails(
    to('http://registry.example/blob'),
    'unreachable',
    /redirects to plain HTTP at registry\.example; allow it with --insecure registry\.example/,
  );
  await fails(to('file:///etc/passwd'), 'unreachable', /the scheme file, and only http and https/);
  await fails(to('http://'), 'unreachable', /something that is no URL/);
});

test('a realm that leads where none may', async t => {
  const of = async (realm: string) =>
    opened((await fakeRegistry(t, image(), { auth: 'bearer', realm })).host, () => {}, { given: USER });
  await fails(of('http://169.254.169.254/token'), 'unreachable', /names 169\.254\.169\.254, which is link-local/);
  await fails(of('http://auth.example/token'), 'unreachable', /names plain HTTP at auth\.example/);
  await fails(of('http://'), 'unsupported', /which is no URL/);
  const large = await serve(t, (_, response) => response.end(JSON.stringify({ token: 'x'.repeat(70_000) })));
  await fails(of(`http://${large.host}/`), 'too-large', /more than 65536 bytes/);
  const none = await serve(t, (_, response) => response.end('{"token":"two\\nlines"}'));
  await fails(of(`http://${none.host}/`), 'unsupported', /holds no token/);
});
