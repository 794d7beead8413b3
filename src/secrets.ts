/**
 * What a secret looks like, for the rules that look for them and for the masker that hides them. Only forms that prove
 * themselves are here: a fixed prefix or frame that nothing else has.
 */

import { hasText } from './bytes.js';
import { tokenFilter } from './secrets/prefilter.js';

export interface SecretFound {
  /** Offsets of the secret part itself. */
  readonly start: number;
  readonly end: number;
  /** What it is, for a message: "GitHub token". */
  readonly kind: string;
}

interface Shape {
  readonly kind: string;
  /** Group 1 is the secret. Every repetition is bounded, so that no text makes it slow. */
  readonly pattern: RegExp;
  /**
   * A part of every match, looked for before the pattern is tried: in every text file of an image. Parts that start with a
   * rare character are found, or not, several times as fast.
   */
  readonly hint: string;
}

const shape = (kind: string, hint: string, pattern: RegExp): Shape => ({ kind, hint, pattern });

const SHAPES: readonly Shape[] = [
  shape('AWS access key id', 'IA', /\b((?:AKIA|ASIA)[A-Z2-7]{16})\b/g),
  shape('GitHub token', 'gh', /\b(gh[pousr]_[A-Za-z0-9]{36,255})\b/g),
  shape('GitHub fine-grained token', '_pat_', /\b(github_pat_[A-Za-z0-9_]{22,255})\b/g),
  shape('GitLab token', 'gl', /\b(gl(?:pat|dt|ptt|rt|cbt|ft|soat|imt|agent)-[A-Za-z0-9_-]{20,300})/g),
  shape('Slack token', 'xox', /\b(xox[abeprs]-[A-Za-z0-9-]{10,250})/g),
  shape(
    'Slack webhook',
    '//hooks.slack.com',
    /(https:\/\/hooks\.slack\.com\/services\/T\w{6,16}\/B\w{6,16}\/\w{16,40})/g,
  ),
  shape('npm token', 'pm_', /\b(npm_[A-Za-z0-9]{36})\b/g),
  shape('npm registry token', '_authToken', /(?<!\w)_authToken\s{0,9}=\s{0,9}["']?([A-Za-z0-9_=./+-]{16,300})/g),
  shape('PyPI token', 'AgEIcHlwaS5vcmc', /\b(pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,300})/g),
  shape('Google API key', 'AIza', /\b(AIza[0-9A-Za-z_-]{35})(?![0-9A-Za-z_-])/g),
  shape('Stripe key', '_live_', /\b([rs]k_live_[0-9a-zA-Z]{16,120})\b/g),
  shape('SendGrid key', 'SG.', /\b(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/g),
  shape('Docker Hub token', 'kr_', /\b(dckr_[po]at_[A-Za-z0-9_-]{27,60})/g),
  shape('Hugging Face token', 'f_', /\b(hf_[A-Za-z]{34})\b/g),
  shape('OpenAI key', 'T3BlbkFJ', /\b(sk-[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})/g),
  shape('Anthropic key', '-ant-', /\b(sk-ant-[a-z0-9]{3,10}-[A-Za-z0-9_-]{80,120})/g),
  shape(
    'private key',
    'PRIVATE KEY',
    /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----([\s\\A-Za-z0-9+/=:,.-]{40,8000})/g,
  ),
  shape('password in a URL', '://', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"<>$]{1,100}:([^\s/@'"<>${}]{3,200})@/gi),
];

/** How the tokens begin that have `SHORTEST_RUN` letters in a row. */
const STARTS = [
  ...['AKIA', 'ASIA', 'gho_', 'ghp_', 'ghr_', 'ghs_', 'ghu_', 'github_pat_', 'glpat', 'gldt', 'glptt', 'glrt', 'glcbt'],
  ...['glft', 'glsoat', 'glimt', 'glagent', 'xox', 'npm_', 'pypi-', 'AIza', 'sk_live', 'rk_live', 'dckr_'],
  ...['hf_', 'sk-'],
];
const mayHold = tokenFilter(STARTS);

/**
 * May the bytes of a text hold something that `findSecrets` finds, private keys apart? Many times as fast as that; true is
 * no answer yet, false is one.
 */
export function mayHoldToken(bytes: Uint8Array): boolean {
  return mayHold(bytes) || hasText(bytes, '_authToken');
}

/** Values that stand for a secret without being one. */
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|<.*>|\[.*\]|changeme|change[-_]?me|password|passwd|pass|secret|token|example|placeholder|dummy|todo|none|null|redacted|your[-_].*|my[-_].*|test|foo|bar)$/i;

/** Is the value a stand-in (`changeme`, `xxxx`, `<token>`, `AKIA…EXAMPLE`), empty or a variable? */
export function isPlaceholder(value: string): boolean {
  return value === '' || value.includes('$') || PLACEHOLDER.test(value) || /EXAMPLE/.test(value);
}

/** Every secret whose form proves what it is, in order of place, placeholders left out. */
export function findSecrets(text: string): SecretFound[] {
  const found: SecretFound[] = [];
  for (const { kind, hint, pattern } of SHAPES) {
    if (!text.includes(hint)) continue;
    for (const match of text.matchAll(pattern)) {
      const secret = match[1] as string;
      if (isPlaceholder(secret)) continue;
      const start = match.index + match[0].lastIndexOf(secret);
      found.push({ kind, start, end: start + secret.length });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

const SECRET_WORDS = new Set([
  'apikey',
  'auth',
  'credential',
  'credentials',
  'key',
  'password',
  'passwd',
  'passphrase',
  'pword',
  'psw',
  'pwd',
  'pass',
  'secret',
  'secrets',
  'token',
]);
/** With one of these words the name speaks of something public or of a place, not of the secret itself. */
const HARMLESS_WORDS = new Set([
  'public',
  'pub',
  'pgp',
  'gpgkey',
  'keyid',
  'ids',
  'names',
  'cache',
  'sort',
  'primary',
  'foreign',
  'partition',
  'routing',
  'index',
  'file',
  'path',
  'dir',
  'directory',
  'version',
  'id',
  'name',
  'url',
  'uri',
  'host',
  'alias',
  'length',
  'size',
  'type',
  'algorithm',
  'sock',
  'keyboard',
  'fingerprint',
  'gpg',
  'arn',
  'ring',
  'keyring',
  'server',
  'keyserver',
  'ttl',
  'expiry',
  'format',
  'enabled',
  'method',
  'mode',
  'prefix',
  'header',
]);

/** Does a variable's name say that it holds a secret? Judged word by word: `TOKENIZER` and `MONKEY` do not. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  // `PasS` is one word, however oddly written.
  words.push(name.toLowerCase());
  // The id of an access key is one half of a credential; ids of other things are none.
  const harmless = words.some(word => HARMLESS_WORDS.has(word) && !(word === 'id' && words.includes('access')));
  return !harmless && words.some(word => SECRET_WORDS.has(word));
}
