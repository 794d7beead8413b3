import { defineRule } from '../../src/rule.js';
import { keptCaches, rpmCache } from '../_share/caches.js';

export default defineRule({
  id: 'yum-cache-kept',
  aliases: [
    'DL3032',
    'DS-0015',
    'AVD-DS-0015',
    'DS015',
    'purge-yum-package-cache',
    'docker-purge-yum-package-cache',
    '00481784-25aa-4a55-8633-3136dfcf4f37',
    'no_yum_clean_all',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: '`yum` leaves its cache in a layer.',
  why: `yum keeps the metadata of all repositories, tens of megabytes, under \`/var/cache\`. Everybody who pulls the image pays for it, and it is out of date within days. A later RUN cannot take it out
again; \`yum clean metadata\` leaves packages, and a clean-up before the installation does nothing.

End the same RUN with \`yum clean all\`, or mount a cache at \`/var/cache/yum\` (\`/var/cache/dnf\` where yum is dnf). A stage whose layers are not part of the image does not matter and is left alone.`,
  bad: [
    {
      dockerfile: 'FROM centos:7\nRUN yum -y update && yum -y install curl\n',
      at: 'yum -y install',
      fixed: 'FROM centos:7\nRUN yum -y update && yum -y install curl && yum clean all\n',
    },
    {
      dockerfile:
        'FROM centos:7\nRUN yum clean all && yum install -y curl && yum clean metadata && rm -rf /tmp/x\nRUN yum clean all\n',
      at: 'yum install',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM centos:7\nRUN yum -y install curl && yum -y clean all\nRUN yum -y install git; rm -rf /var/cache/yum/*\n',
    },
    {
      dockerfile:
        'FROM almalinux:9\nRUN yum -y install curl && dnf clean all\nRUN yum -y install git && rm -rf /var/cache/*\n',
      note: 'yum is dnf there',
    },
    { dockerfile: 'FROM almalinux:9\nRUN --mount=type=cache,target=/var/cache/dnf yum -y install curl\n' },
    {
      dockerfile:
        'FROM centos:7 AS build\nRUN yum -y install gcc\nFROM centos:7\nRUN yum-config-manager --enable x && yum list\n',
    },
  ],
  dockerfile: subject => keptCaches(subject, rpmCache('yum')),
});
