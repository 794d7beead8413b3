import { findSecrets, isPlaceholder, isSecretName, type SecretFound } from '../../src/rule.js';

/** Names of what a front-end tool puts into the pages that everybody loads. */
export const PUBLISHED =
  /^(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|VITE|REACT_APP|VUE_APP|GATSBY|NG_APP|STORYBOOK)_/;
const STAND_IN =
  /(?:^|[^a-z])(?:dummy|fake|placeholder|examples?|sample|mock|not[-_ ]?used|unused|invalid|insecure|tests?|none|null|todo|redacted|build[-_ ]?time|precompile|local|dev|default|your|change(?:it|me|this)?|replace|insert|enter|tbd|not[-_ ]a|required|optional)(?:[^a-z]|$)/i;
const NOTHING =
  /^(?:true|false|yes|no|on|off|enabled?|disabled?|admin|root|guest|user|postgres|\d{1,3}|(.)(?:-?\1)*|\*+|<.*>|%.*%|%\(.*\)s|@.*@|[#$]?\{.*\}|\[.*\]|\(.*\)|ENC\[.*\]|!vault.*)$/i;
/** Values that say where something is: paths, addresses, names of files. */
export const PLACE =
  /^(?:~?\/|\.{1,2}\/|file:|[a-z][a-z0-9+.-]{1,9}:\/\/|(?:vault|env|ssm|arn|secret|secrets|ref|sops|kms|keyring|keychain):(?!\/\/))|^[\w.-]{1,80}\.(?:sh|py|js|ts|json|ya?ml|pem|key|crt|cer|p12|pfx|jks|txt|conf|env)$/i;

/**
 * Does a variable hold a secret, judged by its name and its value together? Doubtful ones do not: stand-ins, switches, paths,
 * words, fingerprints, keys of tables.
 */
export function holdsSecret(name: string, value: string): boolean {
  if (!isSecretName(name) || PUBLISHED.test(name) || STAND_IN.test(name)) return false;
  if (value.length < 4 || value.length > 4096 || isPlaceholder(value)) return false;
  if (NOTHING.test(value) || STAND_IN.test(value) || PLACE.test(value)) return false;
  // `auth` is a method as often as a password.
  if (isSecretOnlyBy(name, /auth/gi)) return /\d/.test(value) && /^[^\s:]{16,}$/.test(value);
  if (!isSecretOnlyBy(name, /key/gi)) return true;
  // What remains is a key, which may be that of a table or a cache, or the fingerprint of a packager's.
  const mixed = /\d/.test(value) && /[A-Za-z]/.test(value) && /^\S{16,}$/.test(value);
  return mixed && !/^(?:0x)?[0-9A-F]{8,64}$/.test(value);
}

/** Is there nothing in the name but this word to make it a secret's? */
export function isSecretOnlyBy(name: string, word: RegExp): boolean {
  return !isSecretName(name.replace(word, ''));
}

/** What the password of a URL guards: nothing where it repeats the user's name or stays on this machine or in examples. */
export function isOpenPassword(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  const user = /[^/:@]{1,100}$/.exec(text.slice(Math.max(0, start - 101), start - 1))?.[0];
  const host = /^@([^/:?#\s"'`]{1,253})/.exec(text.slice(end, end + 254))?.[1] ?? '';
  const word = text.slice(start, end);
  return (
    user === word ||
    /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host|hostname|server|proxy)$|(?:^|\.)example(?:\.(?:com|org|net))?$|\.(?:test|invalid|example)$/i.test(
      host,
    ) ||
    !/^[\w.-]{1,253}$/.test(host) ||
    NOTHING.test(word) ||
    STAND_IN.test(word) ||
    /^(?:pass\w{0,10}|pwd|pw|secret|token|anon\w{0,10}|\W+)$/i.test(word)
  );
}

/** Secrets of a text whose form proves them, but for passwords of URLs that guard nothing, and private keys. */
export function tokensIn(text: string): SecretFound[] {
  let end = -1;
  return findSecrets(text).filter(found => {
    if (found.start < end || found.kind === 'private key') return false;
    if (found.kind === 'password in a URL' && isOpenPassword(text, found)) return false;
    end = found.end;
    return true;
  });
}

/** The line (1-based) of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

const UTF8 = new TextDecoder();

/** Bytes as text; `undefined` where a NUL says that they are none. */
export function textOf(head: Uint8Array): string | undefined {
  return head.includes(0) ? undefined : UTF8.decode(head);
}
