/** Ways to see a credential in a file: settings, JSON, YAML, URLs. Every repetition is bounded. */
import { isPlaceholder } from '../../../src/rule.js';
import { holdsSecret } from '../secret-values.js';

/** Where the first credential of a text stands, as an offset; `undefined`: there is none. */
export type Find = (text: string) => number | undefined;

const STAND_IN =
  /^(?:\[.{0,400}\]|(.)\1{0,400}|null|nil|none|~|true|false)$|(?:^|[^a-z])(?:your|dummy|fake|placeholder|redacted|replace|insert|change[-_ ]?(?:me|it|this)|here|todo|example)(?:[^a-z]|$)/i;
/** What is filled in when a template is used, or a value that the program itself has encrypted: `${X}`, `{{ x }}`, `<x>`, `%X%`, `@x@`. */
const TEMPLATE = /\$\{|\$\(|\{\{|<%|^\$\w{1,100}$|^[{<%@].{0,4000}[}>%@]$/;

/** Is the value a credential, and no stand-in or variable? */
export function isReal(value: string): boolean {
  const bare = /^(["']).{0,20000}\1$/s.test(value) ? value.slice(1, -1) : value;
  // A `$` within a password is nothing but a letter of it.
  return !TEMPLATE.test(bare) && !isPlaceholder(bare.replaceAll('$', '')) && !STAND_IN.test(bare);
}

/** Group 1 is the credential. */
export const valueOf =
  (pattern: RegExp, isOne: (value: string) => boolean = isReal): Find =>
  text => {
    for (const match of text.matchAll(pattern)) if (isOne(match[1] ?? '')) return match.index;
    return undefined;
  };

/** The first that finds something. */
export const either =
  (...finds: readonly Find[]): Find =>
  text => {
    for (const find of finds) {
      const at = find(text);
      if (at !== undefined) return at;
    }
    return undefined;
  };

/** `name = value` or `name: value`, a line each; names as alternatives of a pattern. */
export const setting = (names: string, shortest = 1): Find =>
  valueOf(new RegExp(`^[ \\t]{0,20}(?:${names})[ \\t]{0,20}[:=][ \\t]{0,20}(\\S{${shortest},8000})`, 'gim'));

/** `"name": "value"`. */
export const inJson = (names: string, shortest = 6): Find =>
  valueOf(new RegExp(`"(?:${names})"\\s{0,20}:\\s{0,20}"([^"\\s]{${shortest},20000})"`, 'g'));

/** `name: value`, as YAML has it. */
export const inYaml = (names: string, shortest = 6): Find =>
  valueOf(new RegExp(`^[ \\t-]{0,40}["']?(?:${names})["']?:[ \\t]{1,5}([^\\s|>&#]\\S{${shortest - 1},20000})`, 'gm'));

/** Passwords of URLs, and tokens in the place of a user. */
export const inUrls: Find = text => {
  for (const match of text.matchAll(/:\/\/([^\s:@/"'<>]{0,300})(?::([^\s@/"'<>]{0,500}))?@([\w.-]{1,253})/g)) {
    const [, user = '', password, host = ''] = match;
    if (/^(?:localhost|127\.0\.0\.1)$|(?:^|\.)example(?:\.\w{1,10})?$/i.test(host)) continue;
    // A token may stand in the user's place; a password that repeats the user guards nothing.
    const secret = password ?? (user.length >= 20 && /\d/.test(user) ? user : '');
    if (password !== user && isReal(secret)) return match.index;
  }
  return undefined;
};

/** `NAME=value` lines, as shells, dotenv and properties have them, whose name and value together tell a secret. */
export const inAssignments =
  (name: RegExp = /^[A-Za-z_]\w{0,99}$/): Find =>
  text => {
    for (const match of text.matchAll(
      /^[ \t]{0,20}(?:export[ \t]{1,5})?([\w.-]{1,100})[ \t]{0,5}[=:][ \t]{0,5}(.{1,4096})$/gm,
    )) {
      const raw = (match[2] ?? '').trim();
      const value = /^(["'])(.*)\1/.exec(raw)?.[2] ?? raw.replace(/\s+#.*$/, '');
      if (name.test(match[1] ?? '') && holdsSecret(match[1] ?? '', value)) return match.index;
    }
    return undefined;
  };

/** `"name": "value"` pairs whose name and value together tell a secret. */
export const inJsonByName: Find = text => {
  for (const match of text.matchAll(/"(\w{1,80})"\s{0,20}:\s{0,20}"([^"\n]{4,4096})"/g))
    if (holdsSecret(match[1] ?? '', match[2] ?? '')) return match.index;
  return undefined;
};

/** The same without XML's comments, which show how it is done. */
export const outsideComments =
  (find: Find): Find =>
  text => {
    let [bare, from] = ['', 0];
    for (let at = text.indexOf('<!--'); at !== -1; at = text.indexOf('<!--', from)) {
      const end = text.indexOf('-->', at);
      const next = end === -1 ? text.length : end + 3;
      bare += text.slice(from, at) + ' '.repeat(next - at);
      from = next;
    }
    return find(bare + text.slice(from));
  };
