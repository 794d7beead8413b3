import { defineRule } from '../../src/rule.js';
import { type Cache, keptCaches } from '../_share/caches.js';

const CACHE: Cache = {
  managers: ['zypper'],
  directories: ['/var/cache/zypp'],
  roots: ['-R', '--root', '--installroot'],
  exempt: ({ arguments: given }) => given.flag('-C', '--cache-dir', '-D', '--dry-run', '--download-only') !== undefined,
  cleans: ({ action, manager }) => action === 'clean' && manager === 'zypper',
  clean: () => 'zypper clean --all',
  message: 'zypper leaves its metadata in this layer, tens of megabytes that everybody pulls',
};

export default defineRule({
  id: 'zypper-cache-kept',
  aliases: [
    'DL3036',
    'DS-0020',
    'AVD-DS-0020',
    'DS020',
    'purge-zipper-cache',
    'docker-purge-zipper-cache',
    '38300d1a-feb2-4a48-936a-d1ef1cd24313',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: '`zypper` leaves its cache in a layer.',
  why: `zypper keeps the metadata of all repositories, tens of megabytes, under \`/var/cache/zypp\`. Everybody who pulls the image pays for it, and it is out of date within days. A later RUN cannot take it
out again.

End the same RUN with \`zypper clean --all\`, or mount a cache at \`/var/cache/zypp\`. A stage whose layers are not part of the image does not matter and is left alone.`,
  bad: [
    {
      dockerfile: 'FROM opensuse/leap:15\nRUN zypper -n in curl\n',
      at: 'zypper -n in',
      fixed: 'FROM opensuse/leap:15\nRUN zypper -n in curl && zypper clean --all\n',
    },
    {
      dockerfile: 'FROM opensuse/leap:15\nRUN zypper cc -a && zypper -n install curl && rm -rf /var/log/zypp\n',
      at: 'zypper -n install',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM opensuse/leap:15\nRUN zypper -n in curl && zypper cc -a\nRUN zypper -n in git; rm -rf /var/cache/zypp*\n',
    },
    { dockerfile: 'FROM opensuse/leap:15\nRUN --mount=type=cache,target=/var/cache/zypp zypper -n in curl\n' },
    {
      dockerfile:
        'FROM opensuse/leap:15 AS build\nRUN zypper -n in gcc\nFROM opensuse/leap:15\nRUN zypper ar https://example.com x\n',
    },
  ],
  dockerfile: subject => keptCaches(subject, CACHE),
});
