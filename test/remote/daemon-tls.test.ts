/** Daemons behind TLS: whom we trust, and whom they do. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import { openDaemon } from '../../src/remote/daemon.js';
import type { RemoteOptions } from '../../src/remote/types.js';
import { Authority, type Certificate, withoutOpenssl } from '../support/certificates.js';
import { diffIdsOf, failsWith, hashed, isImage } from '../support/daemon-answers.js';
import { fakeTcpDaemon, folderFor, imageRoutes, optionsWith } from '../support/fake-daemon.js';

describe('TLS', { skip: withoutOpenssl }, () => {
  let [ca, other]: [string, string] = ['', ''];
  let [server, elsewhere, client, stranger]: Certificate[] = [];

  before(() => {
    const [ours, theirs] = [new Authority(), new Authority()];
    [ca, other] = [ours.cert, theirs.cert];
    [server, elsewhere, client] = ['localhost', 'elsewhere.example', 'client'].map(name => ours.for(name));
    stranger = theirs.for('stranger');
  });

  /** A daemon that wants a certificate of the authority's, and a way to ask it with these files. */
  async function guarded(t: TestContext, { own = server, wants = true } = {}) {
    const { routes, built } = await imageRoutes({ layers: [{ files: { a: 'a' } }] });
    const tls = { ...own, ca, requestCert: wants, rejectUnauthorized: wants };
    const { port, asked } = await fakeTcpDaemon(t, routes, tls);
    const ask = (files: Record<string, string>, env: object = {}, more: Partial<RemoteOptions> = {}) => {
      const certificates = folderFor(t);
      for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(certificates, name), text);
      const all = {
        DOCKER_HOST: `tcp://localhost:${port}`,
        DOCKER_TLS_VERIFY: '1',
        DOCKER_CERT_PATH: certificates,
        ...env,
      };
      return openDaemon('docker', 'app:1', 'app:1', optionsWith(all, more));
    };
    return { ask, port, built, asked };
  }

  const mine = () => ({ 'cert.pem': client?.cert ?? '', 'key.pem': client?.key ?? '' });

  test('with certificates on both sides', async t => {
    const { ask, built, port } = await guarded(t);
    for (const files of [
      { 'ca.pem': ca, ...mine() },
      { 'ca.pem': `${other}\n${ca}`, ...mine() },
    ]) {
      const answer = isImage(await ask(files));
      assert.equal(answer.from, `tcp://localhost:${port}`);
      const image = await answer.image.pass(hashed);
      assert.deepEqual(diffIdsOf(image), built.diffIds);
      await image.close();
    }
  });

  test('from a context', async t => {
    const { port } = await guarded(t);
    const settings = folderFor(t);
    const id = createHash('sha256').update('far').digest('hex');
    const [meta, tls] = [path.join(settings, 'contexts/meta', id), path.join(settings, 'contexts/tls', id, 'docker')];
    for (const made of [meta, tls]) fs.mkdirSync(made, { recursive: true });
    const docker = { Host: `tcp://localhost:${port}`, SkipTLSVerify: false };
    fs.writeFileSync(path.join(meta, 'meta.json'), JSON.stringify({ Name: 'far', Endpoints: { docker } }));
    for (const [name, text] of Object.entries({ 'ca.pem': ca, ...mine() }))
      fs.writeFileSync(path.join(tls, name), text);
    const options = optionsWith({ DOCKER_CONFIG: settings, DOCKER_CONTEXT: 'far' });
    await isImage(await openDaemon('docker', 'app:1', 'app:1', options)).image.close();
  });

  test('whom we do not trust', async t => {
    const { ask, asked } = await guarded(t);
    const untrusted =
      /shows a certificate that is not trusted \(\w+\): put the authority .* into ca\.pem, or name it with --ca-file\.$/;
    await failsWith('unreachable', untrusted, () => ask({ 'ca.pem': other, ...mine() }));
    await failsWith('unreachable', untrusted, () => ask(mine()));
    const away = await guarded(t, { own: elsewhere });
    await failsWith('unreachable', /shows a certificate of another name: use the name that is in it\.$/, () =>
      away.ask({ 'ca.pem': ca, ...mine() }),
    );
    // Whom we do not trust is asked nothing.
    assert.deepEqual([...asked, ...away.asked], []);
  });

  test('whom we trust all the same', async t => {
    const { ask, port } = await guarded(t, { own: elsewhere });
    await isImage(await ask(mine(), { DOCKER_TLS: '1', DOCKER_TLS_VERIFY: '' })).image.close();
    for (const insecure of ['localhost', `localhost:${port}`])
      await isImage(await ask(mine(), {}, { insecure: [insecure] })).image.close();
    const named = await guarded(t);
    await isImage(await named.ask(mine(), {}, { ca })).image.close();
    await isImage(await named.ask({ 'ca.pem': other, ...mine() }, {}, { ca })).image.close();
  });

  test('who does not trust us', async t => {
    const { ask, asked } = await guarded(t);
    const refused =
      /takes no connection without a certificate it knows \(\w+\): put cert\.pem and key\.pem into|hung up without an answer: .*asks for a certificate/;
    for (const files of [{}, { 'cert.pem': stranger?.cert ?? '', 'key.pem': stranger?.key ?? '' }]) {
      const error = await ask({ 'ca.pem': ca, ...files }).catch((thrown: Error & { code?: string }) => thrown);
      assert.ok(error instanceof Error);
      assert.match(error.message, refused);
      assert.ok(['unauthorised', 'unreachable'].includes(String('code' in error && error.code)), error.message);
    }
    assert.deepEqual(asked, []);
  });

  test('certificates that are none', async t => {
    const { ask } = await guarded(t);
    for (const files of [
      { 'ca.pem': ca, 'cert.pem': 'hunter2', 'key.pem': client?.key ?? '' },
      { 'ca.pem': ca, 'cert.pem': client?.cert ?? '', 'key.pem': 'hunter2' },
      { 'ca.pem': ca, 'cert.pem': client?.cert ?? '', 'key.pem': stranger?.key ?? '' },
    ]) {
      const said = await failsWith('unsupported', /has certificates that cannot be used \(\w+\): check/, () =>
        ask(files),
      );
      assert.doesNotMatch(said, /hunter2/);
    }
  });

  test('only one side speaks it', async t => {
    const { ask, port } = await guarded(t, { wants: false });
    await failsWith('unreachable', /hung up without an answer: .*TLS/, () => ask({}, { DOCKER_TLS_VERIFY: '' }));
    const { routes } = await imageRoutes({ layers: [] });
    const plain = await fakeTcpDaemon(t, routes);
    assert.notEqual(plain.port, port);
    await failsWith('unreachable', /does not speak TLS \(\w+\): write its address without TLS/, () =>
      ask({}, { DOCKER_HOST: `https://localhost:${plain.port}` }),
    );
  });
});
