import type { ImageReference } from '../../src/rule.js';
import { endOfLife } from './eol.js';
import { officialName } from './official-images.js';

/** Until when the branches of Docker Official Images and of Microsoft's .NET images get updates, as their makers announced it. */

/** The day up to which the tables are complete. What ends later is not told, for nobody asks a clock. */
export const AS_OF = '2026-11-01';

/** What a tag says of its end. */
export interface End {
  /** What ends: `Python 3.8`, `Debian 10`. */
  readonly what: string;
  /** The last day. */
  readonly day: string;
}

type Table = Readonly<Record<string, string>>;

const PYTHON: Table = {
  '2': '2020-01-01',
  '2.7': '2020-01-01',
  '3.3': '2017-09-29',
  '3.4': '2019-03-18',
  '3.5': '2020-09-30',
  '3.6': '2021-12-23',
  '3.7': '2023-06-27',
  '3.8': '2024-10-07',
  '3.9': '2025-10-31',
  '3.10': '2026-10-31',
  '3.11': '2027-10-31',
};
const NODE: Table = {
  '0.10': '2016-10-31',
  '0.12': '2016-12-31',
  '4': '2018-04-30',
  '5': '2016-06-30',
  '6': '2019-04-30',
  '7': '2017-06-30',
  '8': '2019-12-31',
  '9': '2018-06-30',
  '10': '2021-04-30',
  '11': '2019-06-01',
  '12': '2022-04-30',
  '13': '2020-06-01',
  '14': '2023-04-30',
  '15': '2021-06-01',
  '16': '2023-09-11',
  '17': '2022-06-01',
  '18': '2025-04-30',
  '19': '2023-06-01',
  '20': '2026-04-30',
  '21': '2024-06-01',
  '22': '2027-04-30',
  '23': '2025-06-01',
};
/** By image: by branch, the longest that fits first. A branch of one number is that of a tag without more. */
const IMAGES: Readonly<Record<string, { readonly title: string; readonly ends: Table }>> = {
  python: { title: 'Python', ends: PYTHON },
  node: { title: 'Node.js', ends: NODE },
  php: {
    title: 'PHP',
    ends: {
      '5': '2018-12-31',
      '5.3': '2014-08-14',
      '5.4': '2015-09-14',
      '5.5': '2016-07-21',
      '5.6': '2018-12-31',
      '7': '2022-11-28',
      '7.0': '2019-01-10',
      '7.1': '2019-12-01',
      '7.2': '2020-11-30',
      '7.3': '2021-12-06',
      '7.4': '2022-11-28',
      '8.0': '2023-11-26',
      '8.1': '2025-12-31',
      '8.2': '2026-12-31',
    },
  },
  ruby: {
    title: 'Ruby',
    ends: {
      '1.9': '2015-02-23',
      '2': '2023-03-31',
      '2.0': '2016-02-24',
      '2.1': '2017-03-31',
      '2.2': '2018-03-31',
      '2.3': '2019-03-31',
      '2.4': '2020-03-31',
      '2.5': '2021-03-31',
      '2.6': '2022-04-12',
      '2.7': '2023-03-31',
      '3.0': '2024-04-23',
      '3.1': '2025-03-26',
      '3.2': '2026-03-31',
      '3.3': '2027-03-31',
    },
  },
  golang: {
    title: 'Go',
    ends: {
      '1.4': '2016-02-17',
      '1.5': '2016-08-15',
      '1.6': '2017-02-16',
      '1.7': '2017-08-24',
      '1.8': '2018-02-16',
      '1.9': '2018-08-24',
      '1.10': '2019-02-25',
      '1.11': '2019-09-03',
      '1.12': '2020-02-25',
      '1.13': '2020-08-11',
      '1.14': '2021-02-16',
      '1.15': '2021-08-16',
      '1.16': '2022-03-15',
      '1.17': '2022-08-02',
      '1.18': '2023-02-01',
      '1.19': '2023-08-08',
      '1.20': '2024-02-06',
      '1.21': '2024-08-13',
      '1.22': '2025-02-11',
      '1.23': '2025-08-12',
    },
  },
  postgres: {
    title: 'PostgreSQL',
    ends: {
      '9': '2021-11-11',
      '9.4': '2020-02-13',
      '9.5': '2021-02-11',
      '9.6': '2021-11-11',
      '10': '2022-11-10',
      '11': '2023-11-09',
      '12': '2024-11-21',
      '13': '2025-11-13',
      '14': '2026-11-12',
    },
  },
  mysql: {
    title: 'MySQL',
    ends: { '5': '2023-10-31', '5.5': '2018-12-31', '5.6': '2021-02-28', '5.7': '2023-10-31', '8.0': '2026-04-30' },
  },
  mongo: {
    title: 'MongoDB',
    ends: {
      '3': '2021-04-30',
      '3.6': '2021-04-30',
      '4': '2024-02-29',
      '4.0': '2022-04-30',
      '4.2': '2023-04-30',
      '4.4': '2024-02-29',
      '5': '2024-10-31',
      '5.0': '2024-10-31',
      '6': '2025-07-31',
      '6.0': '2025-07-31',
    },
  },
  /** Nobody makes its releases any more; only early-access builds still appear. */
  openjdk: {
    title: 'the image openjdk',
    ends: Object.fromEntries([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18].map(major => [major, '2022-07-31'])),
  },
};
const DOTNET: Table = {
  '1.0': '2019-06-27',
  '1.1': '2019-06-27',
  '2.0': '2018-10-01',
  '2.1': '2021-08-21',
  '2.2': '2019-12-23',
  '3.0': '2020-03-03',
  '3.1': '2022-12-13',
  '5.0': '2022-05-10',
  '6.0': '2024-11-12',
  '7.0': '2024-05-14',
  '8.0': '2026-11-10',
};
const LTS_NODE: Readonly<Record<string, string>> = {
  argon: '4',
  boron: '6',
  carbon: '8',
  dubnium: '10',
  erbium: '12',
  fermium: '14',
  gallium: '16',
  hydrogen: '18',
  iron: '20',
  jod: '22',
};
/** Codenames of distributions, as tags have them. */
const CODENAMES: Readonly<Record<string, readonly [id: string, version: string]>> = {
  wheezy: ['debian', '7'],
  jessie: ['debian', '8'],
  stretch: ['debian', '9'],
  buster: ['debian', '10'],
  bullseye: ['debian', '11'],
  bookworm: ['debian', '12'],
  precise: ['ubuntu', '12.04'],
  trusty: ['ubuntu', '14.04'],
  xenial: ['ubuntu', '16.04'],
  artful: ['ubuntu', '17.10'],
  bionic: ['ubuntu', '18.04'],
  cosmic: ['ubuntu', '18.10'],
  disco: ['ubuntu', '19.04'],
  eoan: ['ubuntu', '19.10'],
  focal: ['ubuntu', '20.04'],
  groovy: ['ubuntu', '20.10'],
  hirsute: ['ubuntu', '21.04'],
  impish: ['ubuntu', '21.10'],
  jammy: ['ubuntu', '22.04'],
  kinetic: ['ubuntu', '22.10'],
  lunar: ['ubuntu', '23.04'],
  mantic: ['ubuntu', '23.10'],
  oracular: ['ubuntu', '24.10'],
  plucky: ['ubuntu', '25.04'],
};
/** Images of distributions by the `ID` of their os-release, and how they are called. */
const DISTRIBUTIONS: Readonly<Record<string, readonly [id: string, title: string]>> = {
  debian: ['debian', 'Debian'],
  ubuntu: ['ubuntu', 'Ubuntu'],
  alpine: ['alpine', 'Alpine'],
  fedora: ['fedora', 'Fedora'],
  centos: ['centos', 'CentOS'],
  rockylinux: ['rocky', 'Rocky Linux'],
  almalinux: ['almalinux', 'AlmaLinux'],
  amazonlinux: ['amzn', 'Amazon Linux'],
};

/** When the branch that a tag names gets its last updates, or its distribution does, whichever is first; `undefined`: not in the tables. */
export function endOfImage(image: ImageReference): End | undefined {
  const tag = image.tag ?? (image.digest === undefined ? 'latest' : '');
  if (
    image.registry === 'mcr.microsoft.com' &&
    /^dotnet\/(?:core\/)?(?:sdk|runtime|aspnet|runtime-deps)$/.test(image.repository)
  )
    return branch('.NET', DOTNET, tag);
  const name = officialName(image);
  if (name === undefined || tag === '') return undefined;
  const language = Object.hasOwn(IMAGES, name) ? IMAGES[name] : undefined;
  const ends = [
    language === undefined || (name === 'openjdk' && /-ea-|-ea$|-rc/.test(tag))
      ? undefined
      : branch(language.title, language.ends, name === 'node' ? numbered(tag) : tag),
    distribution(name, tag),
  ].filter(end => end !== undefined);
  return ends.sort((a, b) => (a.day < b.day ? -1 : 1))[0];
}

function branch(title: string, ends: Table, tag: string): End | undefined {
  // `8u292-jdk`, `3.8.0rc1`, `8.0.100-preview`
  const version = /^\d{1,4}(?:\.\d{1,4}){0,2}/.exec(tag)?.[0];
  if (version === undefined) return undefined;
  const parts = version.split('.');
  for (const length of [2, 1]) {
    const name = parts.slice(0, length).join('.');
    // `3` is whatever is newest; a longer version belongs to a branch of one number only where branches have one.
    if (length > parts.length || !Object.hasOwn(ends, name)) continue;
    if (length < parts.length && Object.keys(ends).some(other => other.startsWith(`${name}.`))) continue;
    return { what: title.startsWith('the ') ? title : `${title} ${name}`, day: ends[name] as string };
  }
  return undefined;
}

function numbered(tag: string): string {
  const [first = ''] = tag.split('-');
  return Object.hasOwn(LTS_NODE, first) ? (LTS_NODE[first] as string) : tag;
}

/** The end of the distribution, of an image of its own or of one that is built on it. */
function distribution(name: string, tag: string): End | undefined {
  const own = Object.hasOwn(DISTRIBUTIONS, name) ? DISTRIBUTIONS[name] : undefined;
  const parts = tag.split('-');
  for (const part of parts) {
    const found = Object.hasOwn(CODENAMES, part) ? CODENAMES[part] : undefined;
    if (found !== undefined) return ended(found[0], found[0] === 'debian' ? 'Debian' : 'Ubuntu', found[1]);
    const alpine = /^alpine(3\.\d{1,2})$/.exec(part)?.[1];
    if (alpine !== undefined) return ended('alpine', 'Alpine', alpine);
  }
  if (own === undefined) return undefined;
  const [id, title] = own;
  const first = (parts[0] ?? '').replace(/^(?:centos|f)(?=\d)/, '');
  // The image was given up with CentOS 8, and `latest` stayed there.
  if (id === 'centos' && first === 'latest') return ended(id, title, '8');
  return /^\d{1,4}(?:\.\d{1,8}){0,3}$/.test(first) ? ended(id, title, first) : undefined;
}

function ended(id: string, title: string, version: string): End | undefined {
  const short = version.split('.').slice(0, 2).join('.');
  const day = endOfLife(
    new Map([
      ['ID', id],
      ['VERSION_ID', short],
    ]),
  );
  return /^\d/.test(day) ? { what: `${title} ${short}`, day } : undefined;
}
