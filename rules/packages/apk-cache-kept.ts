import { type Command, defineRule, type Fix, hit } from '../../src/rule.js';
import { commandsOf, isCleaned, isMounted } from '../_share/cleanup.js';
import { behind, through } from '../_share/edits.js';
import { isShipped } from '../_share/lineage.js';
import { type PackageCall, packageCall } from '../_share/packages.js';

const CACHES = ['/var/cache/apk', '/etc/apk/cache', '/var/lib/apk'];

export default defineRule({
  id: 'apk-cache-kept',
  aliases: [
    'DL3019',
    'DS-0025',
    'AVD-DS-0025',
    'DS025',
    'purge-apk-package-cache',
    'docker-purge-apk-package-cache',
    'ae9c56a6-3ed1-4ac0-9b54-31267f51151d',
    'DKL-DI-0004',
    'apkadd-missing_nocache_or_updaterm',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: '`apk` leaves its package index in a layer.',
  why: `Without \`--no-cache\` apk keeps the index of the repositories, 2 to 3 MB, under \`/var/cache/apk\`. On an image of a few megabytes that counts, and the index is old within days.

Write \`apk add --no-cache …\`, which fetches a fresh index too, so that \`apk update\` is not needed; or remove \`/var/cache/apk/*\` in the same RUN, or mount a cache there. A stage whose layers
are not part of the image does not matter and is left alone.`,
  bad: [
    {
      dockerfile: 'FROM alpine:3.20\nRUN apk add curl\n',
      at: 'apk add',
      fixed: 'FROM alpine:3.20\nRUN apk add --no-cache curl\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nRUN apk add -q --virtual .deps gcc && apk add git && apk del .deps\n',
      at: 'apk add',
      fixed:
        'FROM alpine:3.20\nRUN apk add --no-cache -q --virtual .deps gcc && apk add --no-cache git && apk del .deps\n',
      note: 'one finding for one layer',
    },
    {
      dockerfile: 'FROM alpine:3.20\nRUN apk update && apk add --no-cache curl\n',
      at: 'apk update',
      note: 'update keeps the index, whatever add does',
    },
    {
      dockerfile: 'FROM alpine:3.20\nRUN rm -rf /var/cache/apk/* && apk -U add curl\nRUN rm -rf /var/cache/apk/*\n',
      at: 'apk -U add',
    },
  ],
  good: [
    { dockerfile: 'FROM alpine:3.20\nRUN apk --no-cache add curl && apk add -U --no-cache git\n' },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk update && apk add curl && rm -rf /var/cache/apk/*\nRUN apk add git && rm -rf /var/cache/*\n',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN --mount=type=cache,target=/var/cache/apk ln -s /var/cache/apk /etc/apk/cache && apk add curl\nRUN --mount=type=cache,target=/etc/apk/cache apk add git\n',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk --root /rootfs --initdb add curl && rm -rf /rootfs/var/cache/apk\nRUN apk add --cache-dir /tmp/x curl\n',
    },
    { dockerfile: 'FROM alpine:3.20 AS build\nRUN apk add gcc\nFROM alpine:3.20\nRUN apk del x && apk info\n' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run')) {
      const calls = commandsOf(subject, instruction).flatMap(keeps);
      const last = calls.at(-1);
      const first = calls[0];
      if (first === undefined || last === undefined || !isShipped(subject, instruction)) continue;
      const root = last.arguments.flag('--root', '-p');
      if (root !== undefined && root.value === undefined) continue;
      const caches = CACHES.map(path => (root?.value ?? '') + path);
      if (caches.some(path => isMounted(subject, instruction, path))) continue;
      const cleaned = isCleaned(subject, last.command, caches, () => false);
      if (cleaned === undefined) yield { notEvaluated: 'a command that cannot be read from here may remove the index' };
      if (cleaned !== false) continue;
      const installs = calls.every(call => call.action === 'install');
      const fix: Fix = {
        title: 'Add --no-cache',
        safety: 'safe',
        edits: calls.map(({ command, verb }) => behind(command, verb, '--no-cache')),
      };
      yield hit(through(first.command, first.verb), 'the package index stays in this layer', {
        help: installs ? 'write apk add --no-cache' : 'leave apk update out and write --no-cache behind add or upgrade',
        also: calls.slice(1).map(call => ({ in: 'dockerfile', span: through(call.command, call.verb) })),
        ...(installs && { fix }),
      });
    }
  },
});

/** The call, if it keeps an index under the usual path. */
function keeps(command: Command): PackageCall | [] {
  const call = packageCall(command);
  if (call?.manager !== 'apk' || command.wrappers.some(({ name }) => name === 'chroot')) return [];
  if (!['install', 'update', 'upgrade'].includes(call.action)) return [];
  return call.arguments.flag('--no-cache', '--cache-dir', '--simulate', '-s', '--help', '--no-network') === undefined
    ? call
    : [];
}
