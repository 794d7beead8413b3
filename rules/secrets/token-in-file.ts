import { defineRule, type Entry, markOfAll, mayHoldToken, Secret, type SecretMark } from '../../src/rule.js';
import { credentialLine, storeAt } from '../_share/credential-stores.js';
import { lastOfEach, placeOf, shownPath } from '../_share/layer-place.js';
import { isMadeUpFolder, isPackageFolder } from '../_share/package-folders.js';
import { type Digested, digested, isLikelyPublished, judgeOrigins, PACKAGE_READS } from '../_share/published.js';
import { lineAt, tokensIn } from '../_share/secret-values.js';
import { isSettings, secretSettings } from '../_share/settings-values.js';
import { readable } from '../_share/strings.js';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`;
/** What is looked at of a file; of texts that are dumps, bundles and lists, which are large, more. */
const LARGEST = 262_144;
const LARGEST_TEXT = 8 * 2 ** 20;
const LARGE_TEXT = /\.(?:sql|dump|csv|tsv|jsonl?|ndjson|[cm]?js|map|log|ya?ml|xml|txt|env|har|ipynb|tfstate)$/i;
/** Settings are written by hand. */
const LARGEST_SETTINGS = 262_144;
/** As for the rule about such files. */
const LARGEST_STORE = 1_000_000;
/** Media and what is compressed show nothing; not reading them saves their bytes. */
const NO_TEXT =
  /\.(?:png|jpe?g|gif|ico|webp|woff2?|ttf|otf|gz|tgz|xz|zst|bz2|zip|jar|whl|egg|mo|gmo|deb|rpm|apk|pdf|mp[34]|avif)$/i;
/** Texts about programs show passwords in URLs that are none. */
const PROSE =
  /\.(?:md|markdown|rst|txt|adoc|html?|[1-8]|po|pot|tex|texi|info)$|(?:^|\/)(?:README|CHANGE|NEWS|HISTORY)[^/]{0,40}$/i;
/** Shown in documentation often: the id of a key is no secret without the key, a password in a URL may be invented. */
const NEEDS_MORE = new Set([
  'password in a URL',
  'AWS access key id',
  'Alibaba access key id',
  'Tencent secret id',
  'Twilio API key',
  'JSON Web Token',
]);

interface Token extends Digested {
  readonly kind: string;
  /** Of a setting that is secret by its name and value. */
  readonly name?: string;
  readonly line: number;
  readonly number: number;
  /** Names all that was found. */
  readonly secret: SecretMark;
}

export default defineRule({
  id: 'token-in-file',
  aliases: ['CIS-DI-0010'],
  controls: ['CIS-4.10', 'CWE-798'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A file of a layer holds a token or a password.',
  why: `Everybody who can pull the image can use it, also when a later layer deletes or replaces the file: the layer that stores it is fetched all the same. Revoke the token first; taking the
line out does not take it back.

Texts count whose form proves what they are, such as tokens with the fixed prefix of their issuer and passwords in URLs, in the first 256 KiB of files, of dumps, bundles, logs and lists in the first 8 MiB. In files of settings (YAML, JSON,
TOML, INI, properties, XML and their like) a telling name with a value that is no stand-in, word, path or reference counts too, as a warning. Stand-ins (\`AKIA…EXAMPLE\`), variables and passwords for this
machine only are none, and nothing is guessed from how random a text looks. What packages, tests and documentation show was most
likely published with them and is info; where the digest of a file's content is the one that dpkg, apk or rpm lists for its path, that is proved and not told. A Google API key is often meant to be seen in a page, so it is a warning: see that it is restricted.

Hand the token to the step that needs it with \`RUN --mount=type=secret\`, or to the container when it starts.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        layers: [
          { 'app/config.yml': `token: ${TOKEN}\n`, 'app/db.py': 'URL = "postgres://app:s3cr3t-pa55@db.acme.io/app"\n' },
          { 'app/config.yml': 'token: from-environment\n' },
        ],
      },
      at: ['app/config.yml', 'app/db.py'],
      note: 'replaced, but stored',
    },
    {
      image: {
        layers: [
          {
            'app/settings.yml': 'db:\n  user: app\n  password: k7Rt2pQ9xW4z\n',
            'app/bin/tool': `\0\0${TOKEN}\0\0`,
          },
        ],
      },
      at: ['app/bin/tool', 'app/settings.yml'],
      note: 'by its name and value, and in a program',
    },
  ],
  goodImages: [
    {
      image: {
        layers: [
          {
            'app/a.yml':
              'id: AKIAIOSFODNN7EXAMPLE\nurl: https://user:password@git.acme.io/x\nurl2: postgres://app:${PASSWORD}@db/app\n',
            'app/dev.yml': 'url: postgres://dev:hunter2hunter@localhost/app\n',
            'app/README.md': 'Try `curl https://me:s3cr3t-pa55@acme.io`.\n',
            'usr/share/x/urls.py': 'u = "ftp://joe:s3cr3t-pa55@ftp.acme.io/"\n',
          },
        ],
      },
      note: 'stand-ins, this machine, and texts about URLs',
    },
    {
      image: {
        layers: [
          {
            'app/a.yml': 'password: ${DB_PASSWORD}\ntoken_ttl: 3600\nsecret: vault:secret/data/app\n',
            'app/locales/de.json': '{"password":"Passwort2024Neu","token":"Code"}',
          },
        ],
      },
      note: 'references, settings about secrets, translations',
    },
  ],
  reads: {
    ...PACKAGE_READS,
    tokens: {
      match: entry => !isLargeText(entry) && mayBeText(entry),
      bytes: LARGEST,
      keep: keptOf,
    },
    large: {
      match: entry => isLargeText(entry) && mayBeText(entry),
      bytes: LARGEST_TEXT,
      keep: keptOf,
    },
  },
  *image({ seen, incomplete }) {
    const found = lastOfEach([...seen('tokens'), ...seen('large')], value => value.secret.mark);
    const originOf = judgeOrigins({ listings: seen('listings'), rpm: seen('rpm') }, found);
    for (const one of found) {
      const { path } = one.entry;
      const origin = originOf(one);
      if (origin === 'unmodified') continue;
      const { kind, line, number, name, secret } = one.value;
      const published = isLikelyPublished(origin, path) || (origin === 'unlisted' && PROSE.test(path));
      const changed = origin === 'modified' && isLikelyPublished('unlisted', path);
      const more = number === 1 ? '' : ` and ${number - 1} more in the file`;
      const open = kind === 'Google API key' || kind === 'password in a URL' || name !== undefined;
      yield {
        ...placeOf(one, line),
        secret,
        message:
          name === undefined
            ? `everybody who pulls the image gets this ${kind}${more}`
            : `everybody who pulls the image reads the value of ${shownPath(name)}${more}`,
        help: 'revoke it, and hand its successor to the step or the container that needs it',
        ...(published
          ? { severity: 'info', confidence: 'low' }
          : open || changed
            ? { severity: 'warning', confidence: 'medium' }
            : {}),
      };
    }
    if (incomplete !== undefined) yield { notEvaluated: incomplete };
  },
});

/** Texts that prove what they are. */
function tokenOf(path: string, head: Uint8Array): Token | undefined {
  const bytes = readable(path, head);
  if (!mayHoldToken(bytes.raw)) return undefined;
  const text = bytes.text();
  const provenOnly = PROSE.test(path) || isPackageFolder(path) || isMadeUpFolder(path);
  const tokens = tokensIn(text).filter(({ kind }) => !provenOnly || !NEEDS_MORE.has(kind));
  const [first] = tokens;
  if (first === undefined) return undefined;
  const secret = markOfAll(tokens.map(token => token.secret.mark(token.format)));
  return { kind: first.kind, line: lineAt(text, first.start), number: tokens.length, secret };
}

function mayBeText({ path, type, size, sparse }: Entry): boolean {
  return type === 'file' && size >= 16 && !sparse && !NO_TEXT.test(path);
}

function isLargeText({ path, size }: Entry): boolean {
  return size > LARGEST && LARGE_TEXT.test(path);
}

function keptOf(entry: Entry, head: Uint8Array): Token | undefined {
  const { path } = entry;
  const found = tokenOf(path, head) ?? settingOf(path, head);
  // What a program keeps its credentials in is judged as that.
  const store = found === undefined || head.length > LARGEST_STORE ? undefined : storeAt(path);
  if (found === undefined || (store !== undefined && credentialLine(store, head) !== undefined)) return undefined;
  return { ...found, ...digested(entry, head) };
}

/** Settings that are secret by name and value, where programs of the user's own read settings. */
function settingOf(path: string, head: Uint8Array): Token | undefined {
  if (head.length > LARGEST_SETTINGS || !isSettings(path) || isPackageFolder(path) || isMadeUpFolder(path))
    return undefined;
  const bytes = readable(path, head);
  if (bytes.binary) return undefined;
  const text = bytes.text();
  const settings = secretSettings(path, text);
  const [first] = settings;
  if (first === undefined) return undefined;
  const secret = markOfAll(settings.map(({ value }) => new Secret(value).mark('named-value')));
  return { kind: 'setting', name: first.name, line: lineAt(text, first.start + 1), number: settings.length, secret };
}
