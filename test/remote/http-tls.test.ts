/** Certificates, proxies, and what --insecure allows. Names lead to loopback through a proxy of the tests' own. */
import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Http } from '../../src/remote/http.js';
import { Authority, withoutOpenssl } from '../support/certificates.js';
import { connectProxy } from '../support/connect-proxy.js';
import { fakeRegistry, ranged, serve } from '../support/fake-registry.js';
import { built, fails, image, layers, opened, options, USER } from './registry-support.js';

const skip = { skip: withoutOpenssl };
const authority = withoutOpenssl === false ? new Authority() : undefined;
const made = () => authority ?? assert.fail();
const NAME = 'registry.example';

test('a certificate of an authority that was given, through a proxy', skip, async t => {
  const { host, got } = await fakeRegistry(t, image(), {
    tls: made().for(NAME),
    auth: 'bearer',
    user: 'user:pa:ss',
    realm: `https://${NAME}/token`,
  });
  const proxy = await connectProxy(t, { [`${NAME}:443`]: host });
  const env = { HTTPS_PROXY: `http://user:pa%3Ass@${proxy.host}` };
  await opened(NAME, async source => assert.deepEqual(await layers(source), [...built.tars]), {
    env,
    ca: made().cert,
    given: USER,
  });
  assert.ok(proxy.got.every(({ method, url }) => method === 'CONNECT' && url === `${NAME}:443`));
  assert.equal(proxy.got[0]?.headers['proxy-authorization'], `Basic ${Buffer.from('user:pa:ss').toString('base64')}`);
  assert.ok(got.length > 3);
  for (const { headers } of got) assert.equal(headers['proxy-authorization'], undefined);
});

test('certificates that nobody should trust, and what mends it', skip, async t => {
  const fail = async (tls: { key: string; cert: string }, ca: string | undefined, ...says: RegExp[]) => {
    const { host, got } = await fakeRegistry(t, image(), { tls });
    const proxy = await connectProxy(t, { [`${NAME}:443`]: host });
    const env = { https_proxy: proxy.host };
    await fails(
      opened(NAME, () => {}, { env, ca }),
      'unreachable',
      ...says,
    );
    assert.equal(got.length, 0);
    await opened(NAME, source => assert.deepEqual(source.config, built.config), { env, ca, insecure: [NAME] });
    await fails(
      opened(NAME, () => {}, { env, ca, insecure: ['other.example', `${NAME}:5000`] }),
      'unreachable',
      ...says,
    );
  };
  const insecure = /do without the check by --insecure registry\.example/;
  await fail(
    made().for(NAME),
    undefined,
    /not made by an authority that is trusted; give that authority's certificate with --ca-file FILE/,
    insecure,
  );
  await fail(made().for(NAME, { signed: false }), undefined, /signed by itself; give it with --ca-file/, insecure);
  await fail(made().for('other.example'), made().cert, /its certificate is for another host/, insecure);
  await fail(made().for(NAME, { days: -1 }), made().cert, /its certificate has expired; have it renewed/, insecure);
});

test('loopback speaks what it likes', skip, async t => {
  const tls = await fakeRegistry(t, image(), { tls: made().for('other.example', { signed: false }) });
  await opened(tls.host, async source => assert.deepEqual(await layers(source), [...built.tars]));
  const proxy = await connectProxy(t, {}, 403);
  const env = { HTTPS_PROXY: `http://${proxy.host}`, HTTP_PROXY: `http://${proxy.host}` };
  const plain = await fakeRegistry(t, image());
  for (const host of [tls.host, plain.host]) await opened(host, async source => void (await layers(source)), { env });
  assert.equal(proxy.got.length, 0);
});

test('plain HTTP only where it is allowed', async t => {
  const { host, got } = await fakeRegistry(t, image(), { auth: 'basic', user: 'user:pa:ss' });
  const proxy = await connectProxy(t, { [`${NAME}:5000`]: host });
  const env = { HTTPS_PROXY: `http://${proxy.host}`, HTTP_PROXY: `http://user:secret@${proxy.host}` };
  const named = `${NAME}:5000`;
  await fails(
    opened(named, () => {}, { env, given: USER }),
    'unreachable',
    /it speaks no TLS; check the port, or allow plain HTTP by --insecure registry\.example:5000/,
  );
  assert.equal(got.length, 0);
  await opened(named, async source => assert.deepEqual(await layers(source), [...built.tars]), {
    env,
    given: USER,
    insecure: [named],
  });
  const plain = proxy.got.filter(({ method }) => method === 'GET');
  assert.equal(proxy.got.length - plain.length, 2, 'what it speaks is tried once a run');
  assert.ok(plain.length > 0);
  for (const { url, headers } of plain) {
    assert.match(url, /^http:\/\/registry\.example:5000\/v2\//);
    assert.equal(headers.host, named);
    assert.match(String(headers['proxy-authorization']), /^Basic /);
  }
});

test('proxies that refuse, are silent or not there', async t => {
  const through = (HTTPS_PROXY: string, timeout = 5000) => opened(NAME, () => {}, { env: { HTTPS_PROXY }, timeout });
  const asks = await connectProxy(t, {}, 407);
  await fails(
    through(`http://user:pa%3Ass@${asks.host}`),
    'unreachable',
    /the proxy 127\.0\.0\.1:\d+ wants another name and password: write them as http:\/\/USER:PASSWORD@HOST:PORT/,
  );
  const refuses = await connectProxy(t, {}, 403);
  await fails(
    through(`http://${refuses.host}`),
    'unreachable',
    /refuses with status 403: check HTTPS_PROXY, or exempt the host with NO_PROXY/,
  );
  const silent = await connectProxy(t, {}, 'silent');
  await fails(through(`http://${silent.host}`, 100), 'timeout', /the proxy .* fails, it did not answer within 100 ms/);
  const plain = new Http(options({ env: { HTTP_PROXY: `http://${asks.host}` }, insecure: [NAME] }));
  await fails(plain.send(new URL(`http://${NAME}/`), { what: 'it' }), 'unreachable', /wants another name and password/);
  await plain.close();
  await fails(through('http://127.0.0.1:1'), 'unreachable', /the proxy 127\.0\.0\.1:1 fails, it refuses connections/);
  await fails(through('socks5://user:pa%3Ass@127.0.0.1:1'), 'unsupported', /HTTPS_PROXY names no HTTP proxy/);
});

test('from host to host: what proves who asks is dropped, and no certificate, no answer', skip, async t => {
  const held = image();
  const store = await serve(
    t,
    (request, response) => ranged(request, response, held.blobs.get(request.url.slice(1)) ?? assert.fail(), 'x/y'),
    made().for('store.example'),
  );
  const { host, got } = await fakeRegistry(t, held, {
    tls: made().for(NAME),
    auth: 'basic',
    user: 'user:pa:ss',
    blobsAt: digest => `https://user:pa%3Ass@store.example/${digest}`,
  });
  const proxy = await connectProxy(t, { [`${NAME}:443`]: host, 'store.example:443': store.host });
  const more = { env: { HTTPS_PROXY: `http://${proxy.host}` }, ca: made().cert, given: USER };
  await opened(NAME, async source => assert.deepEqual(await layers(source), [...built.tars]), more);
  assert.equal(store.got.length, 3);
  for (const { headers } of store.got) assert.equal(headers.authorization, undefined);
  assert.ok(got.some(({ headers }) => headers.authorization !== undefined));
  await fails(
    opened(NAME, () => {}, { ...more, ca: undefined, insecure: [NAME] }),
    'unreachable',
    /store\.example cannot be asked for the configuration/,
    /--insecure store\.example/,
  );
});

test('nobody leads us to this machine or to what is link-local', skip, async t => {
  const target = await serve(t, (_, response) => response.end('secret'));
  const { port } = new URL(`http://${target.host}`);
  for (const location of [
    `http://${target.host}/`,
    `https://localhost:${port}/`,
    `http://2130706433:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    'http://169.254.169.254/',
    `http://0:${port}/`,
  ]) {
    const from = await serve(
      t,
      (_, response) => {
        response.writeHead(302, { location });
        response.end();
      },
      made().for(NAME),
    );
    const proxy = await connectProxy(t, { [`${NAME}:443`]: from.host });
    const http = new Http(options({ env: { HTTPS_PROXY: `http://${proxy.host}` }, ca: made().cert }));
    await fails(
      http.send(new URL(`https://${NAME}/`), { what: 'it' }),
      'unreachable',
      /redirects to .*, which is link-local or this machine/,
    );
    await http.close();
  }
  assert.equal(target.got.length, 0);
});

/** A peer that takes connections and says nothing. */
async function mute(t: import('node:test').TestContext): Promise<string> {
  const server = net.createServer(socket => socket.on('error', () => {}).resume());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a peer that takes connections and says nothing', async t => {
  await fails(
    opened(await mute(t), () => {}, { timeout: 100 }),
    'timeout',
    /the manifest of .* within 100 ms/,
  );
});

test('headers that trickle, and answers that only announce others', async t => {
  for (const endless of ['x', 'HTTP/1.1 103 Early Hints\r\n\r\n']) {
    const server = net.createServer(socket => {
      socket.on('error', () => {});
      socket.once('data', data => {
        // Plain text at once, so that nobody waits for TLS.
        if (data[0] === 0x16) return void socket.end('HTTP/1.1 400 No\r\n\r\n');
        if (endless === 'x') socket.write('HTTP/1.1 200 OK\r\nx: ');
        const timer = setInterval(() => socket.write(endless), 20);
        socket.on('close', () => clearInterval(timer));
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await fails(
      opened(host, () => {}, { timeout: 200 }),
      'timeout',
      /it did not answer within 200 ms/,
    );
  }
});

test('an abort while the connection comes about, and closing then', async t => {
  for (const proxied of [false, true]) {
    const peer = await mute(t);
    const abort = new AbortController();
    const reason = new Error('enough');
    const env = proxied ? { HTTPS_PROXY: `http://${peer}` } : {};
    const opening = opened(proxied ? NAME : peer, () => {}, { env, signal: abort.signal, timeout: 3_600_000 });
    setTimeout(() => abort.abort(reason), 20);
    await assert.rejects(opening, error => error === reason);
  }
});
