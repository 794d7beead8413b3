import { type ConfigEntry, defineRule, type Entry, type Hit } from '../../src/rule.js';
import { GUARDED } from '../_share/guarded.js';

const SHARED = new Set(['tmp', 'var/tmp', 'dev/shm']);
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export default defineRule({
  id: 'world-writable-file',
  aliases: [],
  controls: ['CIS-4.8', 'CWE-732'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Everybody may write to a program, a configuration file or a folder of them.',
  why: `Whatever runs in the container may change such a file: a program that was broken into replaces what root, or the next start, will run, although it has a user of its own. A
shared folder such as \`/tmp\` without the sticky bit lets one user delete and replace what another one put there.

Give the file to whom it belongs, \`COPY --chown=app\`, or to a group, \`chgrp -R 0 /data && chmod -R g=u /data\`; a shared folder wants \`chmod 1777\`. Programs, folders of PATH and \`/etc\` are told as warnings, one for
each folder at the top; other files and folders as information. Symbolic links, devices and folders with the sticky bit are fine.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        config: { Env: ['PATH=/opt/app/bin:/usr/bin'] },
        layers: [{ 'opt/app/': { mode: 0o777 }, 'etc/app.conf': { mode: 0o666 } }],
      },
      at: ['etc/app.conf', 'opt/app'],
      note: 'whoever may write to a folder may put another bin there',
    },
    {
      image: { layers: [{ 'app/a.js': { mode: 0o777 }, 'app/lib/b.js': { mode: 0o777 }, 'srv/x': { mode: 0o666 } }] },
      at: ['app', 'srv/x'],
      note: 'one for each folder at the top; the second is information',
    },
    { image: { layers: [{ 'tmp/': { mode: 0o777 }, 'var/tmp/': { mode: 0o777 } }] }, at: ['tmp', 'var/tmp'] },
  ],
  goodImages: [
    { image: { layers: [{ 'tmp/': { mode: 0o1777 }, 'data/': { mode: 0o1777 }, 'app/x': { mode: 0o775 } }] } },
    { image: { layers: [{ 'usr/bin/x': { link: '/y', mode: 0o777 }, 'dev/null': { type: 'fifo', mode: 0o666 } }] } },
    {
      image: { layers: [{ 'app/x': { mode: 0o777 } }, { 'app/x': { mode: 0o755 } }] },
      note: 'a later layer mended it',
    },
  ],
  reads: { open: { match: isOpen, bytes: 0, keep: () => true } },
  *image(subject) {
    const folders = programFolders(subject.image.runtime.env);
    const groups = new Map<string, Entry[]>();
    const layers = new Map<Entry, number>();
    for (const { entry, layer, goneIn } of subject.seen('open')) {
      if (goneIn !== undefined) continue;
      const key = `${kindOf(entry, folders)} ${topOf(entry.path)}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
      layers.set(entry, layer.index);
    }
    for (const [key, entries] of groups) {
      const [first, ...rest] = entries as [Entry, ...Entry[]];
      const path = rest.reduce((common, entry) => commonOf(common, entry.path), first.path);
      yield {
        at: { in: 'layer', layer: layers.get(first) ?? 0, path },
        ...judged(key.slice(0, key.indexOf(' ')) as Kind, first, entries.length),
      };
    }
  },
});

type Kind = 'shared' | 'program' | 'path' | 'etc' | 'other';

function isOpen({ type, mode, path }: Entry): boolean {
  if ((mode & 0o002) === 0 || /^(dev(?!\/shm$)|proc|sys)(\/|$)/.test(path) || GUARDED.test(path)) return false;
  return type === 'file' || type === 'hardlink' || (type === 'directory' && (mode & 0o1000) === 0);
}

/** The folders of PATH, and those they lie in: who may write there may put another folder in its place. */
function programFolders(env: readonly ConfigEntry[]): ReadonlySet<string> {
  const path = env.find(({ name }) => name === 'PATH')?.value.value ?? DEFAULT_PATH;
  const found = new Set<string>();
  for (const folder of path.split(':').slice(0, 100)) {
    const parts = folder.split('/').filter(part => part !== '');
    if (folder.startsWith('/')) for (let i = 0; i <= parts.length; i++) found.add(parts.slice(0, i).join('/'));
  }
  return found;
}

function kindOf({ path, type, mode }: Entry, folders: ReadonlySet<string>): Kind {
  if (SHARED.has(path)) return 'shared';
  if (type === 'directory' && folders.has(path)) return 'path';
  if (path === 'etc' || path.startsWith('etc/')) return 'etc';
  return type !== 'directory' && (mode & 0o111) !== 0 ? 'program' : 'other';
}

/** The folder at the top; each shared folder stands for itself. */
const topOf = (path: string): string => (SHARED.has(path) ? path : (path.split('/', 1)[0] ?? ''));

function commonOf(a: string, b: string): string {
  const [one, two] = [a.split('/'), b.split('/')];
  const differs = one.findIndex((part, i) => part !== two[i]);
  return differs === -1 ? a : one.slice(0, differs).join('/');
}

function judged(kind: Kind, { path }: Entry, count: number): Omit<Hit, 'at'> {
  const help = 'give them to the user or group that needs them, and take w of others away with chmod o-w';
  const among = count === 1 ? '' : `, and to ${count - 1} more such below the same folder`;
  switch (kind) {
    case 'shared':
      return { message: `everybody may delete what others put into /${path}`, help: `write chmod 1777 /${path}` };
    case 'path':
      return { message: `everybody may write to /${path}${among}: that is where programs are looked for`, help };
    case 'program':
      return { message: `everybody may write to the program /${path}${among}`, help };
    case 'etc':
      return { message: `everybody may write to /${path}${among}: that is configuration`, help };
    default:
      return { severity: 'info', message: `everybody may write to /${path}${among}`, help };
  }
}
