/** Until when distributions get security updates without a contract, as their makers announced it. */

/** The contents of an `os-release` (os-release(5)): quotes taken away, unknown lines left out. */
export function readOsRelease(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, quoted, plain] =
      /^([A-Z][A-Z0-9_]{0,63})=(?:"([^"]{0,500})"|'?([^'"]{0,500})'?)$/.exec(line.trim()) ?? [];
    if (name !== undefined) fields.set(name, quoted ?? plain ?? '');
  }
  return fields;
}

type Table = Readonly<Record<string, string>>;

/** RHEL and its rebuilds end with the same day of maintenance. */
const ENTERPRISE: Table = { 6: '2020-11-30', 7: '2024-06-30', 8: '2029-05-31', 9: '2032-05-31', 10: '2035-05-31' };

/**
 * By `ID`, then by version: the last day. For Debian that of long-term support, for Ubuntu that of standard support. Where a
 * source names only a month it is the last day of it.
 */
const ENDS: Readonly<Record<string, Table>> = {
  debian: {
    7: '2018-05-31',
    8: '2020-06-30',
    9: '2022-06-30',
    10: '2024-06-30',
    11: '2026-08-31',
    12: '2028-06-30',
    13: '2030-06-30',
  },
  ubuntu: {
    '12.04': '2017-04-28',
    '14.04': '2019-04-30',
    '16.04': '2021-04-30',
    '17.10': '2018-07-19',
    '18.04': '2023-05-31',
    '18.10': '2019-07-18',
    '19.04': '2020-01-23',
    '19.10': '2020-07-17',
    '20.04': '2025-05-31',
    '20.10': '2021-07-22',
    '21.04': '2022-01-20',
    '21.10': '2022-07-14',
    '22.04': '2027-06-30',
    '22.10': '2023-07-20',
    '23.04': '2024-01-25',
    '23.10': '2024-07-11',
    '24.04': '2029-06-30',
    '24.10': '2025-07-10',
    '25.04': '2026-01-31',
    '25.10': '2026-07-31',
  },
  alpine: {
    '3.5': '2018-11-01',
    '3.6': '2019-05-01',
    '3.7': '2019-11-01',
    '3.8': '2020-05-01',
    '3.9': '2021-01-01',
    '3.10': '2021-05-01',
    '3.11': '2021-11-01',
    '3.12': '2022-05-01',
    '3.13': '2022-11-01',
    '3.14': '2023-05-01',
    '3.15': '2023-11-01',
    '3.16': '2024-05-23',
    '3.17': '2024-11-22',
    '3.18': '2025-05-09',
    '3.19': '2025-11-01',
    '3.20': '2026-04-01',
    '3.21': '2026-11-01',
    '3.22': '2027-05-01',
  },
  rhel: ENTERPRISE,
  rocky: ENTERPRISE,
  almalinux: ENTERPRISE,
  centos: { 6: '2020-11-30', 7: '2024-06-30', 8: '2021-12-31' },
  'centos-stream': { 8: '2024-05-31', 9: '2027-05-31', 10: '2030-05-31' },
  fedora: {
    30: '2020-05-26',
    31: '2020-11-30',
    32: '2021-05-25',
    33: '2021-11-30',
    34: '2022-06-07',
    35: '2022-12-13',
    36: '2023-05-16',
    37: '2023-12-05',
    38: '2024-05-21',
    39: '2024-11-26',
    40: '2025-05-13',
    41: '2025-12-15',
    42: '2026-05-31',
    43: '2026-12-31',
  },
  amzn: { '2018.03': '2023-12-31', 2: '2026-06-30', 2023: '2029-06-30' },
  'opensuse-leap': {
    '42.3': '2019-07-01',
    '15.0': '2019-12-31',
    '15.1': '2021-02-28',
    '15.2': '2022-01-31',
    '15.3': '2022-12-31',
    '15.4': '2023-12-31',
    '15.5': '2024-12-31',
    '15.6': '2026-04-30',
    '16.0': '2027-10-31',
  },
};
const ROLLING = new Set(['arch', 'wolfi', 'chainguard', 'opensuse-tumbleweed', 'gentoo', 'void', 'nixos', 'kali']);

/** The day (`2024-06-30`) on which a release's updates end; `rolling`: it has none; `unknown`: not in the table. */
export function endOfLife(release: ReadonlyMap<string, string>): string {
  const id = release.get('ID') ?? '';
  const version = release.get('VERSION_ID') ?? '';
  const stream = id === 'centos' && /stream/i.test(release.get('NAME') ?? '');
  if (ROLLING.has(id)) return 'rolling';
  const name = stream ? 'centos-stream' : id;
  if (!/^\d{1,4}(?:\.\d{1,4}){0,3}$/.test(version) || !Object.hasOwn(ENDS, name)) return 'unknown';
  const table = ENDS[name] as Table;
  const parts = version.split('.');
  for (let length = Math.min(parts.length, 2); length > 0; length--) {
    const end = Object.hasOwn(table, parts.slice(0, length).join('.'))
      ? table[parts.slice(0, length).join('.')]
      : undefined;
    if (end !== undefined) return end;
  }
  return 'unknown';
}
