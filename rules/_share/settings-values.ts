/** Values of files that programs read their settings from, with the names they stand under. */
import { holdsSecret } from './secret-values.js';

/** Endings of such files, and names without one. */
const SETTINGS =
  /\.(?:ya?ml|json|toml|ini|properties|xml|conf|cnf|cfg|config|tfvars|hcl)$|(?:^|\/)(?:config|credentials|secrets)$/i;
/** By their names they hold descriptions, packages, translations or sums. */
const OTHERS =
  /(?:^|\/)(?:package(?:-lock)?|composer|bower|tsconfig[^/]{0,40}|jsconfig|[^/]{0,60}schema[^/]{0,40}|openapi[^/]{0,20}|swagger[^/]{0,20}|(?:pnpm-)?lock|manifest|pom|messages[^/]{0,40})\.\w{1,10}$|(?:^|\/)(?:locales?|i18n|lang|langs|languages|translations?|l10n|schemas?|nls)\/|[-.]lock\.\w{1,10}$/i;
/** Values that others have encrypted: nobody can read them from the file. */
const ENCRYPTED = /^kind:\s{0,9}SealedSecret\b|^sops:|"sops"\s{0,9}:|ENC\[AES256_GCM,/m;
const TELLING = /pass|pwd|pword|psw|secret|token|key|credential|auth/i;

/** A name and its value, each pattern for one way to write them. Every repetition is bounded. */
const PAIRS: readonly RegExp[] = [
  // "name": "value", 'name' => 'value', name = "value", name: "value"
  /(?<![\w$<.-])["']?([A-Za-z_][\w.-]{0,99})["']?[ \t]{0,40}(?::|=>?)[ \t]{0,40}(?:"([^"\r\n]{4,400})"|'([^'\r\n]{4,400})')/g,
  // name: value, name = value, - NAME=value
  /^[ \t]{0,80}(?:- {1,4})?([A-Za-z_][\w.-]{0,99})[ \t]{0,40}(?:=[ \t]{0,40}|:[ \t]{1,40})([^\s"'#;,][^\s#;,]{3,400}),?[ \t]{0,40}$/gm,
  // <name>value</name>
  /<([A-Za-z_][\w.-]{0,99})>[ \t]{0,40}([^<>\s]{4,400})[ \t]{0,40}<\//g,
  // key="name" value="value"
  /\b(?:key|name)="([A-Za-z_][\w.:-]{0,99})"[ \t]{1,40}value="([^"\r\n]{4,400})"/g,
  // - name: NAME, and value: … in the next line
  /^[ \t]{0,80}-?[ \t]{0,40}name:[ \t]{1,40}["']?([A-Za-z_]\w{0,99})["']?[ \t]{0,40}\r?\n[ \t]{0,80}value:[ \t]{1,40}["']?([^\s"']{4,400})["']?[ \t]{0,40}$/gm,
];
/** name value, as daemons read it. */
const WORDS = /^[ \t]{0,80}([A-Za-z_][\w.-]{0,99})[ \t]{1,40}["']?([^\s"'#;={}][^\s"';{}]{3,400})["']?;?[ \t]{0,40}$/gm;

/** Do programs read settings from a file of that path, so that a name and a value are enough to judge? */
export function isSettings(path: string): boolean {
  return path.length <= 1024 && SETTINGS.test(path) && !OTHERS.test(path);
}

export interface SecretSetting {
  readonly name: string;
  readonly value: string;
  /** Offset of the name. */
  readonly start: number;
}

/** The settings in a text that by name and value are secrets, in order of place. */
export function secretSettings(path: string, text: string): SecretSetting[] {
  if (!TELLING.test(text) || ENCRYPTED.test(text)) return [];
  const found = new Map<string, SecretSetting>();
  const patterns = /\.(?:conf|cnf|cfg)$/i.test(path) ? [...PAIRS, WORDS] : PAIRS;
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const [, name = '', first, second] = match;
      const value = first ?? second ?? '';
      if (!TELLING.test(name) || found.has(value) || !isSecretSetting(name, value)) continue;
      found.set(value, { name, value, start: match.index });
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** With one of these at its end a name speaks of the secret, and the value is not it. */
const ABOUT =
  /(?:hash(?:ed|es)?|digest|salt|policy|min|max|length|pattern|regexp?|validator|expir\w{1,8}|lifetime|timeout|hint|label|placeholder|fields?|description|encoder|endpoint|issuer|encrypted|store|provider|env|ref|refs|class|handler|strategy|service|template|message|title|text|error|script|command|action|scopes?|claims?|audience|kind|status|state|count|limit|rotation|column|attribute|property|param(?:eter)?|selector|source|target)$/i;
/** Words of a language and names of things, joined. */
const WORDY = /^[A-Za-z]{1,30}(?:[-_. /:][A-Za-z]{1,30}){0,12}[-_.]?\d{0,2}$/;

/** Stricter than for a variable of the environment: files hold many more names. */
export function isSecretSetting(name: string, value: string): boolean {
  const last = ownName(name);
  if (ABOUT.test(last) || !holdsSecret(last, value)) return false;
  if (/[\s()<>{}[\]$`\\]/.test(value) || !/^[!-~]{6,400}$/.test(value)) return false;
  // A word, unless it is written as only passwords are.
  if (WORDY.test(value) && !(value.length >= 8 && /[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value)))
    return false;
  return new Set(value).size >= 5;
}

/** Of `spring.mail.password` the last part; of `ssl.public.key` more of it, for a key may be any. */
function ownName(name: string): string {
  const parts = name.split(/[.:]/).filter(part => part !== '');
  return parts.slice(/^(?:key|base|value)$/i.test(parts.at(-1) ?? '') ? -3 : -1).join('_');
}
