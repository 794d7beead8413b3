import { defineRule, mayHoldToken } from '../../src/rule.js';
import { storeAt } from '../_share/credential-stores.js';
import { lastOfEach, mark, placeOf } from '../_share/layer-place.js';
import { isMadeUpFolder, isPackageFolder } from '../_share/package-folders.js';
import { lineAt, textOf, tokensIn } from '../_share/secret-values.js';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`;
const LARGEST = 65_536;
/** Media, archives and programs are no texts; not reading them saves their bytes. */
const NO_TEXT =
  /\.(?:png|jpe?g|gif|ico|webp|woff2?|ttf|otf|gz|xz|zst|bz2|zip|jar|whl|egg|pyc|so|a|o|mo|gmo|class|wasm|deb|rpm|apk|pdf)$/i;
/** Texts about programs show passwords in URLs that are none. */
const PROSE =
  /\.(?:md|markdown|rst|txt|adoc|html?|[1-8]|po|pot|tex|texi|info)$|(?:^|\/)(?:README|CHANGE|NEWS|HISTORY)[^/]{0,40}$/i;
/** Shown in documentation often: the id of a key is no secret without the key, a password in a URL may be invented. */
const NEEDS_MORE = new Set(['password in a URL', 'AWS access key id']);

interface Token {
  readonly kind: string;
  readonly line: number;
  readonly number: number;
  readonly mark: number;
}

export default defineRule({
  id: 'token-in-file',
  aliases: ['CIS-DI-0010'],
  controls: ['CIS-4.10', 'CWE-798'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A file of a layer holds a token.',
  why: `Everybody who can pull the image can use it, also when a later layer deletes or replaces the file: the layer that stores it is fetched all the same. Revoke the token first; taking the
line out does not take it back.

Only texts count whose form proves what they are, such as tokens with the fixed prefix of their issuer and passwords in URLs, in text files of up to 64 KiB. Stand-ins
(\`AKIA…EXAMPLE\`), variables and passwords for this machine only are none, and nothing is guessed from how random a text looks. What packages, tests and documentation show was published
with them and is info. A Google API key is often meant to be seen in a page, so it is a warning: see that it is restricted.

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
  ],
  reads: {
    tokens: {
      match: ({ path, type, size, sparse }) =>
        type === 'file' && size >= 16 && size <= LARGEST && !sparse && !NO_TEXT.test(path),
      bytes: LARGEST,
      keep({ path }, head): Token | undefined {
        const text = mayHoldToken(head) ? textOf(head) : undefined;
        if (text === undefined) return undefined;
        const provenOnly = PROSE.test(path) || isPackageFolder(path) || isMadeUpFolder(path);
        const tokens = tokensIn(text).filter(({ kind }) => !provenOnly || !NEEDS_MORE.has(kind));
        const [first] = tokens;
        // What a program keeps its credentials in is judged as that.
        if (first === undefined || storeAt(path) !== undefined) return undefined;
        const all = tokens.map(({ start, end }) => text.slice(start, end)).join();
        return { kind: first.kind, line: lineAt(text, first.start), number: tokens.length, mark: mark(all) };
      },
    },
  },
  *image({ seen, incomplete }) {
    for (const one of lastOfEach(seen('tokens'), value => String(value.mark))) {
      const { path } = one.entry;
      const { kind, line, number } = one.value;
      const published = isPackageFolder(path) || isMadeUpFolder(path) || PROSE.test(path);
      const more = number === 1 ? '' : ` and ${number - 1} more in the file`;
      const open = kind === 'Google API key' || kind === 'password in a URL';
      yield {
        ...placeOf(one, line),
        message: `everybody who pulls the image gets this ${kind}${more}`,
        help: 'revoke it, and hand its successor to the step or the container that needs it',
        ...(published
          ? { severity: 'info', confidence: 'low' }
          : open
            ? { severity: 'warning', confidence: 'medium' }
            : {}),
      };
    }
    if (incomplete !== undefined) yield { notEvaluated: incomplete };
  },
});
