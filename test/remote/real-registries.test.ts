/** Real registries, asked as users ask them: the bytes that were pushed come back, or an error that says what to do. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { ImageError, type ImageSource } from '../../src/image/model.js';
import { parseName } from '../../src/remote/name.js';
import { openRegistry, platformsIn, tagsOf } from '../../src/remote/registry.js';
import type { RemoteOptions } from '../../src/remote/types.js';
import { Authority } from '../support/certificates.js';
import { connectProxy } from '../support/connect-proxy.js';
import { type Built, build, putImage, putIndex } from '../support/image-fixtures.js';
import { cannotServe, PASSWORD, REFRESH_TOKEN, Registries, type Served, USER } from '../support/real-registries.js';
import { Home, packed } from './credentials-support.js';

const reason = cannotServe();
// CI installs the programs, and there a missing one is a failure, never a reason to pass.
const skip = reason !== undefined && !process.env['CI'] ? reason : false;

type Tree = Record<string, Uint8Array>;
const at = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

function nameOf(text: string) {
  const name = parseName(text);
  assert.ok(name !== undefined, text);
  return name;
}

/** Opens an image, and closes it after the test. */
async function opened(t: TestContext, text: string, options: RemoteOptions): Promise<ImageSource> {
  const image = await openRegistry(nameOf(text), text, options);
  t.after(() => image.close());
  return image;
}

/** Are configuration and layers what was pushed, byte by byte? */
async function assertSame(image: ImageSource, tree: Tree, put: ReturnType<typeof putImage>): Promise<void> {
  assert.equal(image.kind, 'registry');
  assert.equal(image.manifestDigest, put.manifest.digest);
  assert.deepEqual(Buffer.from(image.config ?? []), Buffer.from(tree[at(put.config.digest)] as Uint8Array));
  assert.deepEqual(
    image.layers.map(({ digest, size, missing }) => ({ digest, size, missing })),
    put.layers.map(({ digest, size }) => ({ digest, size, missing: undefined })),
  );
  for (const layer of image.layers) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of layer.open()) chunks.push(Buffer.from(chunk));
    assert.ok(Buffer.concat(chunks).equals(tree[at(layer.digest as string)] as Uint8Array), layer.digest);
  }
}

/** The error of an image that cannot be opened: one sentence without a secret. */
async function refusal(text: string, options: RemoteOptions): Promise<ImageError> {
  const error = await openRegistry(nameOf(text), text, options).then(
    async image => {
      await image.close();
      return assert.fail(`${text} was opened`);
    },
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ImageError, String(error));
  assert.match(error.message, /^[^\n]+[^.\n]\.$/);
  for (const secret of [PASSWORD, REFRESH_TOKEN, 'sesame', packed(USER, PASSWORD).auth, encodeURIComponent(PASSWORD)])
    assert.ok(!`${error.stack} ${String(error.cause)}`.includes(secret), error.message);
  return error;
}

describe('real registries', { skip, concurrency: true }, () => {
  let registries: Registries;
  let plain: Served;
  let locked: Served;
  let tokens: Served;
  let secure: Served;
  let ca: string;
  const tree: Tree = {};
  let app: ReturnType<typeof putImage>;
  let arm: ReturnType<typeof putImage>;

  before(async () => {
    assert.equal(reason, undefined);
    registries = new Registries();
    const layers = [
      { files: { 'etc/os-release': 'ID=none\n', 'bin/': '' }, compression: 'gzip' as const },
      {
        files: { 'srv/data': randomBytes(3_000_000), 'srv/text': 'words '.repeat(100_000) },
        compression: 'zstd' as const,
      },
      { files: { 'srv/.wh.data': '' }, compression: 'plain' as const },
    ];
    const config = { User: '1000', Healthcheck: { Test: ['CMD', '/bin/true'] } };
    const built: Built = await build({ layers, config });
    app = putImage(tree, built);
    arm = putImage(tree, await build({ layers: layers.slice(0, 1), config, platform: 'linux/arm64/v8' }));
    const authority = new Authority();
    ca = authority.cert;
    [plain, locked, tokens, secure] = await Promise.all([
      registries.serve('nobody'),
      registries.serve('password'),
      registries.serve('token'),
      registries.serve('nobody', authority.for('registry.test')),
    ]);
    await Promise.all([
      ...[plain, locked, tokens, secure].map(served => registries.push(served, 'a/b:1', tree, app.manifest)),
      registries.push(tokens, 'public/b:1', tree, app.manifest),
    ]);
  });
  after(() => registries?.close());

  const key = () => packed(USER, PASSWORD);
  const wrong = () => packed(USER, 'open sesame');
  const given = { username: USER, password: PASSWORD };

  describe('open to everybody', () => {
    test('by tag, by digest, and as nobody', async t => {
      const options = new Home(t).options();
      await assertSame(await opened(t, `${plain.host}/a/b:1`, options), tree, app);
      await assertSame(await opened(t, `${plain.host}/a/b@${app.manifest.digest}`, options), tree, app);
      const image = await opened(t, `${plain.host}/a/b:gone@${app.manifest.digest}`, options);
      await assertSame(image, tree, app);
      assert.equal(image.name, `${plain.host}/a/b:gone@${app.manifest.digest}`);
    });

    test('a credential that nobody asks for does no harm', async t => {
      await assertSame(await opened(t, `${plain.host}/a/b:1`, new Home(t).options({}, { given })), tree, app);
    });

    test('several platforms', async t => {
      const [home, index] = [new Home(t), { ...tree }];
      const [x86, arm64] = [
        { ...app.manifest, platform: { os: 'linux', architecture: 'amd64' } },
        { ...arm.manifest, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      ];
      await registries.push(plain, 'many/b:1', index, putIndex(index, [arm64, x86]));
      const text = `${plain.host}/many/b:1`;
      await assertSame(await opened(t, text, home.options()), tree, app);
      await assertSame(await opened(t, text, home.options({}, { platform: 'linux/arm64' })), tree, arm);
      const platforms = await platformsIn(nameOf(text), home.options());
      // There is no other variant of arm64.
      assert.deepEqual([...platforms].sort(), ['linux/amd64', 'linux/arm64']);
      const error = await refusal(text, home.options({}, { platform: 'linux/s390x' }));
      assert.equal(error.code, 'no-platform');
      assert.match(error.message, /linux\/amd64.*linux\/arm64|linux\/arm64.*linux\/amd64/);
      assert.deepEqual(await platformsIn(nameOf(`${plain.host}/a/b:1`), home.options()), ['linux/amd64']);
    });

    test('many tags', async t => {
      const tags = Array.from({ length: 300 }, (_, i) => `v${String(i).padStart(3, '0')}`);
      await registries.push(plain, 'tags/b:v000', tree, arm.manifest);
      await registries.tag(plain, 'tags/b', arm.manifest.digest, tags);
      const options = new Home(t).options();
      const found = await tagsOf(nameOf(`${plain.host}/tags/b`), options);
      assert.deepEqual([...found].sort(), tags);
      const error = await refusal(`${plain.host}/tags/b:v3000`, options);
      assert.equal(error.code, 'not-found');
      assert.match(error.message, /v\d{3}\b/, 'tags that are there');
    });

    test('no such repository, and no such digest', async t => {
      const options = new Home(t).options();
      assert.equal((await refusal(`${plain.host}/no/such:1`, options)).code, 'not-found');
      const digest = `sha256:${'0'.repeat(64)}`;
      assert.equal((await refusal(`${plain.host}/a/b@${digest}`, options)).code, 'not-found');
      await assert.rejects(tagsOf(nameOf(`${plain.host}/no/such`), options), { code: 'not-found' });
    });
  });

  describe('with a password', () => {
    test("from Docker's file, from Podman's, from a helper, and as given", async t => {
      const homes = [new Home(t), new Home(t), new Home(t), new Home(t)] as const;
      homes[0].write('.docker/config.json', { auths: { [locked.host]: key() } });
      homes[1].write('.config/containers/auth.json', {
        auths: { [locked.host]: wrong(), [`${locked.host}/a`]: key() },
      });
      homes[2].write('.docker/config.json', { auths: { [locked.host]: {} }, credsStore: 'real' });
      const answer = { ServerURL: locked.host, Username: USER, Secret: PASSWORD };
      homes[2].helper(
        'real',
        `if (asked === '${locked.host}') console.log(${JSON.stringify(JSON.stringify(answer))});`,
      );
      homes[3].write('.docker/config.json', { auths: { [locked.host]: wrong() } });
      for (const home of homes) {
        const options = home.options({}, home === homes[3] ? { given } : {});
        await assertSame(await opened(t, `${locked.host}/a/b:1`, options), tree, app);
        assert.deepEqual(await tagsOf(nameOf(`${locked.host}/a/b`), options), ['1']);
      }
    });

    test('refused: it says with what it was tried, and what to do', async t => {
      const text = `${locked.host}/a/b:1`;
      const home = new Home(t);
      const said = async (more: Partial<RemoteOptions> = {}) => {
        const error = await refusal(text, home.options({}, more));
        assert.equal(error.code, 'unauthorised');
        assert.ok(error.message.includes(`docker login ${locked.host}`), error.message);
        return error.message;
      };
      const nothing = await said();
      assert.ok(nothing.includes('--username'), nothing);
      home.write('.docker/config.json', { credHelpers: { [locked.host]: 'gone' } });
      assert.match(
        await said(),
        /the credential helper gone named in ~\/\.docker\/config\.json, which is not installed/,
      );
      home.write('.docker/config.json', { auths: { [locked.host]: wrong() } });
      assert.match(await said(), /auths in ~\/\.docker\/config\.json/);
      assert.match(await said({ given: { username: USER, password: 'open sesame' } }), /--username/);
      await assert.rejects(tagsOf(nameOf(text), home.options()), { code: 'unauthorised' });
    });
  });

  describe('with tokens', () => {
    test('nobody needs an account for what is public', async t => {
      await assertSame(await opened(t, `${tokens.host}/public/b:1`, new Home(t).options()), tree, app);
      assert.ok(tokens.tokens.includes('GET nobody: repository:public/b:pull'), tokens.tokens.join('\n'));
    });

    test('an account, and a refresh token', async t => {
      const [account, refresh] = [new Home(t), new Home(t)];
      account.write('.docker/config.json', { auths: { [`https://${tokens.host}/v1/`]: key() } });
      await assertSame(await opened(t, `${tokens.host}/a/b:1`, account.options()), tree, app);
      assert.ok(tokens.tokens.includes(`GET ${USER}: repository:a/b:pull`), tokens.tokens.join('\n'));
      const auths = { [tokens.host]: { ...packed('00000000-0000', ''), identitytoken: REFRESH_TOKEN } };
      refresh.write('.docker/config.json', { auths });
      await assertSame(await opened(t, `${tokens.host}/a/b:1`, refresh.options()), tree, app);
      assert.ok(tokens.tokens.includes('POST a refresh token: repository:a/b:pull'), tokens.tokens.join('\n'));
      assert.deepEqual(await tagsOf(nameOf(`${tokens.host}/a/b`), refresh.options()), ['1']);
    });

    test('a refresh token from a helper', async t => {
      const home = new Home(t);
      home.write('.docker/config.json', { credHelpers: { [tokens.host]: 'real' } });
      const answer = { Username: '<token>', Secret: REFRESH_TOKEN };
      home.helper('real', `console.log(${JSON.stringify(JSON.stringify(answer))});`);
      await assertSame(await opened(t, `${tokens.host}/a/b:1`, home.options()), tree, app);
    });

    test('refused: nobody, a wrong password, and a wrong refresh token', async t => {
      const home = new Home(t);
      const text = `${tokens.host}/a/b:1`;
      const said = async (entry?: object) => {
        if (entry !== undefined) home.write('.docker/config.json', { auths: { [tokens.host]: entry } });
        const { code, message } = await refusal(text, home.options());
        assert.equal(code, 'unauthorised', message);
        assert.ok(message.includes(`docker login ${tokens.host}`), message);
        return message;
      };
      assert.match(await said(), /--username/);
      assert.match(await said(wrong()), /auths in ~\/\.docker\/config\.json/);
      // Asked again and again, a server would lock the account.
      assert.equal(tokens.tokens.filter(line => line.startsWith('GET somebody else')).length, 1);
      assert.match(await said({ identitytoken: 'open sesame' }), /auths in ~\/\.docker\/config\.json/);
    });
  });

  describe('with a certificate, behind a proxy', () => {
    const NAME = 'registry.test';
    /** Somebody whose proxy leads both names to the registry; plain HTTP would end nowhere. */
    async function behind(t: TestContext) {
      const proxy = await connectProxy(t, { [`${NAME}:443`]: secure.host, 'other.test:443': secure.host });
      const env = { https_proxy: `http://${proxy.host}`, HTTP_PROXY: 'http://127.0.0.1:1' };
      const home = new Home(t);
      return { got: proxy.got, options: (more: Partial<RemoteOptions> = {}) => home.options(env, more) };
    }

    test('of an authority that is told', async t => {
      const { got, options } = await behind(t);
      await assertSame(await opened(t, `${NAME}/a/b:1`, options({ ca })), tree, app);
      assert.equal(got[0]?.url, `${NAME}:443`);
    });

    test('of an authority that nobody told: asked once, as another try would not help', async t => {
      const { got, options } = await behind(t);
      const { code, message } = await refusal(`${NAME}/a/b:1`, options());
      assert.equal(code, 'unreachable', message);
      assert.match(message, /registry\.test.*certificate.*--ca-file/);
      assert.equal(got.length, 1);
    });

    test('not looked at', async t => {
      const { options } = await behind(t);
      await assertSame(await opened(t, `${NAME}/a/b:1`, options({ insecure: [NAME] })), tree, app);
      assert.match((await refusal(`${NAME}/a/b:1`, options({ insecure: ['other.test'] }))).message, /--ca-file/);
    });

    test('of another name', async t => {
      const { options } = await behind(t);
      const { code, message } = await refusal('other.test/a/b:1', options({ ca }));
      assert.equal(code, 'unreachable', message);
      assert.match(message, /other\.test.*certificate.*--insecure other\.test/);
    });

    test('on this machine, where no certificate is looked at', async t => {
      await assertSame(await opened(t, `${secure.host}/a/b:1`, new Home(t).options()), tree, app);
    });
  });

  test('nothing is written at home', async t => {
    const home = new Home(t);
    home.write('.docker/config.json', { auths: { [locked.host]: key() } });
    await assertSame(await opened(t, `${locked.host}/a/b:1`, home.options()), tree, app);
    const files = fs.readdirSync(home.folder, { recursive: true }).map(String).sort();
    assert.deepEqual(files, ['.docker', path.join('.docker', 'config.json')]);
  });
});
