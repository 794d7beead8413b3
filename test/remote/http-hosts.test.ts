/** Which hosts may be spoken to how, and which proxies are used. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORBIDDEN, guardedLookup, isLoopback, isNamed, mayLead } from '../../src/remote/http/hosts.js';
import { proxyFor } from '../../src/remote/http/proxy.js';

test('the own machine', () => {
  for (const url of [
    'http://localhost',
    'http://127.0.0.1',
    'http://127.255.0.9:5000',
    'http://[::1]:80',
    'http://2130706433',
    'http://0x7f.1',
    'http://[::ffff:127.0.0.1]',
    'http://LOCALHOST.',
  ])
    assert.ok(isLoopback(new URL(url).hostname), url);
  for (const url of [
    'http://localhost.example',
    'http://a.localhost',
    'http://128.0.0.1',
    'http://[::2]',
    'http://127.0.0.1.example',
  ])
    assert.ok(!isLoopback(new URL(url).hostname), url);
});

test('hosts that the user named', () => {
  const named = (url: string, ...names: string[]) => isNamed(new URL(url), names);
  assert.ok(named('https://r.example/', 'x', 'R.example'));
  assert.ok(named('http://r.example/', 'r.example'));
  assert.ok(named('https://r.example:5000/', 'r.example:5000'));
  assert.ok(named('https://r.example/', 'r.example:443'));
  assert.ok(named('https://[fd00::1]:5000/', '[fd00::1]:5000'));
  assert.ok(named('https://[fd00::1]/', 'fd00::1'));
  assert.ok(!named('https://r.example:5000/', 'r.example'));
  assert.ok(!named('https://r.example/', 'r.example:80'));
  assert.ok(!named('https://a.r.example/', 'r.example', 'example', ''));
});

test('who may send us where', () => {
  const leads = (from: string, to: string, ...named: string[]) => mayLead(new URL(from), new URL(to), named);
  const [far, own] = ['https://r.example/', 'https://127.0.0.1:5000/'];
  for (const to of [
    'http://169.254.169.254/',
    'http://[fe80::1%25eth0]/',
    'http://[fd00:ec2::254]/',
    'http://metadata.google.internal/',
    'http://100.100.100.200/',
    'http://[::ffff:169.254.169.254]/',
  ].filter(to => URL.canParse(to))) {
    assert.ok(!leads(far, to), to);
    assert.ok(!leads(own, to), to);
  }
  for (const to of [
    'http://127.0.0.1/',
    'http://localhost:80/',
    'http://a.localhost/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://[::1]/',
  ]) {
    assert.ok(!leads(far, to), to);
    assert.ok(leads(own, to), to);
  }
  assert.ok(leads(far, 'https://cdn.example/'));
  assert.ok(leads(far, 'https://10.0.0.7/'));
  assert.ok(leads(far, 'http://127.0.0.1:9000/', '127.0.0.1:9000'));
});

test('proxies: by scheme, in either case, with names and passwords', () => {
  const proxy = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env);
  const [https, http] = ['https://r.example/', 'http://r.example/'];
  assert.equal(proxy(https, {}), undefined);
  assert.equal(proxy(https, { HTTP_PROXY: 'http://p:1', ALL_PROXY: 'http://p:1' }), undefined);
  assert.equal(proxy(https, { HTTPS_PROXY: '  ' }), undefined);
  assert.deepEqual(proxy(https, { https_proxy: 'p.example' }), {
    origin: 'http://p.example',
    host: 'p.example',
    authorization: undefined,
  });
  assert.equal(
    proxy(https, { https_proxy: 'http://low', HTTPS_PROXY: 'https://high:8443/' })?.origin,
    'https://high:8443',
  );
  assert.equal(proxy(http, { http_proxy: 'p:3128' })?.host, 'p:3128');
  const secret = proxy(https, { HTTPS_PROXY: 'http://us%40er:p%3Aw@p:3128' });
  assert.equal(secret?.authorization, `Basic ${Buffer.from('us@er:p:w').toString('base64')}`);
  assert.equal(secret?.origin, 'http://p:3128');
  for (const value of ['socks5://p:1', 'file:///x', 'http://', 'http://u:secret@'])
    assert.throws(
      () => proxy(https, { HTTPS_PROXY: value }),
      error => {
        assert.match(String(error), /HTTPS_PROXY names no HTTP proxy.*NO_PROXY/);
        assert.doesNotMatch(String(error), /secret|socks|file/);
        return true;
      },
    );
  for (const own of ['https://localhost/', 'https://127.0.0.1:5000/', 'https://[::1]/'])
    assert.equal(proxy(own, { HTTPS_PROXY: 'http://p' }), undefined);
});

test('NO_PROXY: names, subdomains, networks, ports', () => {
  const exempt = (url: string, NO_PROXY: string) =>
    proxyFor(new URL(url), { HTTPS_PROXY: 'http://p', NO_PROXY }) === undefined;
  assert.ok(exempt('https://r.example/', '*'));
  assert.ok(exempt('https://r.example/', 'x, R.Example'));
  assert.ok(exempt('https://a.r.example/', 'r.example'));
  assert.ok(exempt('https://a.r.example/', '.r.example'));
  assert.ok(exempt('https://a.r.example/', '*.r.example'));
  assert.ok(exempt('https://r.example:5000/', 'r.example:5000'));
  assert.ok(exempt('https://r.example/', 'r.example:443'));
  assert.ok(exempt('https://10.1.2.3/', '10.0.0.0/8'));
  assert.ok(exempt('https://10.1.2.3/', '10.1.2.3'));
  assert.ok(exempt('https://[fd00::1]/', 'fd00::/8'));
  assert.ok(exempt('https://[fd00::1]:5000/', '[fd00::1]:5000'));
  assert.ok(exempt('https://[fd00::1]/', 'fd00::1'));
  assert.ok(!exempt('https://r.example/', '.r.example'));
  assert.ok(!exempt('https://r.example/', 'r.example:5000'));
  assert.ok(!exempt('https://bar.example/', 'r.example'));
  assert.ok(!exempt('https://11.1.2.3/', '10.0.0.0/8, 10.0.0.0/99, 10.0.0.0/x, /8'));
  assert.ok(!exempt('https://r.example/', ''));
});

test('a name that leads to this machine, on the word of another host', async () => {
  const look = (fromLoopback: boolean, all: boolean) =>
    new Promise((resolve, reject) =>
      guardedLookup(fromLoopback)('localhost', { all }, (error, address) => (error ? reject(error) : resolve(address))),
    );
  for (const all of [false, true]) {
    await assert.rejects(look(false, all), { code: FORBIDDEN });
    assert.match(JSON.stringify(await look(true, all)), /127\.0\.0\.1|::1/);
  }
});
