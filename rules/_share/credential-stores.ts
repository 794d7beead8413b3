/** Files in which programs keep credentials, and how to see that there is one in them. */
import { isPlaceholder } from '../../src/rule.js';
import { holdsSecret, lineAt, tokensIn } from './secret-values.js';

/** A file's kind: what its credentials open, and where they are. */
export interface Store {
  /** For a message: "credentials of npm". */
  readonly what: string;
  /** Where the first credential stands, as an offset; `undefined`: there is none. */
  readonly find: (text: string) => number | undefined;
}

/** Group 1 is the credential; every repetition is bounded. */
const valueOf =
  (pattern: RegExp) =>
  (text: string): number | undefined => {
    for (const match of text.matchAll(pattern)) {
      const value = (match[1] ?? '').replace(/^["']|["']$/g, '');
      if (!isPlaceholder(value) && !/^[{<%].{0,400}[}>%]$|^(?:\*+|x+)$|^your[-_ ]/i.test(value)) return match.index;
    }
    return undefined;
  };

/** `NAME=value` lines, as shells and dotenv read them. */
function inAssignments(text: string): number | undefined {
  for (const match of text.matchAll(
    /^[ \t]{0,20}(?:export[ \t]{1,5})?([A-Za-z_]\w{0,99})[ \t]{0,5}=[ \t]{0,5}(.{1,4096})$/gm,
  )) {
    const raw = (match[2] ?? '').trim();
    const value = /^(["'])(.*)\1/.exec(raw)?.[2] ?? raw.replace(/\s+#.*$/, '');
    if (holdsSecret(match[1] ?? '', value)) return match.index;
  }
  return undefined;
}

/** Auths of Docker's and of containers' configuration: base64 of user and password. */
const inAuths = valueOf(/"(?:auth|identitytoken|registrytoken)"\s{0,20}:\s{0,20}"([A-Za-z0-9+/=._-]{6,8000})"/g);

const STORES: readonly (readonly [path: RegExp, store: Store])[] = [
  [
    /(?:^|\/)\.npmrc$/,
    {
      what: 'credentials of npm',
      find: valueOf(/(?:^|:)(?:_authToken|_password|_auth)[ \t]{0,5}=[ \t]{0,5}(\S{6,2000})/gm),
    },
  ],
  [
    /(?:^|\/)\.yarnrc\.yml$/,
    { what: 'credentials of Yarn', find: valueOf(/npmAuth(?:Token|Ident)["']?:[ \t]{0,5}(\S{6,2000})/g) },
  ],
  [/(?:^|\/)[._]netrc$/, { what: 'logins of .netrc', find: valueOf(/(?<!\S)password\s{1,20}(\S{1,500})/g) }],
  [
    /(?:^|\/)(?:\.git-credentials|\.config\/git\/credentials)$/,
    { what: 'credentials of Git', find: valueOf(/^https?:\/\/[^\s:@/]{0,200}:([^\s@]{1,500})@/gm) },
  ],
  [
    /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|containers\/auth\.json)$/,
    { what: 'credentials of a registry', find: inAuths },
  ],
  [
    /(?:^|\/)\.aws\/(?:credentials|config)$/,
    {
      what: 'keys of AWS',
      find: valueOf(/^[ \t]{0,20}aws_(?:secret_access_key|session_token)[ \t]{0,20}=[ \t]{0,20}(\S{16,4000})/gim),
    },
  ],
  [
    /(?:^|\/)\.pypirc$/,
    { what: 'credentials of PyPI', find: valueOf(/^[ \t]{0,20}password[ \t]{0,20}[:=][ \t]{0,20}(\S{3,1000})/gim) },
  ],
  [
    /(?:^|\/)\.pgpass$/,
    {
      what: 'passwords of PostgreSQL',
      find: valueOf(/^[^\s#:]{1,253}:(?:\d{1,5}|\*):[^:\n]{1,100}:[^:\n]{1,100}:([^\n]{1,500})$/gm),
    },
  ],
  [
    /(?:^|\/)\.my\.cnf$/,
    { what: 'passwords of MySQL', find: valueOf(/^[ \t]{0,20}password[ \t]{0,20}=[ \t]{0,20}(\S{1,500})/gim) },
  ],
  [
    /(?:^|\/)(?:\.kube\/config|kubeconfig)$/,
    {
      what: 'credentials of Kubernetes',
      find: valueOf(/^[ \t-]{0,40}(?:token|password|client-key-data):[ \t]{0,5}(\S{6,20000})/gm),
    },
  ],
  [
    /(?:^|\/)(?:application_default_credentials|adc|gcloud\/legacy_credentials\/[^/]{1,200}\/adc)\.json$/,
    {
      what: 'credentials of Google Cloud',
      find: valueOf(/"(?:refresh_token|client_secret)"\s{0,20}:\s{0,20}"([^"\s]{10,2000})"/g),
    },
  ],
  [
    /(?:^|\/)\.cargo\/credentials(?:\.toml)?$/,
    { what: 'credentials of Cargo', find: valueOf(/^[ \t]{0,20}token[ \t]{0,5}=[ \t]{0,5}["']([^"'\n]{6,500})["']/gm) },
  ],
  [
    /(?:^|\/)\.gem\/credentials$/,
    { what: 'credentials of RubyGems', find: valueOf(/:[ \t]{0,5}(?:Bearer )?([A-Za-z0-9_]{20,200})/g) },
  ],
  [
    /(?:^|\/)(?:\.composer|composer|\.config\/composer)\/auth\.json$/,
    {
      what: 'credentials of Composer',
      find: valueOf(/"(?:password|github\.com|gitlab\.com|token)"\s{0,20}:\s{0,20}"([^"\s]{6,500})"/g),
    },
  ],
  [
    /(?:^|\/)\.m2\/settings\.xml$/,
    { what: 'passwords of Maven', find: valueOf(/<(?:password|passphrase)>\s{0,20}([^<\s]{1,500})\s{0,20}<\//g) },
  ],
  [
    /(?:^|\/)\.vault-token$/,
    { what: 'a token of Vault', find: valueOf(/^\s{0,5}((?:hvs|hvb|s)\.[A-Za-z0-9_-]{20,300})/g) },
  ],
  [
    /^etc\/apt\/auth\.conf(?:\.d\/[^/]{1,200})?$/,
    { what: 'logins of apt', find: valueOf(/(?<!\S)password\s{1,20}(\S{1,500})/g) },
  ],
  [
    /(?:^|\/)\.terraform\.d\/credentials\.tfrc\.json$/,
    { what: 'credentials of Terraform', find: valueOf(/"token"\s{0,20}:\s{0,20}"([^"\s]{10,500})"/g) },
  ],
  [
    /(?:^|\/)\.env(?:\.(?!example|sample|template|dist|defaults?|test|schema)[\w-]{1,40})?$/,
    { what: 'secrets of an .env file', find: inAssignments },
  ],
];
/** Endings that one of the paths has; asking first is cheaper. */
const HINT =
  /(?:rc|rc\.yml|credentials|config|json|cfg|pgpass|\.cnf|toml|settings\.xml|token)$|\.env(?:\.[\w-]+)?$|^etc\/apt\/auth/;

/** What a file at a path would hold credentials of. */
export function storeAt(path: string): Store | undefined {
  if (path.length > 1024 || !HINT.test(path)) return undefined;
  return STORES.find(([form]) => form.test(path))?.[1];
}

/** The line of the first credential in a file of that path, 1-based; `undefined` where nothing proves to be one. */
export function credentialLine({ find }: Store, text: string): number | undefined {
  const offset = find(text) ?? tokensIn(text)[0]?.start;
  return offset === undefined ? undefined : lineAt(text, offset);
}
