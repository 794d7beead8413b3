/** Values of labels, each held against its format. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fitsFormat, LABEL_FORMATS, type LabelFormat } from '../../rules/_share/label-formats.js';

const VALUES: Readonly<Record<Exclude<LabelFormat, 'text'>, { right: readonly string[]; wrong: readonly string[] }>> = {
  url: {
    right: [
      'https://example.com',
      'HTTP://a/b?c=d#e',
      'ssh://git@host:22/x.git',
      'mailto:a@b',
      'urn:isbn:1',
      'file:///x',
    ],
    wrong: [
      'example.com',
      'git@host.org:a/b.git',
      'localhost:80',
      'https://',
      'https:// a',
      'https:/a',
      '//a/b',
      'a b',
    ],
  },
  rfc3339: {
    right: [
      '2026-01-31T10:00:00Z',
      '2024-02-29t23:59:60.123456z',
      '2000-02-29T00:00:00+14:00',
      '2026-01-31 10:00:00-00:00',
    ],
    wrong: [
      '2026-01-31',
      '2026-01-31T10:00:00',
      '2026-01-31T10:00Z',
      '2023-02-29T10:00:00Z',
      '1900-02-29T10:00:00Z',
      '2026-04-31T10:00:00Z',
      '2026-13-01T10:00:00Z',
      '2026-00-01T10:00:00Z',
      '2026-01-00T10:00:00Z',
      '2026-01-31T24:00:00Z',
      '2026-01-31T10:60:00Z',
      '2026-01-31T10:00:00+24:00',
      '2026-1-31T10:00:00Z',
      '20260131T100000Z',
      'Sat Jan 31 10:00:00 UTC 2026',
    ],
  },
  spdx: {
    right: [
      'MIT',
      'mit',
      'Apache-2.0 OR MIT',
      '(MIT AND (ISC OR 0BSD))',
      'GPL-2.0+',
      'GPL-2.0-or-later WITH Classpath-exception-2.0 AND MIT',
      'LicenseRef-Acme-1.0',
      'DocumentRef-x:LicenseRef-y',
      'NOASSERTION',
    ],
    wrong: [
      'Apache 2.0',
      'Apache2',
      'GPLv3',
      'Proprietary',
      'MIT,ISC',
      'MIT/ISC',
      'MIT OR',
      'OR MIT',
      'MIT ISC',
      '(MIT',
      'MIT)',
      '()',
      'MIT WITH',
      'MIT WITH MIT',
      '(MIT) WITH Classpath-exception-2.0',
      'LicenseRef-',
      'constructor',
    ],
  },
  hash: {
    right: ['2dbfae9', '2DBFAE9A', 'a'.repeat(40), '0'.repeat(64)],
    wrong: ['2dbfae', 'a'.repeat(41), 'a'.repeat(63), 'main', '2dbfaeg'],
  },
  semver: {
    right: ['0.0.0', '1.2.3', '1.2.3-rc.1', '1.0.0-0a.x-y--z+001.b', '1.0.0+01', '1.2.3----R-S.12.9.1--.12'],
    wrong: [
      '1',
      '1.2',
      'v1.2.3',
      '01.2.3',
      '1.02.3',
      '1.2.3-01',
      '1.2.3-',
      '1.2.3-a..b',
      '1.2.3+',
      '1.2.3+a..b',
      '1.2.3.4',
    ],
  },
  email: {
    right: ['ada@example.com', 'a.b+c@x-y.example.org', 'Ada L. <ada@example.com>'],
    wrong: [
      'ada',
      '@example.com',
      'ada@example',
      'ada@-x.com',
      'a..b@x.com',
      'a@b..com',
      'a b@x.com',
      'Ada <>',
      'a@x.com,b@x.com',
    ],
  },
};

describe('the formats of labels', () => {
  for (const [format, { right, wrong }] of Object.entries(VALUES))
    test(format, () => {
      for (const value of right) assert.ok(fitsFormat(value, format as LabelFormat), `${value} is right`);
      for (const value of wrong) assert.ok(!fitsFormat(value, format as LabelFormat), `${value} is wrong`);
    });

  test('long values take no longer than they should', () => {
    const long = ['a', '1.', '-', '(', 'MIT OR ', '@', 'x@', '://', '9'].map(part => part.repeat(100_000));
    const start = performance.now();
    for (const format of LABEL_FORMATS) for (const value of long) fitsFormat(value, format);
    assert.ok(performance.now() - start < 5_000);
  });
});
