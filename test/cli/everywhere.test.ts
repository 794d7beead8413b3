/** The same image in every form and place gives the same report, byte by byte; what is remembered changes none of it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  badImage,
  Counter,
  cleanImage,
  Desk,
  dockerArchive,
  type Given,
  imageFrom,
  invented,
  layoutOf,
  type Outcome,
} from '../support/everywhere.js';
import { type Built, packTar, putImage } from '../support/image-fixtures.js';
import { cannotStart, RealDaemon } from '../support/real-daemons.js';
import { cannotServe, PASSWORD, Registries, type Served, USER } from '../support/real-registries.js';
import { archive, member } from '../support/tar.js';

const reasons = [cannotStart('docker'), cannotStart('podman'), cannotServe()].filter(text => text !== undefined);
// CI installs the programs, and there a missing one is a failure, never a reason to pass.
const skip = reasons.length > 0 && !process.env['CI'] ? reasons.join('; ') : false;

const JSON_ALL = ['-f', 'json', '--preset', 'all', '--no-config'];

interface Json {
  readonly subjects: readonly { readonly path: string; readonly error?: string; readonly notes?: readonly string[] }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly fingerprint: string;
    readonly image: {
      readonly layer?: number;
      readonly path?: string;
      readonly pointer?: string;
      readonly gone?: { readonly layer: number };
    };
  }[];
  readonly outcomes: readonly { readonly rule: string; readonly state: string }[];
}
const parse = (stdout: string): Json => JSON.parse(stdout);

/** A report in which the image has no name any more. */
const nameless = (stdout: string, reference: string): string =>
  stdout.replaceAll(JSON.stringify(reference), '"REFERENCE"');

/** Names that are asked for on the way to an image or its layers. */
const blobs = (asked: readonly string[]) => asked.flatMap(line => /\/blobs\/(sha256:\w+)/.exec(line)?.[1] ?? []);
const exports = (asked: readonly string[]) => asked.filter(line => /\/(?:get|export)(?:\?|$)/.test(line));

describe('everywhere', { skip }, () => {
  const desk = new Desk();
  const secrets = invented();
  const bad = badImage(secrets);
  const clean = cleanImage();
  /** The digests of blobs in registries. */
  let put: ReturnType<typeof putImage>;
  let docker: RealDaemon;
  let podman: RealDaemon;
  let registries: Registries;
  let plain: Served;
  let locked: Served;
  let tokens: Served;
  /** What the archive gives, with which all is compared. */
  let expected: string;
  let expectedClean: string;

  const push = async (served: Served, to: string, built: Built, how: 'gzip' | 'zstd' = 'gzip') => {
    const tree: Record<string, Uint8Array> = {};
    const made = putImage(tree, built, how);
    await registries.push(served, to, tree, made.manifest);
    return made;
  };

  before(async () => {
    assert.deepEqual(reasons, []);
    docker = new RealDaemon('docker');
    podman = new RealDaemon('podman');
    registries = new Registries();
    const archives = [await dockerArchive(bad, 'localhost/bad:1'), await dockerArchive(clean, 'localhost/clean:1')];
    desk.write({ 'bad.tar': archives[0] as Buffer, 'clean.tar': archives[1] as Buffer });
    const fill = async (daemon: RealDaemon) => {
      await daemon.ready();
      for (const bytes of archives) await daemon.load(bytes);
    };
    const serve = async () => {
      [plain, locked, tokens] = await Promise.all([
        registries.serve('nobody'),
        registries.serve('password'),
        registries.serve('token'),
      ]);
      put = await push(plain, 'a/bad:1', bad);
      for (const served of [plain, locked, tokens]) {
        await push(served, 'a/bad:1', bad);
        await push(served, 'a/clean:1', clean);
      }
    };
    // None of them is left running if another fails.
    const all = await Promise.allSettled([fill(docker), fill(podman), serve()]);
    for (const one of all) if (one.status === 'rejected') throw one.reason;
    expected = await report('bad.tar', 1);
    expectedClean = await report('clean.tar', 0);
  });
  after(async () => {
    await Promise.allSettled([docker?.stop(), podman?.stop(), registries?.close()]);
    desk.close();
  });

  /** Lints by all rules, and remembers nothing unless told otherwise; gives the report byte by byte. */
  async function raw(reference: string, status: number, args: readonly string[] = ['--no-cache'], given?: Given) {
    const outcome = await desk.run(['image', reference, ...JSON_ALL, ...args], given);
    assert.deepEqual([outcome.status, outcome.stderr], [status, ''], outcome.stdout.slice(0, 500));
    return outcome.stdout;
  }

  /** The same without the image's name. */
  async function report(reference: string, status: number, args: readonly string[] = ['--no-cache'], given?: Given) {
    const stdout = await raw(reference, status, args, given);
    return nameless(stdout, reference);
  }

  /** Both images at a place are what the archives are. */
  async function same(place: (name: 'bad' | 'clean') => string, given?: Given, args: readonly string[] = []) {
    for (const [name, status, report_] of [
      ['bad', 1, expected],
      ['clean', 0, expectedClean],
    ] as const) {
      const found = await report(place(name), status, ['--no-cache', ...args], given);
      assert.equal(found, report_, place(name));
    }
  }

  /** Stands before a daemon or a registry for as long as a test runs. */
  async function counter(t: TestContext, target: ConstructorParameters<typeof Counter>[0], socket?: string) {
    const made = new Counter(target);
    t.after(() => made.close());
    return { counter: made, at: await made.listen(socket) };
  }

  /** Each place that somebody has to be asked at, with everything counted that is asked. */
  const PLACES: readonly {
    readonly name: string;
    stand(t: TestContext): Promise<{ counter: Counter; reference: string; env: Record<string, string> }>;
  }[] = [
    ...(['docker', 'podman'] as const).map(kind => ({
      name: kind as string,
      async stand(t: TestContext) {
        const socket = desk.path(`${kind}-${fs.readdirSync(desk.folder).length}.sock`);
        const made = await counter(t, { socketPath: (kind === 'docker' ? docker : podman).socket }, socket);
        const env = { [kind === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST']: `unix://${made.at}` };
        return { counter: made.counter, reference: `${kind}://localhost/bad:1`, env };
      },
    })),
    {
      name: 'registry',
      async stand(t) {
        const made = await counter(t, { port: plain.port });
        return { counter: made.counter, reference: `registry://${made.at}/a/bad:1`, env: {} };
      },
    },
  ];

  /** What of an image's layers was asked for. */
  const taken = (asked: readonly string[]): string[] => [
    ...exports(asked),
    ...blobs(asked).filter(digest => digest !== put.config.digest),
  ];

  test('the image is worth it: findings of many kinds, and none of a clean one', () => {
    const { findings } = parse(expected);
    const rules = new Set(findings.map(({ rule }) => rule));
    const some = 'private-key-in-layer unexpected-setuid secret-in-config duplicate-account empty-password';
    const more = 'package-cache-in-layer world-writable-file wasted-space healthcheck-cannot-run missing-user';
    for (const rule of `${some} ${more} download-piped-to-shell exposed-ssh-port`.split(' '))
      assert.ok(rules.has(rule), rule);
    const paths = findings.map(({ image }) => image.path);
    assert.ok(paths.includes('srv/names/\ufffd\ufffd'), 'a name that is no text');
    assert.equal(findings.find(({ rule }) => rule === 'private-key-in-layer')?.image.gone, 1);
    assert.deepEqual(parse(expectedClean).findings, []);
    for (const secret of [secrets.password, ...secrets.key.split('\n').filter(line => /^[\w+/=]{20,}$/.test(line))])
      assert.ok(!expected.includes(secret));
  });

  describe('forms', () => {
    test('archives: by scheme and on standard input, plain and compressed', async () => {
      await same(name => `docker-archive:${name}.tar`);
      for (const [name, status, report_] of [
        ['bad', 1, expected],
        ['clean', 0, expectedClean],
      ] as const) {
        const bytes = fs.readFileSync(desk.path('work', `${name}.tar`));
        assert.equal(await report('-', status, ['--no-cache'], { stdin: bytes }), report_, `${name} as it is`);
        assert.equal(await report('-', status, ['--no-cache'], { stdin: gzipSync(bytes) }), report_, `${name} by gzip`);
        desk.write({ [`${name}.tgz`]: gzipSync(bytes) });
      }
      await same(name => `${name}.tgz`);
    });

    test('OCI: folders and archives, layers by gzip and zstd', async () => {
      for (const how of ['gzip', 'zstd', 'plain'] as const) {
        for (const [name, built] of [
          ['bad', bad],
          ['clean', clean],
        ] as const) {
          desk.write(layoutOf(built, how), `${name}-${how}`);
          desk.write({ [`${name}-${how}.oci.tar`]: await packTar(layoutOf(built, how)) });
        }
        await same(name => `oci:${name}-${how}`);
        await same(name => `./${name}-${how}`);
        await same(name => `oci-archive:${name}-${how}.oci.tar`);
      }
    });

    test("skopeo's folders, and its own archives", async () => {
      for (const name of ['bad', 'clean']) {
        const from = `docker-archive:${desk.path('work', `${name}.tar`)}`;
        const copy = (to: string) => registries.run('skopeo', '--insecure-policy', 'copy', '-q', from, to);
        await copy(`dir:${desk.path('work', `${name}-dir`)}`);
        await copy(`docker-archive:${desk.path('work', `${name}-skopeo.tar`)}:${name}:1`);
      }
      await same(name => `dir:${name}-dir`);
      await same(name => `${name}-skopeo.tar`);
    });
  });

  describe('places', () => {
    for (const kind of ['docker', 'podman'] as const)
      test(kind, async () => {
        const variable = kind === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST';
        const env = { [variable]: `unix://${(kind === 'docker' ? docker : podman).socket}` };
        await same(name => `${kind}://localhost/${name}:1`, { env });
        await same(name => `localhost/${name}:1`, { env }, ['--source', kind]);
      });

    test('registries: for everybody, with a password, with tokens', async () => {
      const account = ['--username', USER, '--password-stdin'];
      await same(name => `registry://${plain.host}/a/${name}:1`);
      for (const { host } of [locked, tokens])
        await same(name => `registry://${host}/a/${name}:1`, { stdin: `${PASSWORD}\n` }, account);
      const digest = put.manifest.digest;
      assert.equal(await report(`registry://${plain.host}/a/bad@${digest}`, 1), expected);
      for (const { host } of [locked, tokens]) {
        for (const given of [[], account]) {
          const args = ['image', `registry://${host}/a/bad:1`, ...JSON_ALL, ...given];
          const { status, stdout, stderr } = await desk.run(args, { stdin: 'open sesame' });
          assert.deepEqual([status, stderr], [3, '']);
          assert.match(parse(stdout).subjects[0]?.error ?? '', /401|403|UNAUTHORIZED|does not give/);
          assert.ok(!stdout.includes('open sesame') && !stdout.includes(PASSWORD));
        }
      }
    });
  });

  describe('what is remembered', () => {
    for (const place of PLACES) {
      const folder = () => fs.mkdtempSync(desk.path('cache-'));
      test(`${place.name}: nothing, cold, warm and damaged give the same`, async t => {
        const { counter, reference, env } = await place.stand(t);
        const cache = folder();
        const first = await raw(reference, 1, ['--no-cache'], { env });
        assert.equal(nameless(first, reference), expected);
        counter.take();
        const linted = async (...args: string[]): Promise<string[]> => {
          assert.equal(await raw(reference, 1, args, { env }), first, args.join(' '));
          return taken(counter.take());
        };
        const all = place.name === 'registry' ? put.layers.map(({ digest }) => digest).sort() : 1;
        const count = (asked: string[]) => (place.name === 'registry' ? asked.sort() : asked.length);
        assert.deepEqual(count(await linted('--no-cache')), all);
        assert.deepEqual(count(await linted('--cache-dir', cache)), all, 'cold');
        const kept = filesIn(cache);
        assert.ok(kept.size >= bad.tars.length, 'something is remembered');
        assert.deepEqual(await linted('--cache-dir', cache), [], 'warm');
        assert.deepEqual(await linted('--cache-dir', cache), [], 'warm again');
        assert.deepEqual(count(await linted('--no-cache')), all, 'not asked for, not used');
        for (const damage of DAMAGES) {
          for (const [name, bytes] of kept)
            if (path.basename(name) !== 'CACHEDIR.TAG') fs.writeFileSync(name, damage(bytes));
          assert.deepEqual(count(await linted('--cache-dir', cache)), all, 'nothing of it is believed');
          assert.deepEqual([...filesIn(cache).keys()], [...kept.keys()], 'healed');
          assert.deepEqual(await linted('--cache-dir', cache), []);
        }
        // Whichever is lost is made again.
        for (const name of kept.keys()) {
          fs.rmSync(name);
          await linted('--cache-dir', cache);
          assert.deepEqual(await linted('--cache-dir', cache), [], name);
        }
      });

      test(`${place.name}: a folder that cannot be written is told once, and costs nothing else`, async t => {
        const { reference, env } = await place.stand(t);
        desk.write({ 'in-the-way': 'a file' });
        for (const cache of ['in-the-way', 'in-the-way/below']) {
          const { status, stdout, stderr } = await desk.run(['image', reference, ...JSON_ALL, '--cache-dir', cache], {
            env,
          });
          assert.equal(status, 1);
          assert.equal(nameless(stdout, reference), expected);
          assert.match(stderr, /^plimsoll: The cache in [^\n]*in-the-way[^\n]* cannot be written \(\w+\)[^\n]*[^.]\n$/);
          const quiet = await desk.run(['image', reference, ...JSON_ALL, '-q', '--cache-dir', cache], { env });
          assert.equal(quiet.stderr, '');
        }
        assert.equal(fs.readFileSync(desk.path('work/in-the-way'), 'utf8'), 'a file');
      });
    }

    test('what one form has taught serves every other', async t => {
      const { counter, reference } = await (PLACES[2] as (typeof PLACES)[number]).stand(t);
      const cache = fs.mkdtempSync(desk.path('cache-'));
      desk.write(layoutOf(bad, 'gzip'), 'taught');
      assert.equal(await report('oci:taught', 1, ['--cache-dir', cache]), expected);
      assert.equal(await report(reference, 1, ['--cache-dir', cache]), expected);
      assert.deepEqual(taken(counter.take()), []);
    });

    test('another image on the same base reads its own layer alone', async t => {
      const { counter, reference } = await (PLACES[2] as (typeof PLACES)[number]).stand(t);
      const other = badImage(secrets, 'second');
      const pushed = await push(plain, 'a/second:1', other);
      const second = reference.replace('bad', 'second');
      const cache = fs.mkdtempSync(desk.path('cache-'));
      await report(reference, 1, ['--cache-dir', cache]);
      counter.take();
      const found = await report(second, 1, ['--cache-dir', cache]);
      assert.deepEqual(blobs(counter.take()).sort(), [pushed.config.digest, pushed.layers[2]?.digest].sort());
      assert.equal(found, await report(second, 1));
      assert.notEqual(found, expected);
    });

    test('the cache is shown, and emptied of nothing but itself', async () => {
      const cache = fs.mkdtempSync(desk.path('cache-'));
      const env = { PLIMSOLL_CACHE_DIR: cache };
      const empty = await desk.run(['cache'], { env });
      assert.deepEqual([empty.status, empty.stderr], [0, '']);
      assert.match(empty.stdout, /^files +0$/m);
      desk.write(layoutOf(bad, 'gzip'), 'taught');
      await report('oci:taught', 1, [], { env });
      fs.writeFileSync(path.join(cache, 'mine'), 'mine');
      const files = [...filesIn(cache).keys()].filter(name => !/(?:CACHEDIR\.TAG|mine)$/.test(name)).length;
      assert.ok(files >= 3);
      for (const args of [['cache'], ['cache', '--cache-dir', cache]]) {
        const { stdout } = await desk.run(args, { env });
        assert.ok(stdout.includes(cache));
        assert.match(stdout, new RegExp(`^files +${files}$`, 'm'));
      }
      const cleared = await desk.run(['cache', 'clear'], { env });
      assert.deepEqual([cleared.status, cleared.stderr], [0, '']);
      assert.ok(cleared.stdout.startsWith(`removed ${files} files`), cleared.stdout);
      assert.match((await desk.run(['cache'], { env })).stdout, /^files +0$/m);
      assert.deepEqual(
        fs.readdirSync(cache).filter(name => name !== 'CACHEDIR.TAG'),
        ['mine'],
      );
      assert.equal(await report('oci:taught', 1, [], { env }), expected);
    });
  });

  test('--no-layers: configuration and history as ever, for one small download', async t => {
    const { counter, reference } = await (PLACES[2] as (typeof PLACES)[number]).stand(t);
    const found = await report(reference, 1, ['--no-layers', '--no-cache']);
    assert.deepEqual(blobs(counter.take()), [put.config.digest]);
    const [whole, part] = [parse(expected), parse(found)];
    const ran = new Set(part.outcomes.filter(({ state }) => state === 'ran').map(({ rule }) => rule));
    assert.deepEqual(
      part.findings,
      whole.findings.filter(({ rule }) => ran.has(rule)),
    );
    for (const rule of ['missing-user', 'secret-in-config', 'exposed-ssh-port', 'sudo-used', 'download-piped-to-shell'])
      assert.ok(
        part.findings.some(finding => finding.rule === rule),
        rule,
      );
    for (const { rule, state } of part.outcomes)
      if (whole.findings.some(finding => finding.rule === rule) && !ran.has(rule)) assert.equal(state, 'not-evaluated');
    assert.equal(part.subjects[0]?.error, undefined);
    assert.match(part.subjects[0]?.notes?.join() ?? '', /--no-layers/);
    const clean = await report(reference.replace('bad', 'clean'), 0, ['--no-layers', '--no-cache']);
    assert.deepEqual(parse(clean).findings, []);
    // Wherever it is.
    const env = { DOCKER_HOST: `unix://${docker.socket}`, CONTAINER_HOST: `unix://${podman.socket}` };
    for (const other of ['bad.tar', 'docker://localhost/bad:1', 'podman://localhost/bad:1'])
      assert.equal(await report(other, 1, ['--no-layers', '--no-cache'], { env }), found, other);
  });

  describe('a name that does not say where', () => {
    const nobody = () => `unix://${desk.path('nobody.sock')}`;
    const lint = async (name: string, env: Record<string, string>, ...args: string[]): Promise<Outcome> =>
      desk.run(['image', name, ...JSON_ALL, '--no-cache', ...args], { env });
    const sockets = () => ({ DOCKER_HOST: `unix://${docker.socket}`, CONTAINER_HOST: `unix://${podman.socket}` });

    /** Who gave it is said, but for whoever wants quiet. */
    async function from(name: string, env: Record<string, string>, said: RegExp, ...args: string[]): Promise<void> {
      const { status, stdout, stderr } = await lint(name, env, ...args);
      assert.equal(status, 1, `${stdout.slice(0, 500)}${stderr}`);
      assert.equal(nameless(stdout, name), expected);
      assert.match(stderr, said);
      assert.match(stderr, /^plimsoll: [^\n]+\n$/);
      assert.equal((await lint(name, env, '--quiet', ...args)).stderr, '');
    }

    test('Docker first, then Podman, then the registry', async () => {
      await podman.load(await dockerArchive(bad, 'localhost/podman-has:1'));
      await from('localhost/bad:1', sockets(), /localhost\/bad:1 is taken from the Docker daemon at unix:/);
      await from('localhost/podman-has:1', sockets(), /is taken from Podman at unix:/);
      const name = `${plain.host}/a/bad:1`;
      const lacking =
        /taken from the registry: the Docker daemon at .* has no such image, Podman at .* has no such image/;
      await from(name, sockets(), lacking);
      const none = { DOCKER_HOST: nobody(), CONTAINER_HOST: nobody() };
      await from(name, none, /taken from the registry: the Docker daemon is not running, Podman is not running/);
      await from(name, { ...none, ...{ DOCKER_HOST: sockets().DOCKER_HOST } }, /has no such image, Podman is not/);
    });

    test('every platform of it is looked for once, and taken from there', async () => {
      const { status, stdout, stderr } = await lint('localhost/bad:1', sockets(), '--all-platforms');
      assert.equal(status, 1);
      assert.equal(nameless(stdout, 'localhost/bad:1 (linux/amd64)'), expected);
      assert.match(stderr, /^plimsoll: localhost\/bad:1 is taken from the Docker daemon at [^\n]+\n$/);
      assert.equal((await lint('localhost/bad:1', sockets(), '--all-platforms', '--quiet')).stderr, '');
    });

    test('--source asks there alone', async () => {
      const pinned = await lint('localhost/bad:1', sockets(), '--source', 'podman');
      assert.deepEqual([pinned.status, pinned.stderr], [1, '']);
      assert.equal(nameless(pinned.stdout, 'localhost/bad:1'), expected);
      for (const [source, why] of [
        ['docker', /There is no image \S*\/a\/bad:1 in the Docker daemon at/],
        ['podman', /There is no image \S*\/a\/bad:1 in Podman at/],
        ['file', /a\/bad:1/],
      ] as const) {
        const { status, stdout, stderr } = await lint(`${plain.host}/a/bad:1`, sockets(), '--source', source);
        assert.deepEqual([status, stderr], [3, '']);
        assert.match(parse(stdout).subjects[0]?.error ?? '', why);
      }
      const registry = await lint(`${plain.host}/a/bad:1`, sockets(), '--source', 'registry');
      assert.deepEqual([registry.status, registry.stderr], [1, '']);
    });

    test('nobody has it: all who were asked are named', async () => {
      const { status, stdout, stderr } = await lint(`${plain.host}/a/none:1`, sockets());
      assert.deepEqual([status, stderr], [3, '']);
      const why = /no file of that name, the Docker daemon at \S+ has no such image, Podman at \S+ has no such image/;
      assert.match(parse(stdout).subjects[0]?.error ?? '', why);
    });

    test('a folder of the same name is none, an archive is', async () => {
      await docker.load(await dockerArchive(bad, 'same-name:latest'));
      desk.write({ 'src/index.js': 'export {};\n', Dockerfile: 'FROM scratch\n' }, 'same-name');
      await from('same-name', sockets(), /same-name is taken from the Docker daemon/);
      fs.rmSync(desk.path('work/same-name'), { recursive: true });
      fs.copyFileSync(desk.path('work/clean.tar'), desk.path('work/same-name'));
      const { status, stdout, stderr } = await lint('same-name', sockets());
      assert.deepEqual([status, stderr], [0, '']);
      assert.equal(nameless(stdout, 'same-name'), expectedClean);
      fs.rmSync(desk.path('work/same-name'));
    });
  });

  describe('stopped in the middle', () => {
    /** No compressor makes it small. */
    const noise = Buffer.alloc(24 * 2 ** 20);
    for (let at = 0, state = 12345; at < noise.length; at++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      noise[at] = state >>> 16;
    }
    const large = imageFrom(
      [bad.tars[0] as Buffer, archive(member({ name: 'srv/noise' }, noise)), bad.tars[1] as Buffer],
      { User: '1000' },
      [],
    );
    let whole: string;
    let digest: string;
    before(async () => {
      const bytes = await dockerArchive(large, 'localhost/large:1');
      desk.write({ 'large.tar': bytes });
      whole = await report('large.tar', 1);
      for (const daemon of [docker, podman]) await daemon.load(bytes);
      digest = (await push(plain, 'a/large:1', large)).layers[1]?.digest as string;
    });

    for (const place of PLACES)
      test(`${place.name}: it ends at once, and nothing half done is left or used`, async t => {
        const { counter, reference, env } = await place.stand(t);
        const cache = fs.mkdtempSync(desk.path('cache-'));
        counter.hold = place.name === 'registry' ? new RegExp(digest) : /\/(?:get|export)\?|\/get$/;
        counter.holdAfter = 12 * 2 ** 20;
        const name = reference.replace('bad', 'large');
        const held = counter.held();
        const { child, ended } = desk.start(['image', name, ...JSON_ALL, '--cache-dir', cache], { env });
        await Promise.race([held, ended.then(({ stderr }) => assert.fail(`it ended before: ${stderr}`))]);
        child.kill('SIGINT');
        const { status, signal, stdout, stderr } = await ended;
        assert.ok(signal === 'SIGINT' || status === 130, `${status} ${signal}`);
        assert.deepEqual([stdout, stderr], ['', '']);
        await counter.left();
        assert.deepEqual(desk.temporary(), []);
        counter.hold = undefined;
        assert.equal(await report(name, 1, ['--cache-dir', cache], { env }), whole);
        assert.equal(await report(reference, 1, ['--cache-dir', cache], { env }), expected);
      });
  });
});

/** Bytes of the cache's files turned to what nobody wrote. */
const DAMAGES: readonly ((bytes: Buffer) => Buffer)[] = [
  bytes => {
    const copy = Buffer.from(bytes);
    const at = Math.floor(copy.length / 2);
    copy[at] = (copy[at] as number) ^ 1;
    return copy;
  },
  bytes => bytes.subarray(0, bytes.length - 1),
  () => Buffer.alloc(0),
];

/** All files below a folder, by path. */
function filesIn(folder: string): Map<string, Buffer> {
  const found = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter(one => one.isFile());
  const names = found.map(one => path.join(one.parentPath, one.name)).sort();
  return new Map(names.map(name => [name, fs.readFileSync(name)]));
}
