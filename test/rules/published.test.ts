/** Files that packages brought: told apart from what others put there, by digests alone. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { apkFiles } from '../../rules/_share/listings/apk.js';
import { conffilesOf, md5sumsOf } from '../../rules/_share/listings/dpkg.js';
import { digestOfBase64, digestOfHex, type Listing } from '../../rules/_share/listings/listing.js';
import { LISTINGS } from '../../rules/_share/listings/reads.js';
import { recordOf } from '../../rules/_share/listings/record.js';
import { pathNumber } from '../../rules/_share/path-numbers.js';
import { digested, judgeOrigins, type Origin } from '../../rules/_share/published.js';
import { rpmFiles } from '../../rules/_share/rpm/files.js';
import { fileDigests } from '../../src/image/digests.js';
import type { Entry, FileRecipe, Layer, RegisteredRule } from '../../src/rule.js';
import { lintImageWith } from '../support/image-example.js';
import { packageOf, sqliteOf } from '../support/rpm-databases.js';
import { rulesOnDisk } from '../support/rules.js';

const bytes = (text: string): Buffer => Buffer.from(text);
const digest = (name: string, text: string, as: 'hex' | 'base64' | 'base64url' = 'hex'): string =>
  createHash(name).update(text).digest(as);
const number = (path: string): number => pathNumber(bytes(path));
const entryOf = (path: string, size = 0): Entry => ({
  ...{ path, size, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0 },
  ...{ link: undefined, xattrs: new Map(), sparse: false },
});

/** Paths of a listing by number, with whether their digest is that of the text. */
function listed({ paths, digests }: Listing, path: string): readonly number[] | undefined {
  const at = paths.indexOf(number(path));
  return at === -1 ? undefined : [...digests.subarray(at * 2, at * 2 + 2)];
}

describe('listings', () => {
  const words = (name: string, text: string) => [...(digestOfHex(bytes(digest(name, text))) ?? [])];

  test('dpkg', () => {
    const sums = md5sumsOf(bytes(`${digest('md5', 'a')}  usr/share/x y\nnonsense\n${'g'.repeat(32)}  usr/z\n`));
    assert.deepEqual(listed(sums, 'usr/share/x y'), words('md5', 'a'));
    assert.deepEqual(listed(sums, 'usr/z'), [0, 0]);
    assert.equal(sums.paths.length, 2);
    const status = `Package: a\nConffiles:\n /etc/a b ${digest('md5', 'a')}\n /etc/old ${digest('md5', 'b')} obsolete\n /etc/new newconffile\nDescription: x\n /etc/not ${digest('md5', 'c')}\n\nPackage: b\nConffiles:\n /etc/last ${digest('md5', 'd')}`;
    const found = conffilesOf(bytes(status));
    assert.deepEqual(listed(found, 'etc/a b'), words('md5', 'a'));
    assert.deepEqual(listed(found, 'etc/old'), words('md5', 'b'));
    assert.deepEqual(listed(found, 'etc/last'), words('md5', 'd'));
    assert.equal(found.paths.length, 3);
  });

  test('apk', () => {
    const found = apkFiles(
      bytes(
        `P:x\nF:etc\nR:a\na:0:0:600\nZ:Q1${digest('sha1', 'a', 'base64')}\nR:b\nF:usr\nR:c\nZ:Q2${digest('sha256', 'c', 'base64')}\n\n`,
      ),
    );
    assert.deepEqual(listed(found, 'etc/a'), words('sha1', 'a'));
    assert.deepEqual(listed(found, 'etc/b'), [0, 0]);
    assert.deepEqual(listed(found, 'usr/c'), words('sha256', 'c'));
  });

  test('rpm', () => {
    const files = [
      { path: '/etc/a', digest: digest('sha256', 'a') },
      { path: '/etc/b', digest: '' },
    ];
    const found = rpmFiles(sqliteOf([packageOf('x', files, 8)]));
    assert.deepEqual(listed(found, 'etc/a'), words('sha256', 'a'));
    assert.deepEqual(listed(found, 'etc/b'), [0, 0]);
    const sha512 = rpmFiles(sqliteOf([packageOf('x', [{ path: '/etc/a', digest: digest('sha512', 'a') }], 10)]));
    assert.deepEqual(listed(sha512, 'etc/a'), [0, 0], 'of an algorithm that is not compared');
  });

  test('Python', () => {
    const sum = (text: string) => `sha256=${digest('sha256', text, 'base64url')}`;
    const record = recordOf(
      'opt/v/site-packages/x-1.dist-info/RECORD',
      bytes(
        `x/a.py,${sum('a')},1\r\n"x/b,""c"".py",${sum('b')},1\n../../bin/x,${sum('d')},9\n../../../../../etc/x,${sum('e')},1\nx/__pycache__/a.pyc,,\nx/n.py,md5=abc,1\n`,
      ),
    );
    assert.deepEqual(listed(record, 'opt/v/site-packages/x/a.py'), words('sha256', 'a'));
    assert.deepEqual(listed(record, 'opt/v/site-packages/x/b,"c".py'), words('sha256', 'b'));
    assert.deepEqual(listed(record, 'opt/bin/x'), words('sha256', 'd'));
    assert.equal(record.paths.length, 3);
  });

  test('hexadecimal and base64 tell the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 9, maxLength: 64 }), content => {
        const buffer = Buffer.from(content);
        const hex = digestOfHex(bytes(buffer.toString('hex')));
        assert.deepEqual(hex, [buffer.readUInt32BE(0), buffer.readUInt32BE(4)]);
        assert.deepEqual(digestOfBase64(buffer.toString('base64')), hex);
        assert.deepEqual(digestOfBase64(buffer.toString('base64url')), hex);
      }),
    );
  });

  test('no bytes make a reader of lists throw, and no path has more than one digest a line', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('Conffiles:', ' /etc/x ', 'F:etc', 'R:x', 'Z:Q1', 'a:0:0:4755', ',sha256=', '"', '..'),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 30, maxLength: 34 }),
    );
    const text = fc.array(fc.oneof(line, fc.constantFrom('\n', ' ', '  ')), { maxLength: 40 }).map(all => all.join(''));
    fc.assert(
      fc.property(text, all => {
        for (const path of [
          'var/lib/dpkg/info/a.md5sums',
          'var/lib/dpkg/status',
          'lib/apk/db/installed',
          'a.dist-info/RECORD',
        ]) {
          const listing = LISTINGS.keep(entryOf(path), bytes(all));
          assert.ok(listing !== undefined);
          assert.equal(listing.digests.length, listing.paths.length * 2);
          assert.ok(listing.paths.length <= all.split('\n').length);
        }
      }),
    );
  });

  test('each file is read once for all rules', () => {
    const entry = entryOf('var/lib/dpkg/info/a.md5sums');
    const first = LISTINGS.keep(entry, bytes(`${digest('md5', 'a')}  etc/a\n`));
    assert.equal(LISTINGS.keep(entry, bytes('')), first);
    assert.equal(LISTINGS.keep({ ...entry, sparse: true }, bytes('')), undefined);
  });
});

describe('origins', () => {
  const layer = (index: number) => ({ index }) as Layer;
  const seen = <T>(value: T, index: number, path = 'x') => ({ value, entry: entryOf(path), layer: layer(index) });
  const lists = (text: string, index: number) => ({
    listings: [seen(md5sumsOf(bytes(text)), index)],
    rpm: [],
  });
  const file = (text: string, index: number, path = 'usr/share/x', size = text.length) => ({
    entry: entryOf(path, size),
    layer: layer(index),
    value: digested(entryOf(path, size), bytes(text)),
  });
  const originOf = (list: string, one: ReturnType<typeof file>): Origin => judgeOrigins(lists(list, 1), [one])(one);

  const sums = `${digest('md5', 'a')}  usr/share/x\n`;

  test('the content decides', () => {
    assert.equal(originOf(sums, file('a', 1)), 'unmodified');
    assert.equal(originOf(sums, file('a', 4)), 'unmodified', 'copied by a later layer');
    assert.equal(originOf(sums, file('b', 1)), 'modified');
    assert.equal(originOf(sums, file('b', 4)), 'modified');
    assert.equal(originOf(sums, file('a', 1, 'usr/share/y')), 'unlisted', 'a copy at another path may be used');
    assert.equal(originOf(`${digest('md5', 'a')}  bin/x\n`, file('a', 1, 'usr/bin/x')), 'unmodified');
  });

  test('what cannot be compared is listed at most', () => {
    const cut = file('a', 1, 'usr/share/x', 2);
    assert.equal(cut.value.digests, undefined);
    assert.equal(originOf(sums, cut), 'listed');
    assert.equal(originOf(sums, file('a', 2, 'usr/share/x', 2)), 'unlisted', 'of another layer');
    const unknown = `${'z'.repeat(32)}  usr/share/x\n`;
    assert.equal(originOf(unknown, file('a', 1)), 'listed');
  });

  test('of several versions of a package each is known', () => {
    const one = file('a', 1);
    const two = file('b', 2);
    const of = judgeOrigins(
      { listings: [...lists(sums, 1).listings, ...lists(`${digest('md5', 'b')}  usr/share/x\n`, 2).listings], rpm: [] },
      [one, two],
    );
    assert.deepEqual([of(one), of(two)], ['unmodified', 'unmodified']);
  });

  test('digests are those of the whole content', () => {
    assert.deepEqual(
      fileDigests(bytes('abc')),
      ['900150983cd24fb0', 'a9993e364706816a', 'ba7816bf8f01cfea'],
      'RFC 1321, FIPS 180-4',
    );
  });
});

describe('the rules', async () => {
  const rules = new Map((await rulesOnDisk()).map(({ rule }) => [rule.id, rule]));
  const TOKEN = `token: ghp_${'a1B2c3D4'.repeat(5)}\n`;
  const KEY =
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHRoaXMtaXMtbm90LWEtcmVhbC1rZXktYXQtYWxsISEh\n-----END PRIVATE KEY-----\n';
  const NPMRC = `//registry.npmjs.org/:_authToken=npm_${'x1Y2z3'.repeat(6)}\n`;

  for (const [id, path, content] of [
    ['private-key-in-layer', 'etc/x/default.key', KEY],
    ['token-in-file', 'etc/x/default.yml', TOKEN],
    ['credential-file-in-layer', 'etc/npmrc', NPMRC],
  ] as const) {
    const rule = rules.get(id) as RegisteredRule;
    assert.ok(rule !== undefined);
    const lint = async (...layers: Readonly<Record<string, FileRecipe>>[]) =>
      (await lintImageWith(rule, { layers })).findings.map(one => [one.image?.path, one.severity]);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = path.slice(0, path.lastIndexOf('/'));
    const lists: Readonly<Record<string, Readonly<Record<string, FileRecipe>>>> = {
      conffiles: { 'var/lib/dpkg/status': `Package: x\nConffiles:\n /${path} ${digest('md5', content)}\n` },
      md5sums: { 'var/lib/dpkg/info/x.md5sums': `${digest('md5', content)}  ${path}\n` },
      distroless: { 'var/lib/dpkg/status.d/x.md5sums': `${digest('md5', content)}  ${path}\n` },
      apk: { 'lib/apk/db/installed': `P:x\nF:${folder}\nR:${name}\nZ:Q1${digest('sha1', content, 'base64')}\n\n` },
      rpm: {
        'var/lib/rpm/rpmdb.sqlite': {
          content: sqliteOf([
            packageOf('x', [{ path: `/${path}`, digest: digest('sha256', content) }], 8),
          ]) as unknown as string,
        },
      },
    };

    test(`${id}: what a package brought is not told, what is changed is`, async () => {
      assert.deepEqual(await lint({ [path]: content }), [[path, 'error']]);
      for (const [kind, list] of Object.entries(lists)) {
        assert.deepEqual(await lint({ [path]: content, ...list }), [], kind);
        assert.deepEqual(await lint({ [path]: content, ...list }, { [path]: { content, mode: 0o600 } }), [], kind);
        assert.deepEqual(await lint({ [path]: `# mine\n${content}`, ...list }), [[path, 'error']], kind);
        assert.deepEqual(await lint(list, { [path]: `# mine\n${content}` }), [[path, 'error']], kind);
      }
    });

    test(`${id}: a list without digests proves nothing`, async () => {
      assert.deepEqual(await lint({ [path]: content, 'var/lib/dpkg/info/x.list': `/.\n/${path}\n` }), [[path, 'info']]);
    });
  }

  test('a file of a Python package, as it came and changed', async () => {
    const rule = rules.get('private-key-in-layer') as RegisteredRule;
    const site = 'usr/local/lib/python3.12/site-packages';
    const record = `x/tests/key.pem,sha256=${digest('sha256', KEY, 'base64url')},${KEY.length}\n`;
    const severities = async (content: string) =>
      (
        await lintImageWith(rule, {
          layers: [{ [`${site}/x/tests/key.pem`]: content, [`${site}/x-1.dist-info/RECORD`]: record }],
        })
      ).findings.map(one => one.severity);
    assert.deepEqual(await severities(KEY), ['info'], 'the package may be one of their own');
    assert.deepEqual(await severities(`# mine\n${KEY}`), ['warning']);
  });
});
