/** Private keys, told by their content: PEM (RFC 7468), OpenSSH, PGP (RFC 9580, armored) and PuTTY. */
import { hasText } from '../../src/rule.js';
import { lineAt } from './secret-values.js';

export interface PrivateKey {
  /** "RSA private key". */
  readonly kind: string;
  /** A passphrase guards it. */
  readonly encrypted: boolean;
  /** 1-based. */
  readonly line: number;
  /** Its letters, for telling two keys apart. */
  readonly body: string;
}

const PUTTY = 'PuTTY-User-Key-File-';
/** May the bytes of a text hold a private key? False is certain, and much cheaper than looking. */
export function mayHoldKey(bytes: Uint8Array): boolean {
  return hasText(bytes, 'PRIVATE KEY') || hasText(bytes.subarray(0, PUTTY.length), PUTTY);
}

const BEGIN = /-----BEGIN ((?:[A-Z0-9]{2,10} ){0,2})PRIVATE KEY( BLOCK)?-----/g;
/** So much behind the frame's first line is looked at. */
const LONGEST = 16_384;
const NAMES: Readonly<Record<string, string>> = { RSA: 'RSA', EC: 'EC', DSA: 'DSA', OPENSSH: 'OpenSSH', PGP: 'PGP' };

/** The private keys in a text: frames with a key in them. The mere words of a frame, as programs that read keys have them, are none. */
export function privateKeysIn(text: string): PrivateKey[] {
  const keys: PrivateKey[] = [];
  if (text.includes('PRIVATE KEY'))
    for (const match of text.matchAll(BEGIN)) {
      const start = match.index + match[0].length;
      const key = keyOf(text.slice(start, start + LONGEST), match[1]?.trim() ?? '');
      if (key !== undefined) keys.push({ ...key, line: lineAt(text, match.index) });
    }
  const putty = /^PuTTY-User-Key-File-\d: \S{1,60}\r?\nEncryption: (\S{1,40})\r?\n/.exec(text.slice(0, 200));
  const lines =
    putty === null
      ? undefined
      : /^Private-Lines: \d{1,3}\r?\n([A-Za-z0-9+/=\s]{40,8000})/m.exec(text.slice(0, LONGEST))?.[1];
  if (lines !== undefined)
    keys.push({ kind: 'PuTTY private key', encrypted: putty?.[1] !== 'none', line: 1, body: lines.slice(0, 2000) });
  return keys;
}

function keyOf(rest: string, name: string): Omit<PrivateKey, 'line'> | undefined {
  const end = rest.indexOf('-----');
  // Source code and JSON write line ends as `\n`.
  const inside = (end === -1 ? rest : rest.slice(0, end)).replace(/\\r|\\n/g, '\n');
  const lines = inside.split('\n').map(line => line.trim().replace(/^["'+ ]{1,4}|["'+, ]{1,4}$/g, ''));
  const headers = lines.filter(line => /^[A-Z][A-Za-z-]{1,30}: /.test(line));
  const body = lines.filter(line => /^[A-Za-z0-9+/]{1,400}={0,2}$/.test(line)).join('');
  if (body.length < 56 || new Set(body).size < 16) return undefined;
  const encrypted =
    name === 'ENCRYPTED' ||
    headers.some(line => line.startsWith('Proc-Type: 4,ENCRYPTED')) ||
    (name === 'OPENSSH' && !body.startsWith('b3BlbnNzaC1rZXktdjEAAAAABG5vbmU'));
  const kind = Object.hasOwn(NAMES, name) ? `${NAMES[name]} private key` : 'private key';
  return { kind, encrypted, body: body.slice(0, 2000) };
}
