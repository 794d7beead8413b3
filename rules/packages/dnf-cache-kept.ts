import { defineRule } from '../../src/rule.js';
import { keptCaches, rpmCache } from '../_share/caches.js';

export default defineRule({
  id: 'dnf-cache-kept',
  aliases: [
    'DL3040',
    'DS-0019',
    'AVD-DS-0019',
    'DS019',
    'purge-dnf-package-cache',
    'docker-purge-dnf-package-cache',
    'DS-0027',
    'AVD-DS-0027',
    'DS027',
    'purge-microdnf-package-cache',
    'docker-purge-microdnf-package-cache',
    '295acb63-9246-4b21-b441-7c1f1fb62dc0',
    'no_dnf_clean_all',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: '`dnf`, `microdnf` or `tdnf` leaves its cache in a layer.',
  why: `dnf keeps the metadata of all repositories, tens of megabytes, under \`/var/cache/dnf\` or \`/var/cache/libdnf5\`; \`keepcache=0\` is about packages only. Everybody who pulls the image pays for it, and
it is out of date within days. A later RUN cannot take it out again.

End the same RUN with \`dnf clean all\`, or mount a cache there. A stage whose layers are not part of the image does not matter and is left alone.`,
  bad: [
    {
      dockerfile: 'FROM fedora:40\nRUN dnf -y install \\\n      curl\n',
      at: 'dnf -y install',
      fixed: 'FROM fedora:40\nRUN dnf -y install \\\n      curl \\\n      && dnf clean all\n',
    },
    { dockerfile: 'FROM ubi9-minimal\nRUN microdnf install curl && microdnf clean packages\n', at: 'microdnf install' },
    {
      dockerfile: 'FROM almalinux:9\nRUN dnf -y install curl && microdnf clean all\n',
      at: 'dnf -y install',
      note: 'microdnf has a directory of its own',
    },
    { dockerfile: 'FROM photon:5\nRUN tdnf install -y curl\n', at: 'tdnf install' },
    {
      dockerfile:
        'FROM fedora:40\nRUN dnf install -y --setopt=keepcache=0 --installroot=/mnt curl && rm -rf /var/cache/dnf\n',
      at: 'dnf install',
      note: 'the cache lies below /mnt',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM fedora:40\nRUN dnf -y install curl && dnf clean all && rm -rf /var/cache/dnf\nRUN dnf -y upgrade; rm -rf /var/cache/libdnf5\n',
    },
    {
      dockerfile:
        'FROM fedora:42\nRUN dnf -y install curl && microdnf clean all\nFROM almalinux:9\nRUN dnf -y install curl && yum clean all\n',
      note: 'two names of one program',
    },
    {
      dockerfile:
        'FROM fedora:40\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf -y install curl\nRUN dnf --installroot /mnt install -y curl && rm -rf /mnt/var/cache/*\n',
    },
  ],
  dockerfile: subject => keptCaches(subject, rpmCache('dnf', 'microdnf', 'tdnf')),
});
