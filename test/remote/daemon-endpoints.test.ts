/** Where daemons are looked for, in which order, and what the settings that name them may be. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { ImageError } from '../../src/image/model.js';
import { parseAddress } from '../../src/remote/daemon/address.js';
import { type DaemonHints, daemonEndpoints } from '../../src/remote/daemon/endpoints.js';
import { tlsOptions } from '../../src/remote/daemon/tls.js';
import { folderFor, optionsWith } from '../support/fake-daemon.js';

const posix = { skip: process.platform === 'win32' ? 'paths of Unix' : false };

/** The addresses in order, or the sentence that refuses. */
async function places(kind: 'docker' | 'podman', env: Record<string, string>, hints: DaemonHints = {}) {
  const { endpoints, refused } = await daemonEndpoints(kind, optionsWith(env, { cwd: '/work' }), hints);
  return refused === undefined ? endpoints.map(({ at, from }) => `${at} ${from}`) : refused.message;
}

const at = (...files: string[]) => files.map(file => `unix://${file} usual socket`);
const HOME = '/nowhere/ann';

describe('the order', posix, () => {
  const IN_HOME = ['run', 'desktop'].map(folder => `${HOME}/.docker/${folder}/docker.sock`);
  const OTHERS = ['.colima/default', '.rd', '.orbstack/run'].map(folder => `${HOME}/${folder}/docker.sock`);
  const MACHINE = `${HOME}/.local/share/containers/podman/machine`;
  const cases: [string, 'docker' | 'podman', Record<string, string>, DaemonHints, string[]][] = [
    ['nothing is known', 'docker', {}, {}, at('/var/run/docker.sock')],
    ['home', 'docker', { HOME }, {}, at('/var/run/docker.sock', ...IN_HOME, ...OTHERS)],
    [
      'rootless',
      'docker',
      { HOME, XDG_RUNTIME_DIR: '/run/user/7' },
      { uid: 7 },
      at('/var/run/docker.sock', '/run/user/7/docker.sock', ...IN_HOME, ...OTHERS),
    ],
    ['Windows', 'docker', { USERPROFILE: HOME }, { system: 'win32' }, ['npipe:////./pipe/docker_engine usual socket']],
    ['a variable', 'docker', { HOME, DOCKER_HOST: 'unix:///a/b.sock' }, {}, ['unix:///a/b.sock DOCKER_HOST']],
    ['an empty variable', 'docker', { DOCKER_HOST: '' }, {}, at('/var/run/docker.sock')],
    [
      'the usual context',
      'docker',
      { HOME, DOCKER_CONTEXT: 'default' },
      {},
      at('/var/run/docker.sock', ...IN_HOME, ...OTHERS),
    ],
    [
      'variable before context',
      'docker',
      { HOME, DOCKER_CONTEXT: 'x', DOCKER_HOST: 'tcp://h' },
      {},
      ['tcp://h:2375 DOCKER_HOST'],
    ],
    ["Podman's variable is not Docker's", 'docker', { CONTAINER_HOST: 'tcp://h' }, {}, at('/var/run/docker.sock')],
    ["Docker's variable is not Podman's", 'podman', { DOCKER_HOST: 'tcp://h' }, {}, at('/run/podman/podman.sock')],
    ['nothing is known', 'podman', {}, {}, at('/run/podman/podman.sock')],
    ['the user', 'podman', {}, { uid: 7 }, at('/run/user/7/podman/podman.sock', '/run/podman/podman.sock')],
    [
      'once each',
      'podman',
      { XDG_RUNTIME_DIR: '/run/user/7' },
      { uid: 7 },
      at('/run/user/7/podman/podman.sock', '/run/podman/podman.sock'),
    ],
    [
      'another runtime folder',
      'podman',
      { XDG_RUNTIME_DIR: '/r' },
      { uid: 7 },
      at('/r/podman/podman.sock', '/run/user/7/podman/podman.sock', '/run/podman/podman.sock'),
    ],
    [
      'a Mac',
      'podman',
      { HOME, TMPDIR: '/var/folders/T/' },
      { system: 'darwin' },
      at(
        '/run/podman/podman.sock',
        `${MACHINE}/podman.sock`,
        `${MACHINE}/qemu/podman.sock`,
        '/var/folders/T/podman/podman-machine-default-api.sock',
      ),
    ],
    ['Windows', 'podman', {}, { system: 'win32' }, ['npipe:////./pipe/podman-machine-default usual socket']],
    ['a variable', 'podman', { CONTAINER_HOST: 'unix:///a.sock' }, { uid: 7 }, ['unix:///a.sock CONTAINER_HOST']],
  ];
  for (const [name, kind, env, hints, expected] of cases)
    test(`${kind}: ${name}`, async () => assert.deepEqual(await places(kind, env, hints), expected));
});

describe('addresses', posix, () => {
  const cases: [text: string, origin: string, at: string, socket?: string | undefined, prefix?: string][] = [
    ['unix:///var/run/docker.sock', 'http://localhost', 'unix:///var/run/docker.sock', '/var/run/docker.sock'],
    ['unix://d.sock', 'http://localhost', 'unix:///work/d.sock', '/work/d.sock'],
    ['unix://', 'http://localhost', 'unix:///var/run/docker.sock', '/var/run/docker.sock'],
    ['npipe:////./pipe/x', 'http://localhost', 'npipe:////./pipe/x', '//./pipe/x'],
    ['npipe://\\\\.\\pipe\\x', 'http://localhost', 'npipe:////./pipe/x', '\\\\.\\pipe\\x'],
    ['tcp://10.0.0.2', 'http://10.0.0.2:2375', 'tcp://10.0.0.2:2375'],
    ['tcp://10.0.0.2:80', 'http://10.0.0.2:80', 'tcp://10.0.0.2:80'],
    ['tcp://:2375', 'http://127.0.0.1:2375', 'tcp://127.0.0.1:2375'],
    ['tcp://[::1]:99', 'http://[::1]:99', 'tcp://[::1]:99'],
    ['TCP://h:1/docker/', 'http://h:1', 'tcp://h:1/docker', undefined, '/docker'],
    ['h:1', 'http://h:1', 'tcp://h:1'],
    ['http://h', 'http://h:2375', 'http://h:2375'],
    ['https://h', 'https://h:2376', 'https://h:2376'],
  ];
  for (const [text, origin, shown, socket, prefix = ''] of cases)
    test(text, async () => {
      const { endpoints, refused } = await daemonEndpoints(
        'docker',
        optionsWith({ DOCKER_HOST: text }, { cwd: '/work' }),
      );
      assert.equal(refused, undefined);
      assert.equal(endpoints.length, 1);
      const found = endpoints[0];
      assert.deepEqual(
        { origin: found?.origin, at: found?.at, socket: found?.socket, prefix: found?.prefix },
        { origin, at: shown, socket, prefix },
      );
    });

  const wrong: [text: string, says: RegExp][] = [
    [
      'ssh://ann@build.example',
      /^ssh:\/\/ann@build\.example \(DOCKER_HOST\) .* run `ssh -nNT -L \/tmp\/docker\.sock:\/var\/run\/docker\.sock ann@build\.example` and set DOCKER_HOST=unix:\/\/\/tmp\/docker\.sock, or pipe `ssh ann@build\.example docker save NAME \| plimsoll image -`\.$/,
    ],
    ['ssh://ann:hunter2@build.example:22/x', /run `ssh [^`]* ann@build\.example`/],
    ['ssh://$(reboot)', /user@host/],
    ['ssh://-oProxyCommand=x', /user@host/],
    ['fd://3', /^fd:\/\/3 \(DOCKER_HOST\) is no address of a daemon: write unix:\/\//],
    ['tcp://ann:hunter2@h:1', /^h:1 \(DOCKER_HOST\) names a user/],
    ['ann:hunter2@h:1', /^h:1 \(DOCKER_HOST\) names a user/],
    ['ftp://ann:hun/ter2@h:1', /^h:1 \(DOCKER_HOST\)/],
    ['tcp://', /no address/],
    ['tcp://h:99999', /no address/],
    ['tcp://h?x=1', /no address/],
    ['/var/run/docker.sock', /no address.*write unix:\/\/\/var/],
    ['tcp://a\u001b[31m b', /no address/],
  ];
  for (const [text, says] of wrong)
    test(`${JSON.stringify(text)} is refused`, async () => {
      const { endpoints, refused } = await daemonEndpoints('docker', optionsWith({ DOCKER_HOST: text }));
      assert.deepEqual(endpoints, []);
      assert.equal(refused?.code, 'unsupported');
      assert.match(refused?.message ?? '', says);
      assert.doesNotMatch(refused?.message ?? '', /hunter2|ter2|\u001b/);
    });

  test("Podman's way round SSH is Podman's", async () => {
    const says = await places('podman', { CONTAINER_HOST: 'ssh://core@h/run/podman/podman.sock' });
    assert.match(String(says), /set CONTAINER_HOST=unix:\/\/\/tmp\/podman\.sock, or pipe `ssh core@h podman save NAME/);
  });

  test('any text is an address or one sentence, and nothing before an @ is told', () => {
    const piece = fc.constantFrom(
      'tcp://',
      'ssh://',
      'unix://',
      'x',
      '@',
      ':',
      '/',
      '[',
      ']',
      '?',
      '#',
      ' ',
      '\n',
      '2',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map(parts => parts.join('')),
        ),
        text => {
          const asked = text.includes('@') ? `tcp://SECRET${text}` : text;
          try {
            const endpoint = parseAddress(asked, { kind: 'docker', from: 'X', cwd: '/', tls: undefined });
            assert.ok(URL.canParse(endpoint.origin));
            assert.doesNotMatch(endpoint.at, /SECRET|\n/);
          } catch (error) {
            assert.ok(error instanceof ImageError, String(error));
            assert.match(error.message, /^[^\n]+\.$/);
            assert.doesNotMatch(error.message, /SECRET/);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Docker's settings with contexts: `name` → what its meta.json says and its certificates. */
function settingsWith(
  t: TestContext,
  current: string | undefined,
  contexts: Record<string, { meta?: unknown; tls?: Record<string, string> }>,
) {
  const folder = folderFor(t);
  fs.writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ auths: {}, currentContext: current }));
  for (const [name, { meta, tls }] of Object.entries(contexts)) {
    const id = createHash('sha256').update(name).digest('hex');
    const put = (file: string, text: string) => {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    };
    put(`contexts/meta/${id}/meta.json`, typeof meta === 'string' ? meta : JSON.stringify(meta));
    for (const [file, text] of Object.entries(tls ?? {})) put(`contexts/tls/${id}/docker/${file}`, text);
  }
  return folder;
}

const hostOf = (Host: string, more: object = {}) => ({
  Name: 'x',
  Metadata: {},
  Endpoints: { docker: { Host, ...more } },
});

describe('contexts', posix, () => {
  test('the one that the settings name, or the variable', async t => {
    const DOCKER_CONFIG = settingsWith(t, 'colima', {
      colima: { meta: hostOf('unix:///c/docker.sock') },
      'näme ../x': { meta: hostOf('tcp://h:1') },
    });
    assert.deepEqual(await places('docker', { DOCKER_CONFIG }), ['unix:///c/docker.sock context colima']);
    assert.deepEqual(await places('docker', { DOCKER_CONFIG, DOCKER_CONTEXT: 'näme ../x' }), [
      'tcp://h:1 context näme ../x',
    ]);
    assert.deepEqual(await places('docker', { DOCKER_CONFIG, DOCKER_CONTEXT: 'default' }), at('/var/run/docker.sock'));
    const home = folderFor(t);
    fs.renameSync(DOCKER_CONFIG, path.join(home, '.docker'));
    fs.mkdirSync(DOCKER_CONFIG);
    assert.deepEqual(await places('docker', { HOME: home }), ['unix:///c/docker.sock context colima']);
  });

  test('with certificates, and without the check of them', async t => {
    const tls = { 'ca.pem': 'A', 'cert.pem': 'C', 'key.pem': 'K' };
    const DOCKER_CONFIG = settingsWith(t, undefined, {
      sure: { meta: hostOf('tcp://h', { SkipTLSVerify: false }), tls },
      skip: { meta: hostOf('tcp://h', { SkipTLSVerify: true }) },
      bare: { meta: hostOf('tcp://h', { SkipTLSVerify: false }) },
      lone: { meta: hostOf('tcp://h'), tls: { 'cert.pem': 'C' } },
    });
    const tlsOf = async (DOCKER_CONTEXT: string) => {
      const { endpoints } = await daemonEndpoints('docker', optionsWith({ DOCKER_CONFIG, DOCKER_CONTEXT }));
      return [endpoints[0]?.origin, endpoints[0]?.tls];
    };
    assert.deepEqual(await tlsOf('sure'), ['https://h:2376', { ca: 'A', cert: 'C', key: 'K', verify: true }]);
    const none = { ca: undefined, cert: undefined, key: undefined };
    assert.deepEqual(await tlsOf('skip'), ['https://h:2376', { ...none, verify: false }]);
    assert.deepEqual(await tlsOf('bare'), ['http://h:2375', undefined]);
    assert.match(
      String(await places('docker', { DOCKER_CONFIG, DOCKER_CONTEXT: 'lone' })),
      /docker lacks key\.pem: put it there\.$/,
    );
  });

  const broken: [name: string, meta: unknown, says: RegExp][] = [
    [
      'none',
      undefined,
      /context x does not exist: choose another one with `docker context use`, or set DOCKER_HOST\.$/,
    ],
    ['no host', { Endpoints: {} }, /context x names no host/],
    ['lists', { Endpoints: [] }, /context x names no host/],
    ['no JSON', '{"password": "hunter2"', /meta\.json is no JSON object: mend it, or move it away\.$/],
    ['a list', '[]', /meta\.json is no JSON object/],
    ['huge', ' '.repeat(5 * 2 ** 20), /meta\.json has 5242880 bytes/],
    ['SSH', hostOf('ssh://ann@h'), /ssh:\/\/ann@h \(context x\) is reached by SSH/],
  ];
  for (const [name, meta, says] of broken)
    test(`broken: ${name}`, async t => {
      const DOCKER_CONFIG = settingsWith(t, 'x', meta === undefined ? {} : { x: { meta } });
      const found = String(await places('docker', { DOCKER_CONFIG }));
      assert.match(found, says);
      assert.doesNotMatch(found, /hunter2/);
    });

  test('settings that are no settings', async t => {
    const DOCKER_CONFIG = folderFor(t);
    assert.deepEqual(await places('docker', { DOCKER_CONFIG }), at('/var/run/docker.sock'));
    fs.writeFileSync(path.join(DOCKER_CONFIG, 'config.json'), '{"auths": {"x": {"auth": "aHVudGVyMg=="}}');
    const found = String(await places('docker', { DOCKER_CONFIG }));
    assert.match(found, /config\.json is no JSON object/);
    assert.doesNotMatch(found, /aHVu/);
    fs.rmSync(path.join(DOCKER_CONFIG, 'config.json'));
    fs.mkdirSync(path.join(DOCKER_CONFIG, 'config.json'));
    assert.match(String(await places('docker', { DOCKER_CONFIG })), /config\.json is no file/);
  });
});

describe('TLS', posix, () => {
  const none = { ca: undefined, cert: undefined, key: undefined };
  const cases: [string, Record<string, string>, string | undefined, unknown][] = [
    ['off', {}, 'http://h:2375', undefined],
    ['on', { DOCKER_TLS_VERIFY: '1' }, 'https://h:2376', { ca: 'A', cert: 'C', key: 'K', verify: true }],
    ['any text is on', { DOCKER_TLS_VERIFY: '0' }, 'https://h:2376', { ca: 'A', cert: 'C', key: 'K', verify: true }],
    ['on, not checked', { DOCKER_TLS: '1' }, 'https://h:2376', { ca: 'A', cert: 'C', key: 'K', verify: false }],
    [
      'both',
      { DOCKER_TLS: '1', DOCKER_TLS_VERIFY: '1' },
      'https://h:2376',
      { ca: 'A', cert: 'C', key: 'K', verify: true },
    ],
    ['no files', { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' }, 'https://h:2376', { ...none, verify: true }],
  ];
  for (const [name, env, origin, tls] of cases)
    test(name, async t => {
      const folder = folderFor(t);
      for (const [file, text] of [
        ['ca.pem', 'A'],
        ['cert.pem', 'C'],
        ['key.pem', 'K'],
      ] as const)
        fs.writeFileSync(path.join(folder, file), text);
      // By its own variable, relative to where the user is; or in the folder of the settings.
      for (const where of [
        { DOCKER_CERT_PATH: path.basename(folder) },
        { DOCKER_CONFIG: folder },
        { HOME: '/nowhere', DOCKER_CERT_PATH: folder },
      ]) {
        const options = optionsWith({ ...where, ...env, DOCKER_HOST: 'tcp://h' }, { cwd: path.dirname(folder) });
        const { endpoints } = await daemonEndpoints('docker', options);
        assert.deepEqual([endpoints[0]?.origin, endpoints[0]?.tls], [origin, tls]);
      }
    });

  test('a socket needs no certificates, even if the variables speak of some', async () => {
    const env = { DOCKER_HOST: 'unix:///d.sock', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/dev/null/x' };
    const { endpoints } = await daemonEndpoints('docker', optionsWith(env));
    assert.equal(endpoints[0]?.tls, undefined);
  });

  test('whom is trusted', () => {
    const endpoint = (ca: string | undefined, verify = true) => ({
      ...parseAddress('https://h:1', { kind: 'docker', from: 'X', cwd: '/', tls: { ...none, ca, verify } }),
    });
    const asked = (ca: string | undefined, more: object = {}, verify = true) =>
      tlsOptions(endpoint(ca, verify), optionsWith({}, more)) as { rejectUnauthorized: boolean; ca?: string[] };
    assert.deepEqual(asked(undefined), { rejectUnauthorized: true });
    assert.deepEqual(asked('A'), { rejectUnauthorized: true, ca: ['A'] });
    assert.deepEqual(asked('A', { ca: 'B' }), { rejectUnauthorized: true, ca: ['A', 'B'] });
    const { ca = [] } = asked(undefined, { ca: 'B' });
    assert.ok(ca.length > 50 && ca.at(-1) === 'B');
    assert.equal(asked('A', {}, false).rejectUnauthorized, false);
    for (const insecure of ['h', 'h:1']) assert.equal(asked('A', { insecure: [insecure] }).rejectUnauthorized, false);
    assert.equal(asked('A', { insecure: ['h:2', 'hh'] }).rejectUnauthorized, true);
  });
});
