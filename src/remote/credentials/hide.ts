/** Takes out of a program's words what could be a secret. */
import { findSecrets } from '../../secrets.js';

const STARS = '********';

/** Texts with a frame that tells what stands in them. Group 1 stays. */
const FRAMES: readonly RegExp[] = [
  /(\b(?:basic|bearer)\s+)(?=\S*[\d=_])\S{8,}/gi,
  /(\b[\w-]{0,40}(?:password|passwd|passphrase|secret|token|credential|auth|key)s?["']?\s{0,9}[:=]\s{0,9})\S+/gi,
  /(:\/\/)[^\s/@]{1,1000}(?=@)/g,
];

/** What only machines write: long, and of all sorts of characters. */
const LONG = /[A-Za-z0-9+/_=.~-]{20,}/g;
const looksRandom = (text: string): boolean =>
  /^[0-9a-f-]{32,}$/i.test(text) || [/[a-z]/, /[A-Z]/, /\d/].every(sort => sort.test(text));

/**
 * The text without anything that looks like a secret.
 * @param known secrets themselves
 */
export function hideSecrets(text: string, known: readonly string[] = []): string {
  let out = known.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, STARS)), text);
  for (const { start, end } of findSecrets(out).reverse()) out = out.slice(0, start) + STARS + out.slice(end);
  for (const frame of FRAMES) out = out.replace(frame, `$1${STARS}`);
  return out.replace(LONG, found => (looksRandom(found) ? STARS : found));
}
