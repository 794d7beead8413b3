/** Images of a registry: the right bytes, whoever asks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseName } from '../../src/remote/name.js';
import { openRegistry, tagsOf } from '../../src/remote/registry.js';
import { fakeRegistry, ranged, serve } from '../support/fake-registry.js';
import { build, compress, json, putImage, sha256 } from '../support/image-fixtures.js';
import { built, drain, fails, image, layers, opened, options, recipe, USER, waits } from './registry-support.js';

test('an image: its name, digest, configuration and layers', async t => {
  const held = image();
  const { host, got } = await fakeRegistry(t, held);
  await opened(host, async source => {
    assert.equal(source.kind, 'registry');
    assert.equal(source.name, `${host}/team/app:1`);
    assert.equal(source.reference, `${host}/team/app:1`);
    assert.equal(source.manifestDigest, held.manifest);
    assert.deepEqual(source.config, built.config);
    assert.deepEqual(source.notes, []);
    assert.equal(got.filter(({ url }) => url.includes('/blobs/')).length, 1 + 0, 'only the configuration so far');
    assert.deepEqual(await layers(source), [...built.tars]);
    const [first] = source.layers;
    assert.equal(first?.digest, built.diffIds[0]);
    assert.equal(first?.size, built.tars[0]?.length);
    assert.deepEqual(await drain(first?.open() ?? assert.fail()), built.tars[0], 'again');
  });
  assert.ok(got.every(({ headers }) => headers.authorization === undefined));
  assert.match(String(got[0]?.headers.accept), /oci\.image\.index.*list\.v2.*oci\.image\.manifest.*manifest\.v2/);
});

test('by digest, with and without a tag', async t => {
  const held = image();
  const { host } = await fakeRegistry(t, held);
  for (const path of [`team/app@${held.manifest}`, `team/app:gone@${held.manifest}`])
    await opened(host, source => assert.equal(source.manifestDigest, held.manifest), {}, waits(), path);
});

test('a reader that stops early, and closing, leave no connection', async t => {
  const { host, open } = await fakeRegistry(t, image());
  await opened(host, async source => {
    for await (const chunk of source.layers[0]?.open() ?? []) {
      assert.ok(chunk.length > 0);
      break;
    }
  });
  while (open() > 0) await new Promise(resolve => setTimeout(resolve, 5));
});

test('after it was closed nothing is asked any more', async t => {
  const { host, got, open } = await fakeRegistry(t, image());
  const source = await opened(host, source => source);
  const before = got.length;
  await assert.rejects(drain(source.layers[0]?.open() ?? assert.fail()), /closed/);
  assert.equal(got.length, before);
  while (open() > 0) await new Promise(resolve => setTimeout(resolve, 5));
});

test('basic authentication: only when it is asked for', async t => {
  const { host, got } = await fakeRegistry(t, image(), { auth: 'basic', user: 'user:pa:ss' });
  await opened(host, async source => assert.deepEqual(await layers(source), [...built.tars]), { given: USER });
  assert.equal(got[0]?.headers.authorization, undefined);
  assert.equal(got.filter(({ headers }) => headers.authorization === undefined).length, 1);
  const wrong = { given: { username: 'user', password: 'pa:ss:wrong' } };
  await fails(
    opened(host, () => {}, wrong),
    'unauthorised',
    /with the credential from --username/,
    /docker login 127/,
  );
  await fails(
    opened(host, () => {}),
    'unauthorised',
    /no credential was found: run docker login 127\S+, or give --username/,
  );
});

test('bearer tokens: for anybody, for users, and for those with a refresh token', async t => {
  const anybody = await fakeRegistry(t, image(), { auth: 'bearer' });
  await opened(anybody.host, async source => assert.deepEqual(await layers(source), [...built.tars]));
  assert.equal(anybody.got.filter(({ url }) => url.startsWith('/token')).length, 1, 'one token for all');
  assert.equal(anybody.got[1]?.url, '/token?service=fake&scope=repository%3Ateam%2Fapp%3Apull');

  const user = await fakeRegistry(t, image(), { auth: 'bearer', user: 'user:pa:ss' });
  await opened(user.host, async source => assert.deepEqual(await layers(source), [...built.tars]), { given: USER });
  for (const { url, headers } of user.got)
    assert.match(headers.authorization ?? 'Bearer none', url.startsWith('/token') ? /^Basic / : /^Bearer /);
  await fails(
    opened(user.host, () => {}),
    'unauthorised',
    /no credential was found/,
    /"authentication required"/,
  );

  for (const post of [true, false]) {
    const refresh = await fakeRegistry(t, image(), { auth: 'bearer', refresh: { token: 'refresh-me', post } });
    await opened(refresh.host, async source => assert.deepEqual(await layers(source), [...built.tars]), {
      env: { DOCKER_CONFIG: await configWith(t, refresh.host, 'refresh-me') },
    });
    const tokens = refresh.got.filter(({ url }) => url.startsWith('/token')).map(({ method }) => method);
    assert.deepEqual(tokens, post ? ['POST'] : ['POST', 'GET']);
  }
});

async function configWith(t: import('node:test').TestContext, host: string, identitytoken: string): Promise<string> {
  const { writeTo } = await import('../support/image-fixtures.js');
  return writeTo(t, { 'config.json': JSON.stringify({ auths: { [host]: { auth: 'dTo=', identitytoken } } }) });
}

test('a token that has expired is renewed, once a request', async t => {
  const held = image();
  let times = 0;
  const { host, got } = await fakeRegistry(t, held, {
    auth: 'bearer',
    expires: ({ url }) => url.includes('/blobs/') && ++times % 2 === 1,
  });
  await opened(host, async source => {
    for (const [i, layer] of source.layers.entries()) assert.deepEqual(await drain(layer.open()), built.tars[i]);
  });
  assert.equal(got.filter(({ url }) => url.startsWith('/token')).length, 4);

  const never = await fakeRegistry(t, held, { auth: 'bearer', expires: () => true });
  await fails(
    opened(never.host, () => {}),
    'unauthorised',
    /status 401/,
    /docker login/,
  );
  assert.equal(never.got.length, 3);
});

test('layers that are opened together fetch one token', async t => {
  let expire = false;
  const { host, got } = await fakeRegistry(t, image(), {
    auth: 'bearer',
    expires: () => {
      const now = expire;
      expire = false;
      return now;
    },
  });
  await opened(host, async source => {
    expire = true;
    assert.deepEqual(await layers(source), [...built.tars]);
  });
  assert.ok(got.filter(({ url }) => url.startsWith('/token')).length <= 3);
});

test('blobs elsewhere: what proves who asks stays with the registry', async t => {
  const held = image();
  const store = await serve(t, (request, response) => {
    const bytes = held.blobs.get(request.url.slice(1));
    ranged(request, response, bytes ?? assert.fail(request.url), 'application/octet-stream');
  });
  for (const auth of ['basic', 'bearer'] as const) {
    const { host, got } = await fakeRegistry(t, held, {
      auth,
      user: 'user:pa:ss',
      blobsAt: digest => `http://${store.host}/${digest}`,
    });
    await opened(host, async source => assert.deepEqual(await layers(source), [...built.tars]), { given: USER });
    assert.ok(got.some(({ headers }) => headers.authorization !== undefined));
  }
  assert.equal(store.got.length, 6);
  for (const { headers } of store.got) assert.equal(headers.authorization, undefined);
});

test('a store that wants to know who asks is not told', async t => {
  const store = await serve(t, (_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' });
    response.end();
  });
  const { host } = await fakeRegistry(t, image(), {
    auth: 'basic',
    user: 'user:pa:ss',
    blobsAt: digest => `http://${store.host}/${digest}`,
  });
  await fails(
    opened(host, () => {}, { given: USER }),
    'unauthorised',
    /does not give the configuration/,
  );
  assert.equal(store.got.length, 1);
  assert.equal(store.got[0]?.headers.authorization, undefined);
});

test('tags, page after page', async t => {
  const held = image();
  const tags = Array.from({ length: 25 }, (_, i) => `1.${i}`);
  for (const tag of tags) held.tags.set(`team/app:${tag}`, held.manifest);
  const { host, got } = await fakeRegistry(t, held, { page: 7 });
  const repository = { host, repository: 'team/app' };
  assert.deepEqual(await tagsOf(repository, options()), ['1', ...tags]);
  assert.equal(got.length, 4);
  await fails(
    tagsOf({ host, repository: 'team/none' }, options()),
    'not-found',
    /has not got the tags of .*team\/none/,
  );
});

test('pages of tags behind something that speaks TLS for the registry, or that hold anything', async t => {
  const pages = ['{"tags":["1","2"]}', '{"tags":null}', '{"tags":["x y","\\u001b[31m",7,"3"]}'];
  const { host } = await serve(t, ({ url, headers }, response) => {
    const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 0);
    const link = { link: `<https://${headers.host}/v2/a/b/tags/list?page=${page + 1}>; rel="next"` };
    response.writeHead(200, page < 2 ? link : {});
    response.end(pages[page]);
  });
  assert.deepEqual(await tagsOf({ host, repository: 'a/b' }, options()), ['1', '2', '3']);
});

test('pages of tags that lead elsewhere, go round or never end', async t => {
  const links: Record<string, string> = {
    '/v2/a/b/tags/list': '<http://127.0.0.1:1/v2/a/b/tags/list>; rel="next"',
    '/v2/a/c/tags/list': '</v2/a/c/tags/list>; rel=next',
  };
  const { host, got } = await serve(t, ({ url }, response) => {
    const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 0);
    const link = links[url] ?? `</v2/a/d/tags/list?page=${page + 1}>; rel="next"`;
    response.writeHead(200, { link });
    response.end('{"tags":["x"]}');
  });
  const of = (repository: string) => tagsOf({ host, repository }, options());
  await fails(of('a/b'), 'unsupported', /go on at 127\.0\.0\.1:1, and another host is not asked/);
  await fails(of('a/c'), 'corrupt', /go round in a circle/);
  await fails(of('a/d'), 'too-large', /more than 1000 pages/);
  assert.equal(got.length, 1002);
});

test('what is no image says what it is', async t => {
  const held = image();
  const put = (tag: string, value: object) => {
    const bytes = json(value);
    held.blobs.set(`sha256:${sha256(bytes)}`, bytes);
    held.tags.set(`team/app:${tag}`, `sha256:${sha256(bytes)}`);
  };
  const digest = `sha256:${'0'.repeat(64)}`;
  put('chart', {
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest, size: 2 },
    layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest, size: 2 }],
  });
  put('old', { schemaVersion: 1, fsLayers: [], history: [] });
  put('odd', { schemaVersion: 2 });
  put('counts', {
    schemaVersion: 2,
    config: { digest: `sha256:${sha256(built.config)}`, size: built.config.length },
    layers: [],
  });
  const { host } = await fakeRegistry(t, held);
  const of = (tag: string) => opened(host, () => {}, {}, waits(), `team/app:${tag}`);
  await fails(of('chart'), 'not-an-image', /only application\/vnd\.cncf\.helm\.config\.v1\+json: name an image/);
  await fails(of('old'), 'unsupported', /schema 1/);
  await fails(of('odd'), 'corrupt', /neither a manifest nor an index/);
  await fails(of('counts'), 'corrupt', /names 0 layers, and the configuration 2/);
});

test('a tag that is not there: which ones are', async t => {
  const held = image();
  for (const tag of ['1.27.0', '1.27.1', 'latest', 'stab-x', 'stable']) held.tags.set(`team/app:${tag}`, held.manifest);
  const { host } = await fakeRegistry(t, held);
  const of = (path: string) => opened(host, () => {}, {}, waits(), path);
  await fails(
    of('team/app:1.27.3'),
    'not-found',
    /no tag 1\.27\.3; it has 1\.27\.\d, 1\.27\.\d, 1, .*stable.*: choose one of them/,
  );
  await fails(of('team/app:stabel'), 'not-found', /it has stable, stab-x, /);
  await fails(of('team/none:1'), 'not-found', /neither the tag nor, it seems, the repository: check the name/);
  await fails(of(`team/app@sha256:${'0'.repeat(64)}`), 'not-found', /no manifest sha256:0+/);
});

test('hosts that are no registry', async t => {
  const page = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Welcome</title>');
  });
  await fails(
    opened(page.host, () => {}),
    'unsupported',
    /does not speak the registry API v2/,
    /check the host/,
  );
  const gone = await serve(t, (_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' });
    response.end('<html>no');
  });
  await fails(
    opened(gone.host, () => {}),
    'unsupported',
    /does not speak the registry API v2/,
  );
  const refused = parseName('127.0.0.1:1/a/b:1') ?? assert.fail();
  await fails(
    openRegistry(refused, 'x', options()),
    'unreachable',
    /127\.0\.0\.1:1 cannot be asked for the manifest of .*: it refuses connections; check the host and the port/,
  );
});

test('foreign layers, Windows, and layers that are no file system are missing, and say why', async t => {
  const image = await build({ ...recipe, raw: { os: 'linux' } });
  const tree: Record<string, Uint8Array> = {};
  const { layers: put, config } = putImage(tree, image, 'plain');
  const manifest = json({
    schemaVersion: 2,
    config,
    layers: [
      { ...put[0], mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' },
      { ...put[1], digest: 'sha256:../../x' },
    ],
  });
  const blobs = new Map(Object.values(tree).map(bytes => [`sha256:${sha256(bytes)}`, bytes]));
  blobs.set(`sha256:${sha256(manifest)}`, manifest);
  const { host, got } = await fakeRegistry(t, { blobs, tags: new Map([['team/app:1', `sha256:${sha256(manifest)}`]]) });
  await opened(host, source => {
    assert.match(source.layers[0]?.missing ?? '', /foreign layer .* whose bytes stay in their registry/);
    assert.match(source.layers[1]?.missing ?? '', /sha256:\.\.\/\.\.\/x is no sha256 or sha512 digest/);
    assert.throws(() => source.layers[0]?.open(), { code: 'missing-blob' });
  });
  assert.ok(got.every(({ url }) => !url.includes('..')));
});

test('compressed layers come as they are stored', async t => {
  const tree: Record<string, Uint8Array> = {};
  const { manifest } = putImage(tree, built, 'gzip');
  const blobs = new Map(Object.values(tree).map(bytes => [`sha256:${sha256(bytes)}`, bytes]));
  const { host } = await fakeRegistry(t, { blobs, tags: new Map([['team/app:1', manifest.digest]]) });
  await opened(host, async source =>
    assert.deepEqual(
      await layers(source),
      built.tars.map(bytes => compress(bytes, 'gzip')),
    ),
  );
});

test('an abort ends what goes on with its own reason', async t => {
  const { host } = await serve(t, () => {});
  const abort = new AbortController();
  const reason = new Error('enough');
  const opening = opened(host, () => {}, { signal: abort.signal });
  setTimeout(() => abort.abort(reason), 20);
  await assert.rejects(opening, error => error === reason);
  await assert.rejects(
    opened(host, () => {}, { signal: abort.signal }),
    error => error === reason,
  );
});
