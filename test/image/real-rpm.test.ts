/** Databases that rpm itself writes, and images with packages that rpm installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { pathNumber } from '../../rules/_share/path-numbers.js';
import { blobsOf, rpmFiles } from '../../rules/_share/rpm/files.js';
import { cannotBuild, capable, Workshop } from '../support/real-images.js';

/** rpm and rpmbuild come in one package on Debian; db_load writes Berkeley DB, which rpm no longer does. */
const PROGRAMS = ['rpm', 'rpmbuild', 'db_load'];

function cannotPackage(): string | undefined {
  const missing = PROGRAMS.filter(name => spawnSync(name, [name === 'db_load' ? '-V' : '--version']).status !== 0);
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')} cannot be run here; CI builds and reads real packages`;
}

const reason = cannotBuild() ?? cannotPackage();
// CI installs the programs, and there a missing one is a failure, never a reason to pass.
const skip = reason !== undefined && !process.env['CI'] ? reason : false;

/** Three packages as `.spec` files: with rights of its own, with more files than a page holds, without files. */
const RIGHTS = `%install
mkdir -p %{buildroot}/usr/bin
for name in given able plain; do echo $name >%{buildroot}/usr/bin/$name; chmod 755 %{buildroot}/usr/bin/$name; done
%files
%attr(4755,root,root) /usr/bin/given
%caps(cap_net_raw,cap_sys_admin=ep) /usr/bin/able
/usr/bin/plain
`;
const MANY = `%install
mkdir -p "%{buildroot}/usr/share/many/a b" %{buildroot}/var/log
for i in $(seq 1 2000); do : >%{buildroot}/usr/share/many/file-$i; done
: >"%{buildroot}/usr/share/many/a b/ü"
: >%{buildroot}/var/log/ghost
ln -s file-1 %{buildroot}/usr/share/many/link
%files
/usr/share/many
%ghost /var/log/ghost
`;
const SPECS: Readonly<Record<string, string>> = { rights: RIGHTS, many: MANY, empty: '%files\n' };

describe('packages that rpm installed', { skip }, () => {
  let workshop: Workshop;
  /** A root file system with the packages. */
  let root: string;
  const DATABASE = 'usr/lib/sysimage/rpm';

  before(async () => {
    assert.equal(reason, undefined);
    workshop = new Workshop();
    const macros = ['_topdir', '_build_id_links', '__os_install_post'].flatMap((name, i) => [
      '--define',
      `${name} ${[workshop.path('top'), 'none', '%{nil}'][i]}`,
    ]);
    for (const [name, body] of Object.entries(SPECS)) {
      const head = `Name: ${name}\nVersion: 1.0\nRelease: 1\nSummary: x\nLicense: MIT\nBuildArch: noarch\n%description\nx\n`;
      workshop.context('specs', { [`${name}.spec`]: `${head}${body}` });
      await workshop.sure('rpmbuild', '-bb', ...macros, workshop.path('contexts/specs', `${name}.spec`));
    }
    root = workshop.context('packages', {
      Dockerfile: 'FROM scratch\nADD root.tar /\nUSER 1000\nCMD ["/usr/bin/plain"]\n',
    });
    root = `${root}/root`;
    const packages = Object.keys(SPECS).map(name => workshop.path('top/RPMS/noarch', `${name}-1.0-1.noarch.rpm`));
    fs.mkdirSync(root);
    const where = ['--root', root, '--dbpath', `/${DATABASE}`, '--define', '_db_backend sqlite'];
    await workshop.sure('rpm', ...where, '--nodeps', '--ignorearch', '--install', ...packages);
  });
  after(() => workshop?.close());

  /** The numbers of the paths that rpm itself tells, in order. */
  async function told(): Promise<number[]> {
    const where = ['--dbpath', `${root}/${DATABASE}`, '--define', '_db_backend sqlite'];
    const text = await workshop.sure('rpm', ...where, '--query', '--all', '--queryformat', '[%{FILENAMES}\\n]');
    const names = text.split('\n').filter(name => name.startsWith('/'));
    assert.equal(names.length, 3 + 2000 + 5);
    return names.map(name => pathNumber(Buffer.from(name))).sort((a, b) => a - b);
  }

  function check(file: Uint8Array, expected: readonly number[]): void {
    const { paths, special, capable: able, missing } = rpmFiles(file);
    assert.equal(missing, undefined);
    assert.deepEqual(
      [...paths].sort((a, b) => a - b),
      expected,
    );
    assert.deepEqual([...special], [['usr/bin/given', 0o4755]]);
    assert.deepEqual([...able], [['usr/bin/able', ['cap_net_raw', 'cap_sys_admin']]]);
  }

  test('SQLite, as rpm wrote it', async () => {
    check(fs.readFileSync(`${root}/${DATABASE}/rpmdb.sqlite`), await told());
  });

  test('Berkeley DB, as its own library writes it, in both byte orders', async () => {
    const expected = await told();
    const blobs = [...blobsOf(fs.readFileSync(`${root}/${DATABASE}/rpmdb.sqlite`))];
    for (const order of ['1234', '4321'])
      for (const size of [512, 4096, 65536]) {
        const number = (value: number): string => {
          const bytes = Buffer.alloc(4);
          if (order === '1234') bytes.writeUInt32LE(value);
          else bytes.writeUInt32BE(value);
          return ` ${bytes.toString('hex')}\n`;
        };
        const pairs = blobs.map((blob, i) => `${number(i + 1)} ${Buffer.from(blob).toString('hex')}\n`).join('');
        const input = `VERSION=3\nformat=bytevalue\ntype=hash\ndb_lorder=${order}\ndb_pagesize=${size}\nHEADER=END\n${number(0)}${number(blobs.length)}${pairs}DATA=END\n`;
        const file = workshop.path(`Packages-${order}-${size}`);
        const { status, stderr } = spawnSync('db_load', [file], { input, encoding: 'utf8' });
        assert.equal(status, 0, stderr);
        check(fs.readFileSync(file), expected);
      }
  });

  /** COPY of a folder would drop the bits. */
  async function archive(folder: string, file: string, ...more: string[]): Promise<void> {
    await workshop.sure('tar', '--xattrs', '--xattrs-include=security.*', ...more, '-C', folder, '-cf', file, '.');
  }

  test('nothing is said of what packages bring, and all else is told', async () => {
    assert.equal(fs.statSync(`${root}/usr/bin/given`).mode & 0o7777, 0o4755);
    await archive(root, `${root}.tar`);
    await workshop.build('packages');
    const bare = workshop.context('bare', { Dockerfile: 'FROM scratch\nADD root.tar /\n' });
    await archive(root, `${bare}/root.tar`, `--exclude=./${DATABASE}`);
    await workshop.build('bare');
    const folder = workshop.context('own', {
      Dockerfile: 'FROM localhost/packages\nADD programs.tar /usr/bin/\n',
      'programs/mine': 'mine',
      'programs/plain': 'plain',
      'programs/strong': 'strong',
    });
    fs.chmodSync(`${folder}/programs/mine`, 0o4755);
    fs.chmodSync(`${folder}/programs/plain`, 0o4755);
    fs.chmodSync(`${folder}/programs/strong`, 0o755);
    capable(`${folder}/programs/strong`, 'cap_sys_admin=ep');
    await archive(`${folder}/programs`, `${folder}/programs.tar`);
    await workshop.build('own');
    for (const [name, expected] of [
      ['packages', []],
      // Without the database the same programs are anybody's.
      ['bare', ['file-capabilities usr/bin/able', 'unexpected-setuid usr/bin/given']],
      [
        'own',
        ['file-capabilities usr/bin/strong', 'unexpected-setuid usr/bin/mine', 'unexpected-setuid usr/bin/plain'],
      ],
    ] as const) {
      const { 'docker-archive': saved } = await workshop.copies(name);
      const only = ['--only', 'unexpected-setuid,file-capabilities', '--format', 'json'];
      const { status, stdout, stderr } = await workshop.plimsoll(saved, ...only);
      assert.ok(status === 0 || status === 1, stderr);
      const report = JSON.parse(stdout);
      assert.deepEqual(
        report.findings.map((one: { rule: string; image: { path: string } }) => `${one.rule} ${one.image.path}`).sort(),
        expected,
      );
      for (const { state, why } of report.outcomes) assert.notEqual(state, 'not-evaluated', why);
    }
  });
});
