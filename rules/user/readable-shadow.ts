import { defineRule, type Entry, type FileAt, type Hit } from '../../src/rule.js';
import { readShadow, readTable } from '../_share/accounts.js';
import { GUARDED } from '../_share/guarded.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n';

export default defineRule({
  id: 'readable-shadow',
  aliases: [],
  controls: ['CWE-732'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Passwords, host keys or the rules of sudo are open to everybody.',
  why: `Who reads the hashes in \`/etc/shadow\` can guess the passwords at leisure; who reads a host key can pose as the server; who writes to \`sudoers\` is root, and \`sudo\` refuses to run with it.
Such modes come from \`chmod -R\` over \`/etc\`, and from files that were copied with the mode they had elsewhere.

Put back what the distribution has: \`chmod 640 /etc/shadow\`, \`chmod 600\` for host keys, \`chmod 440\` for sudoers. A shadow file in which all accounts are locked tells nobody anything and is information.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: { layers: [{ 'etc/shadow': 'root:$6$salt$Zm9vYmFyYmF6cXV4:1::::::\n', 'etc/sudoers': { mode: 0o666 } }] },
      at: ['etc/shadow', 'etc/sudoers'],
    },
    { image: { layers: [{ 'etc/gshadow-': 'root:*::\n' }] }, at: 'etc/gshadow-', note: 'nothing in it: information' },
    { image: { layers: [{ 'etc/ssh/ssh_host_rsa_key': KEY }] }, at: 'etc/ssh/ssh_host_rsa_key' },
    {
      image: { layers: [{ 'etc/sudoers.d/app': { mode: 0o464, gid: 1000 } }] },
      at: 'etc/sudoers.d/app',
      note: 'a group',
    },
  ],
  goodImages: [
    {
      image: {
        layers: [{ 'etc/shadow': { mode: 0o640 }, 'etc/sudoers': { mode: 0o440 }, 'etc/sudoers.d/': { mode: 0o755 } }],
      },
    },
    { image: { layers: [{ 'etc/ssh/ssh_host_rsa_key': '' }] }, note: 'no key in it' },
    { image: { layers: [{ 'etc/shadow': 'a:$6$salt$Zm9vYmFyYmF6cXV4:1\n' }, { 'etc/shadow': { mode: 0o600 } }] } },
    {
      image: { layers: [{ 'etc/shadow': { link: '/run/shadow', mode: 0o777 } }] },
      note: 'the mode of a link means nothing',
    },
  ],
  reads: {
    guarded: {
      match: ({ path, type }) => (type === 'file' || type === 'directory') && GUARDED.test(path),
      bytes: 1 << 20,
      keep: secretIn,
    },
  },
  *image(subject) {
    for (const { entry, layer, value, goneIn } of subject.seen('guarded')) {
      const file = goneIn === undefined ? subject.at(entry.path, false) : undefined;
      const found = file === undefined ? undefined : judge(entry.path, file, value);
      if (found !== undefined) yield { at: { in: 'layer', layer: layer.index, path: entry.path }, ...found };
    }
  },
});

type Secret = 'hash' | 'key' | 'none';

/** What there is in the file that others must not read. */
function secretIn({ path }: Entry, head: Uint8Array): Secret {
  if (/shadow-?$/.test(path))
    return readTable(head, readShadow).lines.some(({ password }) => password === 'hash') ? 'hash' : 'none';
  if (path.startsWith('etc/ssh/'))
    return /-----BEGIN [A-Z ]{0,20}PRIVATE KEY/.test(new TextDecoder().decode(head.subarray(0, 4096))) ? 'key' : 'none';
  return 'none';
}

function judge(path: string, { mode, gid, uid }: FileAt, secret: Secret): Omit<Hit, 'at'> | undefined {
  const writable = (mode & 0o002) !== 0;
  if (path.startsWith('etc/sudoers')) {
    const help =
      path === 'etc/sudoers.d' ? 'write chmod 750 /etc/sudoers.d' : `write chown root:root and chmod 440 /${path}`;
    if (writable)
      return { severity: 'error', message: `everybody may write to /${path}, and so say who is root`, help };
    if ((mode & 0o020) !== 0 && gid !== 0) return { message: `a group other than root's may write to /${path}`, help };
    return uid === 0
      ? undefined
      : { message: `/${path} does not belong to root: sudo refuses it, or its owner says who is root`, help };
  }
  if (path.startsWith('etc/ssh/')) {
    if (secret !== 'key' || (mode & 0o006) === 0) return undefined;
    const message = 'everybody in the container can read the key by which clients know this server';
    return {
      severity: 'error',
      message,
      help: 'make host keys when the container starts, not in the image; at least chmod 600',
    };
  }
  const help = `write chmod 640 /${path}`;
  if (writable) return { severity: 'error', message: `everybody may write to /${path}, and so set any password`, help };
  if ((mode & 0o004) === 0) return undefined;
  if (secret === 'hash')
    return { severity: 'error', message: `everybody in the container can read the password hashes in /${path}`, help };
  return { severity: 'info', message: `everybody can read /${path}, which holds no password yet`, help };
}
