/** Images made by real builders, in the forms that real programs move them in, through the built command. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, renameSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type Copies, cannotBuild, capable, staticProgram, Workshop } from '../support/real-images.js';

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly image: {
    readonly layer?: number;
    readonly path?: string;
    readonly pointer?: string;
    readonly gone?: unknown;
  };
}

const reason = cannotBuild();
// CI installs the programs, and there a missing one is a failure, never a reason to pass.
const skip = reason !== undefined && !process.env['CI'] ? reason : false;

/** What is compared between the forms of one image, and told when a test fails. */
const line = ({ rule, severity, message, image: { layer, path, pointer, gone } }: Found): string =>
  JSON.stringify({ rule, severity, message, layer, path, pointer, gone });

describe('images of real builders', { skip }, () => {
  let workshop: Workshop;
  let rootfs: Promise<void> | undefined;
  const busybox = skip === false && reason === undefined ? staticProgram() : Buffer.alloc(0);

  before(() => {
    assert.equal(reason, undefined);
    workshop = new Workshop();
    // The slowest step by far goes on beside the tests that do not need it.
    rootfs = workshop.debian(workshop.path('rootfs.tar'), ['ca-certificates', 'iputils-ping', 'libcap2-bin']);
    rootfs.catch(() => {});
  });
  after(async () => {
    // mmdebstrap has /proc mounted while it works: nothing is removed under it.
    await rootfs?.catch(() => {});
    workshop?.close();
  });

  async function findings(reference: string, preset: 'recommended' | 'all'): Promise<Found[]> {
    const { status, stdout, stderr } = await workshop.plimsoll(reference, '--format', 'json', '--preset', preset);
    // 3 would say that something of the image could not be read.
    assert.ok(status === 0 || status === 1, `${reference}: ${status}\n${stderr}`);
    return JSON.parse(stdout).findings as Found[];
  }

  /** Lints an image in every form, all rules switched on: the findings must be the same. Gives those of the usual rules. */
  async function lint(name: string, lost: readonly string[] = []): Promise<{ found: Found[]; copies: Copies }> {
    const copies = await workshop.copies(name);
    const [archive, gzip, zstd] = [
      await findings(copies['docker-archive'], 'all'),
      await findings(copies['oci-gzip'], 'all'),
      await findings(copies['oci-zstd'], 'all'),
    ];
    const kept = (all: Found[]): string[] => all.filter(({ rule }) => !lost.includes(rule)).map(line);
    assert.deepEqual(kept(gzip), kept(archive), 'OCI gzip as docker-archive');
    assert.deepEqual(zstd.map(line), gzip.map(line), 'OCI zstd as OCI gzip');
    return { found: await findings(copies['docker-archive'], 'recommended'), copies };
  }

  /** Rule and path, or pointer, of each finding. */
  const brief = (found: readonly Found[]): string[] =>
    found.map(({ rule, severity, image }) => `${severity} ${rule} ${image.path ?? image.pointer}`);

  test('scratch with a static program and a numeric user: nothing to say', async () => {
    workshop.context('static', {
      Dockerfile: 'FROM scratch\nCOPY --chmod=755 app /app\nUSER 65532:65532\nENTRYPOINT ["/app"]\n',
      app: busybox,
    });
    await workshop.build('static');
    const { found } = await lint('static');
    assert.deepEqual(found.map(line), []);
  });

  test('a small one as Alpine makes it', async () => {
    workshop.context('alpine', {
      Dockerfile: `FROM scratch
COPY root/ /
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN mkdir -p /srv/www && echo hello >/srv/www/index.html
USER app
WORKDIR /srv/www
HEALTHCHECK CMD ["/bin/busybox", "true"]
CMD ["/bin/sh", "-c", "exec sleep 1000"]
`,
      'root/bin/busybox': busybox,
      'root/etc/passwd':
        'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\napp:x:1000:1000::/srv/www:/sbin/nologin\n',
      'root/etc/group': 'root:x:0:root\nnogroup:x:65533:\napp:x:1000:\nnobody:x:65534:\n',
      'root/etc/shadow': 'root:*::0:::::\nnobody:!::0:::::\n',
      'root/etc/alpine-release': '3.22.1\n',
      'root/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n',
      'root/etc/apk/repositories': 'https://dl-cdn.alpinelinux.org/alpine/v3.22/main\n',
      'root/lib/apk/db/installed': [
        'C:Q1pSfbQ6u1mE7vYeRsl3xCpSMNRFs=',
        'P:busybox',
        'V:1.37.0-r18',
        'A:x86_64',
        'T:Size optimized toolbox of many common UNIX utilities',
        'L:GPL-2.0-only',
        'o:busybox',
        'F:bin',
        'R:busybox',
        'a:0:0:755',
        'R:bbsuid',
        'a:0:0:4111',
        '',
        '',
      ].join('\n'),
      'root/bin/bbsuid': busybox,
    });
    for (const name of ['busybox', 'bbsuid'])
      chmodSync(workshop.path('contexts/alpine/root/bin', name), name === 'bbsuid' ? 0o4111 : 0o755);
    chmodSync(workshop.path('contexts/alpine/root/etc/shadow'), 0o640);
    await workshop.build('alpine');
    // OCI has no place for a health check, and skopeo drops it: the one difference that the forms may have.
    const { found, copies } = await lint('alpine', ['missing-healthcheck', 'healthcheck-lost']);
    assert.deepEqual(found.map(line), []);
    for (const form of ['oci-gzip', 'oci-zstd'] as const)
      assert.deepEqual(brief(await findings(copies[form], 'recommended')), ['warning healthcheck-lost /history/5']);
  });

  test('one without a distribution, as distroless images are', async () => {
    workshop.context('distroless', {
      Dockerfile: 'FROM scratch\nCOPY root/ /\nUSER 65532\nENTRYPOINT ["/usr/bin/app"]\n',
      'root/usr/bin/app': busybox,
      'root/etc/passwd':
        'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
      'root/etc/group': 'root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n',
      'root/etc/os-release': 'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\n',
      'root/var/lib/dpkg/status.d/base-files':
        'Package: base-files\nVersion: 12.4+deb12u11\nArchitecture: amd64\nMaintainer: A <a@example.com>\nDescription: base\n',
      'root/var/lib/dpkg/status.d/base-files.md5sums': `${'0a'.repeat(16)}  usr/bin/app\n`,
    });
    chmodSync(workshop.path('contexts/distroless/root/usr/bin/app'), 0o755);
    await workshop.build('distroless');
    const { found } = await lint('distroless');
    assert.deepEqual(found.map(line), []);
  });

  test('secrets that a later layer deletes: found, and never told', async () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
    const letters = randomBytes(64)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 36);
    const token = ['npm', letters].join('_');
    workshop.context('secrets', {
      Dockerfile: `FROM scratch
COPY busybox /bin/busybox
COPY id_rsa /root/.ssh/id_rsa
COPY npmrc /root/.npmrc
RUN ["/bin/busybox", "rm", "-r", "/root/.ssh"]
RUN ["/bin/busybox", "rm", "/root/.npmrc"]
USER 1000
CMD ["/bin/busybox", "sleep", "1000"]
`,
      busybox,
      id_rsa: key as string,
      npmrc: `//registry.npmjs.org/:_authToken=${token}\n`,
    });
    chmodSync(workshop.path('contexts/secrets/busybox'), 0o755);
    await workshop.build('secrets');
    const { found, copies } = await lint('secrets');
    assert.deepEqual(brief(found), [
      'error credential-file-in-layer root/.npmrc',
      'error private-key-in-layer root/.ssh/id_rsa',
    ]);
    assert.deepEqual(
      found.map(({ image }) => [image.layer, image.gone]),
      [
        [2, 4],
        [1, 3],
      ],
    );
    const body = (key as string).split('\n').filter(text => /^[A-Za-z0-9+/=]{20,}$/.test(text));
    assert.ok(body.length > 10);
    for (const reference of Object.values(copies))
      for (const format of ['text', 'json', 'sarif', 'compact']) {
        const { stdout, stderr } = await workshop.plimsoll(reference, '--format', format, '--preset', 'all');
        for (const secret of [token, letters, ...body])
          assert.equal(`${stdout}${stderr}`.includes(secret), false, `${format} tells a secret`);
      }
  });

  test('a Node application of 30,000 files', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 2_500; i++) {
      const folder = `app/node_modules/${i % 5 === 0 ? '@scope/' : ''}package-${i}`;
      files[`${folder}/package.json`] = `{"name":"package-${i}","version":"1.${i}.0","license":"MIT"}\n`;
      files[`${folder}/README.md`] = `# package ${i}\n\nSet \`password\` in \`https://user:password@example.com\`.\n`;
      files[`${folder}/.npmignore`] = 'test\n';
      for (let j = 0; j < 9; j++) files[`${folder}/lib/${j}.js`] = `module.exports = ${i * 9 + j};\n`;
    }
    files['app/package.json'] = '{"name":"app","version":"1.0.0"}\n';
    files['app/server.js'] = '#!/usr/bin/env node\nrequire("node:http").createServer().listen(3000);\n';
    assert.ok(Object.keys(files).length > 30_000);
    workshop.context('node', {
      // Which program it is does not matter here; a real one is 100 MB.
      Dockerfile:
        'FROM scratch\nCOPY --chmod=755 node /usr/local/bin/node\nENV NODE_ENV=production\nWORKDIR /app\nEXPOSE 3000\nUSER 1000:1000\nCMD ["/usr/local/bin/node", "server.js"]\nCOPY app/ /app/\n',
      node: busybox,
      ...files,
    });
    // One layer of all: vfs would copy the files once more for each instruction.
    await workshop.build('node', '--layers=false');
    const { found } = await lint('node');
    assert.deepEqual(found.map(line), []);
  });

  test('Debian with packages', async () => {
    await rootfs;
    workshop.context('debian', {
      Dockerfile: 'FROM scratch\nADD rootfs.tar /\nCMD ["bash"]\n',
    });
    renameSync(workshop.path('rootfs.tar'), workshop.path('contexts/debian/rootfs.tar'));
    await workshop.build('debian', '--layers=false');
    const { found } = await lint('debian');
    // Nothing of what Debian's packages bring is worth a word: setuid programs, capabilities of ping, accounts, caches.
    assert.deepEqual(brief(found), ['warning missing-user ']);
  });

  test('programs with rights of their own', async () => {
    const context = workshop.context('rights', {
      Dockerfile: `FROM localhost/debian
COPY programs/ /usr/local/bin/
RUN chmod u+s /usr/local/bin/helper /usr/bin/tac && setcap cap_net_bind_service=+ep /usr/local/bin/web && useradd --uid 1000 app
USER app
`,
      'programs/able': busybox,
      'programs/helper': busybox,
      'programs/web': busybox,
    });
    for (const name of ['able', 'helper', 'web']) chmodSync(`${context}/programs/${name}`, 0o755);
    capable(`${context}/programs/able`, 'cap_sys_admin,cap_net_raw=+ep');
    await workshop.build('rights', '--layers=false');
    const { found } = await lint('rights');
    assert.deepEqual(brief(found), [
      'warning file-capabilities usr/local/bin/able',
      'warning unexpected-setuid usr/bin/tac',
      'warning unexpected-setuid usr/local/bin/helper',
      'info file-capabilities usr/local/bin/web',
    ]);
    assert.match(found[0]?.message ?? '', /cap_sys_admin is as good as root/);
    assert.match(found[1]?.message ?? '', /that no package gave it/);
    assert.match(found[2]?.message ?? '', /that no package brought/);
  });
});
