import { defineRule, type Entry, markOfAll, type SecretMark, type Seen } from '../../src/rule.js';
import { storeAt } from '../_share/credential-stores.js';
import { lastOfEach, placeOf } from '../_share/layer-place.js';
import { mayHoldKey, privateKeysIn } from '../_share/private-keys.js';
import { type Digested, digested, isLikelyPublished, judgeOrigins, PACKAGE_READS } from '../_share/published.js';
import { counted } from '../_share/sizes.js';

const KEY = `-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHRoaXMtaXMtbm90LWEtcmVhbC1rZXktYXQtYWxsISEh\n-----END PRIVATE KEY-----\n`;
/** What databases list of it. */
const SHA1 = 'rKgS0eguyzFPQZL65SkG1WMk43Y=';
const CONFFILES =
  'Package: x\nStatus: install ok installed\nConffiles:\n /etc/x/default.key 931fe78c357f22cc9c5e588352774d4c\n';
const PUTTY = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 1\nAAAAC3NzaC1lZDI1NTE5\nPrivate-Lines: 1\nAAAAIFxhbmBub3QtYS1yZWFsLWtleS1hdC1hbGwhISEh\n`;
const SERVICE_ACCOUNT = JSON.stringify({ type: 'service_account', private_key: KEY });
/** No key of any format is shorter. */
const SMALLEST = 40;
/** What is looked at of a file. */
const LARGEST = 262_144;

/** What is remembered of a file with keys; never the keys. */
interface Keys extends Digested {
  readonly kind: string;
  readonly encrypted: boolean;
  readonly damaged?: true;
  readonly line?: number;
  readonly number: number;
  readonly secret: SecretMark;
}

function keysOf(entry: Entry, head: Uint8Array): Keys | undefined {
  if (!mayHoldKey(head)) return undefined;
  // What is turned to base64 in a program's store of credentials is judged as that.
  const keys = privateKeysIn(head, storeAt(entry.path) === undefined);
  const first =
    keys.find(({ encrypted, damaged }) => !encrypted && !damaged) ?? keys.find(({ damaged }) => !damaged) ?? keys[0];
  if (first === undefined) return undefined;
  const { kind, encrypted, damaged, line } = first;
  return {
    kind,
    encrypted,
    ...(damaged ? { damaged } : {}),
    ...(line === undefined ? {} : { line }),
    number: keys.length,
    secret: markOfAll(keys.map(({ secret }) => secret)),
    ...digested(entry, head),
  };
}

export default defineRule({
  id: 'private-key-in-layer',
  aliases: ['CIS-DI-0010'],
  controls: ['CIS-4.10', 'CWE-321'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A layer holds a private key.',
  why: `Everybody who can pull the image has the key, also when a later layer deletes or replaces the file: the layer that stores it is fetched all the same. Only a new key and an image
built without it mend that.

Mount the key where it is needed: \`RUN --mount=type=ssh\` or \`RUN --mount=type=secret\` in the build, a volume or the platform's secrets in the container. Generate SSH host keys when the
container starts; made in the build they are the same in every container, so nobody can tell one from another, or from somebody who posed as one.

Keys are told by their content, whatever the file is called: PEM of every kind, also in JSON, source code and base64, OpenSSH, OpenPGP, GnuPG, PuTTY, DER, PKCS#12, Java's key stores,
keytabs, WireGuard, minisign and signify, in the first 256 KiB of a text, program or store. What is between a frame's lines must prove to be a key; what only begins as one is a warning.
Certificates, public keys, trust stores and stubs of keys on cards do not count. A key with a passphrase and an SSH host key are warnings. A file is
public and not told where the digest of its content is the one that dpkg, apk or rpm lists for its path: whoever changes a file of a package is told again, also of a Python package (\`RECORD\`). Keys
in other files of packages, tests and examples were most likely published with them: they are info, since nothing may depend on them, and so is Debian's \`ssl-cert-snakeoil\`.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: { layers: [{ 'app/tls/server': KEY, 'app/k.ppk': PUTTY }, { 'app/tls/.wh.server': '' }] },
      at: ['app/k.ppk', 'app/tls/server'],
      note: 'deleted, but stored',
    },
    {
      image: { layers: [{ 'etc/ssh/ssh_host_ed25519_key': KEY, 'srv/lib/node_modules/x/test/a.pem': KEY }] },
      at: ['etc/ssh/ssh_host_ed25519_key', 'srv/lib/node_modules/x/test/a.pem'],
      note: 'a warning and an info',
    },
    {
      image: {
        layers: [
          { 'etc/x/default.key': KEY, 'var/lib/dpkg/status': CONFFILES },
          { 'etc/x/default.key': `# mine\n${KEY}`, 'srv/account.json': SERVICE_ACCOUNT },
        ],
      },
      at: ['etc/x/default.key', 'srv/account.json'],
      note: "a package's key, replaced by a later layer; a key in JSON",
    },
  ],
  goodImages: [
    {
      image: {
        layers: [
          {
            'etc/ssl/cert.pem': KEY.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
            'app/load.py':
              'if text.startswith("-----BEGIN PRIVATE KEY-----") and "-----END PRIVATE KEY-----" in text:\n',
            'app/README': '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n',
          },
        ],
      },
      note: 'certificates, and programs and texts about keys',
    },
    {
      image: {
        layers: [
          { 'etc/x/default.key': KEY, 'lib/apk/db/installed': `P:x\nF:etc/x\nR:default.key\nZ:Q1${SHA1}\n\n` },
          { 'etc/x/default.key': { content: KEY, mode: 0o600 } },
        ],
      },
      note: 'a package brought just this: everybody has it anyway',
    },
    {
      image: { layers: [{ 'etc/x/default.key': KEY, 'var/lib/dpkg/status': CONFFILES }] },
      note: 'a file of settings, as the package brought it',
    },
  ],
  reads: {
    ...PACKAGE_READS,
    keys: {
      match: ({ type, size, sparse }) => type === 'file' && size >= SMALLEST && !sparse,
      bytes: LARGEST,
      keep: keysOf,
    },
  },
  *image({ seen, incomplete }) {
    const found = lastOfEach(seen('keys'), value => value.secret.mark);
    const originOf = judgeOrigins({ listings: seen('listings'), rpm: seen('rpm') }, found);
    const published = new Map<string, Seen<Keys>[]>();
    const hosts = new Map<number, Seen<Keys>[]>();
    for (const one of found) {
      const { path } = one.entry;
      const { kind, encrypted, damaged, line } = one.value;
      const origin = originOf(one);
      if (origin === 'unmodified') continue;
      if (isLikelyPublished(origin, path)) {
        // One finding for all that one package brings into a layer.
        const key = `${one.layer.index}/${path.split('/').slice(0, -1).slice(0, 5).join('/')}`;
        published.set(key, [...(published.get(key) ?? []), one]);
      } else if (/^etc\/ssh\/ssh_host_\w{1,20}_key$/.test(path))
        hosts.set(one.layer.index, [...(hosts.get(one.layer.index) ?? []), one]);
      else if (path === 'etc/ssl/private/ssl-cert-snakeoil.key')
        yield {
          ...placeOf(one, line),
          secret: one.value.secret,
          severity: 'info',
          message: 'every container of the image has the same key of ssl-cert, which is made for tests',
          help: 'use no snakeoil certificate, or run make-ssl-cert generate-default-snakeoil --force-overwrite when the container starts',
        };
      else
        yield {
          ...placeOf(one, line),
          secret: one.value.secret,
          message: `everybody who pulls the image gets this ${kind}${encrypted ? ', guarded by its passphrase only' : damaged ? ', unless it is damaged or made up' : ''}`,
          help: 'replace the key, and build an image without it: mount it with RUN --mount=type=secret or into the container',
          ...(damaged || isLikelyPublished('unlisted', path)
            ? { severity: 'warning', confidence: 'medium' }
            : encrypted
              ? { severity: 'warning' }
              : {}),
        };
    }
    for (const many of hosts.values()) {
      // All that are hidden, or the first that is not.
      const first = many.find(({ goneIn }) => goneIn === undefined) ?? many[0];
      if (first === undefined) continue;
      yield {
        ...placeOf(first, first.value.line),
        secret: markOfAll(many.map(({ value }) => value.secret)),
        severity: 'warning',
        message: `every container of the image has the same ${counted(many.length, 'SSH host key')}, and whoever pulls the image can pose as it`,
        help: 'delete /etc/ssh/ssh_host_* in the RUN that installs the server, and run ssh-keygen -A when the container starts',
      };
    }
    for (const many of published.values()) {
      const [first] = many;
      if (first === undefined) continue;
      const number = many.reduce((sum, { value }) => sum + value.number, 0);
      yield {
        ...placeOf(first, first.value.line),
        secret: markOfAll(many.map(({ value }) => value.secret)),
        severity: 'info',
        confidence: 'medium',
        message: `${counted(number, 'private key')} among files of packages, tests or examples: nothing may depend on ${number === 1 ? 'it' : 'them'}`,
        help: 'leave tests and examples out of the image',
      };
    }
    if (incomplete !== undefined) yield { notEvaluated: incomplete };
  },
});
