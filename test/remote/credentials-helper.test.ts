import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { credentialFor } from '../../src/remote/credentials.js';
import type { RemoteOptions } from '../../src/remote/types.js';
import { Home, packed } from './credentials-support.js';

const SECRET = 'Tr0ub4dor-and-3';
const skip = process.platform === 'win32' && 'helpers are scripts here, which Windows does not run';
/** What the helper says, with what it was asked in the place of `Username`. */
const TELL = `console.log(JSON.stringify({ ServerURL: asked, Username: asked + ' ' + process.argv.slice(2), Secret: '${SECRET}' }));`;
const NOT_FOUND = `console.log('credentials not found in native keychain'); process.exitCode = 1;`;
const basic = (username: string) => ({ kind: 'basic', username, password: SECRET });

describe('credential helpers', { skip }, () => {
  test('a helper for one registry goes before the one for all, and this before what the file holds', async t => {
    const home = new Home(t);
    const auths = {
      'ghcr.io': packed('file', SECRET),
      'quay.io': packed('file', SECRET),
      'k.io': packed('file', SECRET),
    };
    home.write('.docker/config.json', { auths, credHelpers: { 'ghcr.io': 'own.1', 'k.io': '' }, credsStore: 'all' });
    home.helper('own.1', TELL);
    home.helper('all', TELL.replace('asked +', "'all ' + asked +"));
    const found = (host: string) => credentialFor(host, 'a/b', home.options());
    assert.deepEqual(await found('ghcr.io'), { credential: basic('ghcr.io get'), from: 'the credential helper own.1' });
    assert.deepEqual(await found('quay.io'), {
      credential: basic('all quay.io get'),
      from: 'the credential helper all',
    });
    assert.deepEqual(await found('k.io'), { credential: basic('file'), from: 'auths in ~/.docker/config.json' });
  });

  test('Docker Hub has the name that the program of the file gives it', async t => {
    const home = new Home(t);
    home.helper('x', TELL);
    home.write('.docker/config.json', { credHelpers: { 'docker.io': 'x' } });
    const docker = await credentialFor('docker.io', 'library/a', home.options());
    assert.deepEqual(docker?.credential, basic('https://index.docker.io/v1/ get'));
    home.write('.docker/config.json', {});
    home.write('.config/containers/auth.json', { credHelpers: { 'docker.io': 'x' } });
    const podman = await credentialFor('docker.io', 'library/a', home.options());
    assert.deepEqual(podman?.credential, basic('docker.io get'));
  });

  test('a user <token> is an identity token; names are read in any case', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    home.helper('x', `console.log('{"username":"<token>","SECRET":"${SECRET}"}')`);
    const found = await credentialFor('ghcr.io', 'a/b', home.options());
    assert.deepEqual(found, { credential: { kind: 'identity', token: SECRET }, from: 'the credential helper x' });
  });

  for (const [name, body] of [
    ['not found', NOT_FOUND],
    ['not found, on the other stream', NOT_FOUND.replace('log', 'error')],
    ['an empty secret', `console.log('{"ServerURL":"","Username":"","Secret":""}')`],
  ] as const)
    test(`${name}: the next place is asked`, async t => {
      const home = new Home(t);
      home.helper('x', body);
      home.write('.docker/config.json', { credsStore: 'x' });
      assert.equal(await credentialFor('ghcr.io', 'a/b', home.options()), undefined);
      home.write('.config/containers/auth.json', { auths: { 'ghcr.io': packed('me', SECRET) } });
      const found = await credentialFor('ghcr.io', 'a/b', home.options());
      assert.deepEqual(found?.credential, basic('me'));
    });

  test('one that is not installed keeps nobody from asking without it, and is told', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credHelpers: { 'ghcr.io': 'gone' }, auths: { 'k.io': packed('me', SECRET) } });
    const from = 'the credential helper gone named in ~/.docker/config.json, which is not installed';
    assert.deepEqual(await credentialFor('ghcr.io', 'a/b', home.options()), { credential: undefined, from });
    home.write('.docker/config.json', { credsStore: 'gone', auths: { 'k.io': packed('me', SECRET) } });
    assert.deepEqual((await credentialFor('k.io', 'a/b', home.options()))?.credential, basic('me'));
    home.write('.config/containers/auth.json', { auths: { 'ghcr.io': packed('me', SECRET) } });
    assert.deepEqual((await credentialFor('ghcr.io', 'a/b', home.options()))?.credential, basic('me'));
  });

  test('only programs of whole paths are run: neither those of the working folder, nor folders, nor what is no program', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    const file = home.helper('x', TELL);
    fs.mkdirSync(path.join(home.folder, 'other/docker-credential-x'), { recursive: true });
    const found = async (...folders: string[]) =>
      (await credentialFor('ghcr.io', 'a/b', home.options({ PATH: folders.join(path.delimiter) })))?.credential;
    const bin = path.dirname(file);
    assert.equal(await found('bin', './bin', '', '.', path.relative(process.cwd(), bin)), undefined);
    assert.deepEqual(await found('', path.join(home.folder, 'other'), bin), basic('ghcr.io get'));
    fs.chmodSync(file, 0o644);
    assert.equal(await found(bin), undefined);
  });

  test('what it says in passing, and what it leaves running, is no hindrance', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    const idle = `require('node:child_process').spawn('/bin/sleep', ['60'], { stdio: 'inherit' })`;
    home.helper(
      'x',
      `const { pid } = ${idle}; fs.writeFileSync('pid', String(pid));
      console.error('warning: '.repeat(20000)); ${TELL} process.exit();`,
    );
    const found = await credentialFor('ghcr.io', 'a/b', home.options());
    process.kill(Number(fs.readFileSync(path.join(home.folder, 'pid'), 'utf8')));
    assert.deepEqual(found?.credential, basic('ghcr.io get'));
  });

  test('it may answer without reading what it is asked', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    const file = home.write(
      'bin/docker-credential-x',
      `#!/bin/sh\nexec <&-\necho '{"Username":"me","Secret":"${SECRET}"}'\n`,
    );
    fs.chmodSync(file, 0o755);
    assert.deepEqual((await credentialFor('ghcr.io', 'a/b', home.options()))?.credential, basic('me'));
  });
});

describe('credential helpers that fail', { skip }, () => {
  /** What is told of a helper that failed; the registry is asked without a credential then. */
  async function told(t: TestContext, body: string, more: Partial<RemoteOptions> = {}): Promise<string> {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    home.helper('x', body);
    const found = await credentialFor('ghcr.io', 'a/b', home.options({}, more));
    assert.equal(found?.credential, undefined);
    assert.ok(!found?.from.includes(SECRET), found?.from);
    return found?.from ?? '';
  }
  const sentence = (why: string) => `the credential helper x named in ~/.docker/config.json, which failed (${why})`;

  test('what stands in the file besides is used', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x', auths: { 'ghcr.io': packed('me', SECRET) } });
    home.helper('x', 'process.exitCode = 3');
    const found = await credentialFor('ghcr.io', 'a/b', home.options());
    assert.deepEqual(found?.credential, basic('me'));
    assert.equal(found?.from, 'auths in ~/.docker/config.json');
  });

  for (const [name, body, why] of [
    ['a status', `console.log('${SECRET}'); process.exitCode = 3`, 'it ended with status 3'],
    ['a signal', `process.kill(process.pid, 'SIGKILL')`, 'it was killed'],
    [
      'words',
      `console.error('\\n  \\u001b[31mno bus, password=${SECRET}\\nmore'); process.exitCode = 1`,
      '\\u001b[31mno bus, password=********',
    ],
    ['no JSON', `console.log('${SECRET}')`, 'its answer is not the JSON that helpers give'],
    ['a list', `console.log('["${SECRET}"]')`, 'its answer is not the JSON that helpers give'],
    ['a number', `console.log('{"Username":1,"Secret":"${SECRET}"}')`, 'its answer is not the JSON that helpers give'],
    ['nothing', '', 'its answer is not the JSON that helpers give'],
    ['no end', `const say = () => fs.write(1, '${SECRET}'.repeat(1000), say); say()`, 'it answered more than 64 KiB'],
  ] as const)
    test(name, async t => {
      assert.equal(await told(t, body), sentence(why));
    });

  test('a program that the system cannot run', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    fs.chmodSync(home.write('bin/docker-credential-x', '#!/no/such/interpreter\n'), 0o755);
    const found = await credentialFor('ghcr.io', 'a/b', home.options());
    assert.deepEqual(found, { credential: undefined, from: sentence('it could not be run, ENOENT') });
  });

  test('a name that leads elsewhere', async t => {
    const home = new Home(t);
    home.helper('x', TELL);
    for (const name of ['../x', 'a/x', 'x;id', 'x y', 'ä', '\u001b', 'x\0']) {
      home.write('.docker/config.json', { credsStore: name });
      await assert.rejects(credentialFor('ghcr.io', 'a/b', home.options()), {
        code: 'unauthorised',
        message:
          /^~\/\.docker\/config\.json names a credential helper .+, which can be no name of one: correct it there, or give --username\.$/,
      });
    }
  });

  /** Waits until the helper that wrote its number is gone. */
  async function gone(file: string): Promise<void> {
    const pid = Number(fs.readFileSync(file, 'utf8'));
    for (;;) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await wait(10);
    }
  }
  const HANG = `fs.writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000); process.on('SIGTERM', () => {});`;

  test('silence, and it does not go on', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    home.helper('x', HANG);
    const found = await credentialFor('ghcr.io', 'a/b', home.options({}, { timeout: 500 }));
    assert.deepEqual(found, { credential: undefined, from: sentence('no answer within 0.5 s') });
    const file = path.join(home.folder, 'pid');
    // It may have been stopped before it wrote that.
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') !== '') await gone(file);
  });

  test('an end from outside, and it does not go on', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { credsStore: 'x' });
    home.helper('x', HANG);
    const stop = new AbortController();
    const asked = credentialFor('ghcr.io', 'a/b', home.options({}, { signal: stop.signal }));
    asked.catch(() => {});
    const file = path.join(home.folder, 'pid');
    while (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') === '') await wait(10);
    stop.abort(new Error('enough'));
    await assert.rejects(asked, { message: 'enough' });
    await gone(file);
  });
});
