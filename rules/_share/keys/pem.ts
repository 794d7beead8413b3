/** Frames of private keys in texts: PEM (RFC 7468), OpenSSH, armored OpenPGP. What is between the lines must prove to be a key. */
import { asn1KeyOrMost } from './asn1.js';
import { fromBase64, isVaried } from './bytes.js';
import { form, type KeyForm } from './model.js';
import { opensshKey } from './openssh.js';
import { pgpKey } from './pgp.js';
import type { TextKey } from './small.js';

const BEGIN = /-----BEGIN ((?:[A-Z0-9]{2,10} ){0,2})PRIVATE KEY( BLOCK)?-----/g;
/** So much behind the frame's first line is looked at. */
const LONGEST = 16_384;
/** More keys of one file tell nothing new. */
const MOST = 100;

/** The private keys in a text. The mere words of a frame, as programs that read keys have them, are none. */
export function framedKeys(text: string): TextKey[] {
  const found: TextKey[] = [];
  for (const match of text.matchAll(BEGIN)) {
    const start = match.index + match[0].length;
    const rest = text.slice(start, start + LONGEST);
    const end = rest.indexOf('-----');
    const inside = wordsOf(end === -1 ? rest : rest.slice(0, end));
    const name = (match[1] ?? '').trim();
    const key = keyOf(inside, name, match[2] !== undefined) ?? (end === -1 ? undefined : damagedKey(inside, name));
    if (key !== undefined) found.push({ ...key, at: match.index, body: inside.body.slice(0, 4000) });
    if (found.length === MOST) break;
  }
  return found;
}

interface Inside {
  readonly body: string;
  /** Header lines of the form "Name: value". */
  readonly headers: string;
}

const HEADER = /^(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|X-[A-Za-z-]{1,30}): /;
const LETTERS = /^[A-Za-z0-9+/]{1,20000}={0,2}$/;

/** The base64 between the frame's lines, as it stands in a file of its own, in source code, JSON, YAML or XML. */
function wordsOf(inside: string): Inside {
  // Line ends are written as `\n` in strings, those once more in strings of strings, `&#10;` in XML.
  const lines = inside.replace(/\\{1,4}[rn]|&#(?:10|13|x[aAdD]);|\\u000[aAdD]/g, '\n').split(/\r?\n/);
  const headers: string[] = [];
  let body = '';
  for (const line of lines) {
    const bare = unquoted(line.trim());
    if (HEADER.test(bare)) headers.push(bare);
    // A checksum of OpenPGP is not part of it.
    else if (!/^=[A-Za-z0-9+/]{4}$/.test(bare))
      for (const word of bare.split(/\s/)) if (word.length > 1 && LETTERS.test(word)) body += word;
  }
  return { body, headers: headers.join('\n') };
}

/** A line without the quotes, signs and marks of a comment around it. */
function unquoted(line: string): string {
  if (LETTERS.test(line)) return line;
  return line
    .replace(/^(?:[+.,]\s{0,4})?["'`]{1,3}|^(?:\/\/|#|\*|>|\|)\s{1,8}/, '')
    .replace(/["'`]{1,3}\s{0,4}[\\+.,;)]{0,3}$|\s{1,4}[\\+.]{1,2}$|\\$/, '')
    .trim();
}

function keyOf({ body, headers }: Inside, name: string, block: boolean): KeyForm | undefined {
  if (body.length < 40) return undefined;
  const bytes = fromBase64(body);
  if (name === 'PGP' && block) return pgpKey(bytes);
  if (name === 'OPENSSH') return opensshKey(bytes);
  if (!headers.includes('Proc-Type: 4,ENCRYPTED')) return asn1KeyOrMost(bytes);
  // Nothing but its size tells what is encrypted.
  const kind = kindOf(name);
  return bytes.length >= 40 && headers.includes('DEK-Info: ') && isVaried(bytes, 16) ? form(kind, true) : undefined;
}

const kindOf = (name: string): string => (['RSA', 'EC', 'DSA'].includes(name) ? `${name} private key` : 'private key');

/** How keys of RSA, and of EC over the usual curve, begin in base64: a sequence, its length, the version. */
const STARTS = /^(?:MII[A-Za-z0-9+/]{3}IB|MHcCAQEE|MIGHAgEAM)/;

/** What begins as a key and goes on like one, with a mistake in it: it may be mended, or may be made up. */
function damagedKey({ body }: Inside, name: string): KeyForm | undefined {
  const like = body.length >= 160 && body.length % 4 < 2 && STARTS.test(body) && new Set(body).size >= 24;
  return like && !/(.)\1{7}/.test(body) ? { ...form(kindOf(name)), damaged: true } : undefined;
}
