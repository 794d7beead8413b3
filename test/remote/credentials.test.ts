import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { ImageError } from '../../src/image/model.js';
import { keysFor } from '../../src/remote/credentials/keys.js';
import { placesOf } from '../../src/remote/credentials/places.js';
import { credentialFor } from '../../src/remote/credentials.js';
import { Home, packed } from './credentials-support.js';

const SECRET = 'Tr0ub4dor-and-3:more';
const basic = (username: string, password = SECRET) => ({ kind: 'basic', username, password });
const auths = (keys: Readonly<Record<string, string>>) => ({
  auths: Object.fromEntries(Object.entries(keys).map(([key, user]) => [key, packed(user, SECRET)])),
});
const IN_DOCKER = 'auths in ~/.docker/config.json';

describe('where a credential is found', () => {
  test('nowhere: none', async t => {
    assert.equal(await credentialFor('ghcr.io', 'a/b', new Home(t).options()), undefined);
    assert.equal(await credentialFor('ghcr.io', 'a/b', { env: {}, cwd: '/', timeout: 1000 }), undefined);
  });

  test('what was given goes first, and nothing else is looked at', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', '{"auths"');
    const given = { username: 'me', password: SECRET };
    const found = await credentialFor('ghcr.io', 'a/b', home.options({}, { given }));
    assert.deepEqual(found, { credential: basic('me'), from: '--username' });
  });

  test("Docker's file goes before containers' files, and these in their order", async t => {
    const home = new Home(t);
    const env = { XDG_RUNTIME_DIR: home.folder, REGISTRY_AUTH_FILE: 'named.json' };
    const files = ['.config/containers/auth.json', 'containers/auth.json', 'named.json', '.docker/config.json'];
    home.write('named.json', {});
    const found: unknown[] = [];
    for (const file of files) {
      home.write(file, auths({ 'ghcr.io': file }));
      found.push(await credentialFor('ghcr.io', 'a/b', home.options(env)));
    }
    assert.deepEqual(
      found,
      files.map(file => ({ credential: basic(file), from: `auths in ~/${file}` })),
    );
  });

  test('a file without the registry does not end the search', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { ...auths({ 'quay.io': 'q' }), credsStore: '' });
    home.write('.config/containers/auth.json', auths({ 'ghcr.io': 'g' }));
    const found = await credentialFor('ghcr.io', 'a/b', home.options());
    assert.deepEqual(found, { credential: basic('g'), from: 'auths in ~/.config/containers/auth.json' });
  });

  test('DOCKER_CONFIG names the folder, also a relative one; the usual one is not looked at then', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', auths({ 'ghcr.io': 'usual' }));
    home.write('ci/config.json', auths({ 'ghcr.io': 'ci' }));
    const found = await credentialFor('ghcr.io', 'a/b', home.options({ DOCKER_CONFIG: 'ci' }));
    assert.deepEqual(found, { credential: basic('ci'), from: 'auths in ~/ci/config.json' });
    assert.equal(await credentialFor('ghcr.io', 'a/b', home.options({ DOCKER_CONFIG: '/dev/null' })), undefined);
    const empty = await credentialFor('ghcr.io', 'a/b', home.options({ DOCKER_CONFIG: '' }));
    assert.equal(empty?.from, IN_DOCKER);
  });

  test('files that are looked for', () => {
    const files = (env: Readonly<Record<string, string>>, uid?: number) =>
      placesOf({ env, cwd: '/work', timeout: 1, uid }).map(({ file, label }) => [file, label]);
    const posix = { skip: path.sep === '\\' };
    if (posix.skip) return;
    assert.deepEqual(files({}), []);
    assert.deepEqual(files({ HOME: '/home/me' }, 1000), [
      ['/home/me/.docker/config.json', '~/.docker/config.json'],
      ['/run/containers/1000/auth.json', '/run/containers/1000/auth.json'],
      ['/home/me/.config/containers/auth.json', '~/.config/containers/auth.json'],
    ]);
    const env = {
      HOME: '/home/me',
      XDG_RUNTIME_DIR: '/run/user/1',
      XDG_CONFIG_HOME: '/home/me/x',
      DOCKER_CONFIG: '../d',
    };
    assert.deepEqual(files({ ...env, REGISTRY_AUTH_FILE: '/a\u001b[31m.json' }, 1000), [
      ['/d/config.json', '/d/config.json'],
      ['/a\u001b[31m.json', '/a\\u001b[31m.json'],
      ['/run/user/1/containers/auth.json', '/run/user/1/containers/auth.json'],
      ['/home/me/x/containers/auth.json', '~/x/containers/auth.json'],
    ]);
  });
});

describe('which key is meant', () => {
  const cases: readonly (readonly [
    host: string,
    repository: string,
    keys: readonly string[],
    expected: readonly string[],
  ])[] = [
    [
      'ghcr.io',
      'a/b',
      ['ghcr.io', 'https://ghcr.io', 'http://ghcr.io', 'https://ghcr.io/v1/'],
      ['ghcr.io', 'https://ghcr.io', 'http://ghcr.io', 'https://ghcr.io/v1/'],
    ],
    ['ghcr.io', 'a/b', ['https://ghcr.io/v2/', 'GHCR.io', 'ghcr.io'], ['ghcr.io', 'https://ghcr.io/v2/', 'GHCR.io']],
    [
      'ghcr.io',
      'a/b',
      [
        'ghcr.io.evil.example',
        'xghcr.io',
        'ghcr.io:443',
        'evil.example/ghcr.io',
        'https://evil.example/ghcr.io',
        'ghcr.io@evil.example',
        '',
      ],
      [],
    ],
    ['127.0.0.1:5000', 'a', ['127.0.0.1', '127.0.0.1:5001', '127.0.0.1:5000'], ['127.0.0.1:5000']],
    [
      'docker.io',
      'library/nginx',
      [
        'docker.io',
        'index.docker.io',
        'registry-1.docker.io',
        'https://index.docker.io/v1/',
        'index.docker.io/v1/',
        'hub.docker.com',
      ],
      ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io', 'index.docker.io/v1/'],
    ],
    [
      'docker.io',
      'library/nginx',
      ['docker.io/library', 'https://index.docker.io/v1/', 'docker.io/me'],
      ['docker.io/library', 'https://index.docker.io/v1/'],
    ],
    [
      'ghcr.io',
      'a/b/c',
      ['ghcr.io', 'ghcr.io/a', 'ghcr.io/a/b/c', 'ghcr.io/a/b/', 'ghcr.io/a/b/c/d', 'ghcr.io/a/bb', 'ghcr.io/a/b/cc'],
      ['ghcr.io/a/b/c', 'ghcr.io/a/b/', 'ghcr.io/a', 'ghcr.io'],
    ],
    ['ghcr.io', '', ['ghcr.io/a', 'ghcr.io'], ['ghcr.io']],
    ['ghcr.io', 'v1/b', ['ghcr.io/v1'], ['ghcr.io/v1']],
    ['ghcr.io', 'a/b', ['ghcr.io/v1'], []],
    ['__proto__', 'a/b', ['constructor', 'toString'], []],
  ];
  for (const [host, repository, keys, expected] of cases)
    test(`${host} ${repository}: ${keys.join(' ')}`, () => assert.deepEqual(keysFor(keys, host, repository), expected));

  test('no key serves another registry', () => {
    const host = fc.constantFrom('a.io', 'b.io', 'a.io:80', 'docker.io', 'xa.io', 'a.io.x');
    const part = fc.constantFrom('', '/', '/v1/', '/n', '/n/m', '/nm', '@a.io', '/a.io');
    const key = fc.tuple(fc.constantFrom('', 'http://', 'https://'), host, part);
    fc.assert(
      fc.property(fc.array(key), host, fc.constantFrom('n', 'n/m', 'm/n'), (keys, wanted, repository) => {
        const texts = keys.map(one => one.join(''));
        for (const text of keysFor(texts, wanted, repository)) {
          const bare = text.replace(/^https?:\/\//, '');
          assert.ok(bare === wanted || bare.startsWith(`${wanted}/`), `${text} for ${wanted}`);
          if (bare === text && !['/', '/v1/'].some(end => text === wanted + end))
            assert.ok(
              `${wanted}/${repository}/`.startsWith(`${text}/`.replace('//', '/')),
              `${text} for ${repository}`,
            );
        }
      }),
    );
  });

  test('an empty entry is passed over', async t => {
    const home = new Home(t);
    const { auth } = packed('me', SECRET);
    home.write('.docker/config.json', { auths: { 'https://index.docker.io/v1/': {}, 'docker.io': { auth } } });
    const found = await credentialFor('docker.io', 'library/nginx', home.options());
    assert.deepEqual(found, { credential: basic('me'), from: IN_DOCKER });
  });

  test('a namespace has an account of its own', async t => {
    const home = new Home(t);
    home.write('.config/containers/auth.json', auths({ 'ghcr.io': 'all', 'ghcr.io/a': 'a', 'ghcr.io/a/b': 'ab' }));
    const user = async (repository: string) => {
      const found = await credentialFor('ghcr.io', repository, home.options());
      return found?.credential?.kind === 'basic' ? found.credential.username : undefined;
    };
    assert.deepEqual(await Promise.all(['a/b', 'a/c', 'c/a', 'a/b/c', 'ab/c'].map(user)), [
      'ab',
      'a',
      'all',
      'ab',
      'all',
    ]);
  });
});

describe('files that cannot be used', () => {
  /** The error, which must be one sentence without a secret. */
  async function refusal(t: TestContext, content: unknown, file = '.docker/config.json', env = {}): Promise<string> {
    const home = new Home(t);
    if (content !== undefined) home.write(file, content);
    const error = await credentialFor('ghcr.io', 'a/b', home.options(env)).then(
      found => assert.fail(`found ${JSON.stringify(found)}`),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ImageError, String(error));
    assert.equal(error.code, 'unauthorised');
    assert.equal(error.cause, undefined);
    assert.match(error.message, /^[^\n]+[^.\n]\.$/);
    for (const secret of [SECRET, packed('me', SECRET).auth, 'Tr0ub'])
      assert.ok(!error.stack?.includes(secret), error.message);
    return error.message;
  }

  const { auth } = packed('me', SECRET);
  const entry = (value: unknown) => ({ auths: { 'https://ghcr.io/v1/': value } });
  const MEND = 'mend it, remove it and use docker login, or give --username.';
  const MALFORMED =
    'The credentials of https://ghcr.io/v1/ in ~/.docker/config.json are malformed: log in again with docker login ghcr.io, or give --username.';
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['cut', `{"auths":{"ghcr.io":{"auth":"${auth}"`, 'is no JSON (error at character'],
    ['cut after a colon', `{"auths":{"ghcr.io":{"auth":"${auth}"},"b":`, 'is no JSON (it ends too early)'],
    ['damaged', `{"auths":{"ghcr.io":{"auth":"${auth}"}} ${SECRET}}`, 'is no JSON (error at character'],
    ['not quoted', `{"a": ${SECRET}, "auth": "${auth}"}`, 'is no JSON'],
    ['not UTF-8', Buffer.concat([Buffer.from(`{"${SECRET}`), Buffer.from([0xff])]), 'is no JSON (it is not UTF-8)'],
    ['a list', [SECRET], 'holds no JSON object'],
    ['auths a text', { auths: SECRET }, 'is damaged (auths is no JSON object)'],
    ['helpers a list', { credHelpers: [SECRET] }, 'is damaged (credHelpers is no JSON object)'],
    ['too large', `{"a":"${SECRET.repeat(250_000)}"}`, 'is larger than 4 MiB'],
  ];
  for (const [name, content, why] of cases)
    test(name, async t => {
      const message = await refusal(t, content);
      assert.ok(message.startsWith(`The file of credentials ~/.docker/config.json ${why}`), message);
      assert.ok(message.endsWith(MEND), message);
    });

  for (const [name, value] of [
    ['no colon', { auth: Buffer.from(SECRET.replace(':', '')).toString('base64') }],
    ['no user', packed('', SECRET)],
    ['no base64', { auth: `me:${SECRET}` }],
    ['cut base64', { auth: auth.slice(0, 5) }],
    ['not UTF-8', { auth: Buffer.concat([Buffer.from(`me:${SECRET}`), Buffer.from([0xff])]).toString('base64') }],
    ['a number', { auth: 1 }],
    ['a text', auth],
    ['a token over two lines', { registrytoken: `${SECRET}\nX-Header: 1` }],
  ] as const)
    test(`an entry: ${name}`, async t => assert.equal(await refusal(t, entry(value)), MALFORMED));

  test('a folder', async t => {
    const message = await refusal(t, '', '.docker/config.json/x');
    assert.equal(message, `The file of credentials ~/.docker/config.json is a folder: ${MEND}`);
  });

  test('a pipe without a writer', { skip: process.platform === 'win32' && 'no such pipes on Windows' }, async t => {
    const home = new Home(t);
    const { spawnSync } = await import('node:child_process');
    fs.mkdirSync(path.join(home.folder, '.docker'));
    spawnSync('mkfifo', [path.join(home.folder, '.docker/config.json')]);
    await assert.rejects(credentialFor('ghcr.io', 'a/b', home.options()), {
      message: `The file of credentials ~/.docker/config.json is no regular file: ${MEND}`,
    });
  });

  const mighty = process.platform === 'win32' || process.getuid?.() === 0;
  test('one that must not be read', { skip: mighty && 'root may read everything' }, async t => {
    const home = new Home(t);
    fs.chmodSync(home.write('.docker/config.json', {}), 0);
    await assert.rejects(credentialFor('ghcr.io', 'a/b', home.options()), {
      message: `The file of credentials ~/.docker/config.json must not be read by you: ${MEND}`,
    });
  });

  test('a named file that is not there', async t => {
    assert.equal(
      await refusal(t, undefined, '', { REGISTRY_AUTH_FILE: 'gone.json' }),
      'There is no file ~/gone.json, which REGISTRY_AUTH_FILE names: correct the variable, or log in with podman login.',
    );
  });

  test('what is not needed may be damaged or missing', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', auths({ 'ghcr.io': 'me', 'ghcr.io/a/b': 'ab' }));
    home.write('.config/containers/auth.json', '{');
    const found = await credentialFor('ghcr.io', 'x/b', home.options({ REGISTRY_AUTH_FILE: 'gone.json' }));
    assert.deepEqual(found, { credential: basic('me'), from: IN_DOCKER });
  });

  test('a malformed entry of another registry is nothing to us; an empty file says nothing', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', {
      auths: { 'quay.io': { auth: '?' }, 'ghcr.io/b': { auth: '?' }, 'ghcr.io': null },
    });
    home.write('.config/containers/auth.json', ' \n');
    assert.equal(await credentialFor('ghcr.io', 'a/b', home.options()), undefined);
  });

  test('after the end of everything, nothing is looked at', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', auths({ 'ghcr.io': 'me' }));
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(credentialFor('ghcr.io', 'a/b', home.options({}, { signal })), { message: 'enough' });
  });
});
