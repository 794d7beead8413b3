/** Texts that stand where a secret would. */
import { crc32 } from './proofs/crc32.js';

/** Values that stand for a secret without being one. */
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|<.*>|\[.*\]|changeme|change[-_]?me|password|passwd|pass|secret|token|example|placeholder|dummy|todo|none|null|redacted|your[-_].*|my[-_].*|test|foo|bar)$/i;

/** Is the value a stand-in (`changeme`, `xxxx`, `<token>`, `AKIA…EXAMPLE`), empty or a variable? */
export function isPlaceholder(value: string): boolean {
  return value === '' || value.includes('$') || PLACEHOLDER.test(value) || /EXAMPLE/.test(value);
}

/** Words that say of a token that it is shown, not used. */
const SHOWN =
  /example|placeholder|changeme|redacted|your[-_]?(?:api|token|key|secret)|replace[-_]?me|insert[-_]?|dummy|x{5}/i;
/** No machine draws the same letter so often in a row; zeros of binary data are A in base64. */
const REPEATED = /([^A])\1{6}|A{16}/;
/** So many neighbours of the alphabet in a row are typed, not drawn. */
const LONGEST_SEQUENCE = 8;
/** Fewer different characters than this, and nobody has drawn them. */
const FEWEST_CHARACTERS = 7;

/** Is a text that should be random made by a person: repeated, counted up, or with words that say so? */
export function isMadeUp(secret: string): boolean {
  return REPEATED.test(secret) || SHOWN.test(secret) || new Set(secret).size < FEWEST_CHARACTERS || hasSequence(secret);
}

/** `abcdefgh`, `12345678`, `87654321`; after 9 come 0 and a. */
function hasSequence(text: string): boolean {
  let up = 1;
  let down = 1;
  for (let at = 1; at < text.length; at++) {
    const [before, now] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
    up = now === before + 1 || (before === 0x39 && (now === 0x30 || (now | 0x20) === 0x61)) ? up + 1 : 1;
    down = now === before - 1 ? down + 1 : 1;
    if (up >= LONGEST_SEQUENCE || down >= LONGEST_SEQUENCE) return true;
  }
  return false;
}

/**
 * CRC-32s of keys that vendors print in their documentation or build into what they give away, so that they open nothing:
 * the account keys of Azure's and Cosmos DB's emulators, the tokens in the guides of Slack, Discord, SendGrid and GitHub.
 */
const DOCUMENTED = new Set([0xb4cbd586, 0x87707360, 0x3def03d5, 0x72024bff, 0xd27f479e, 0x4bdd1614, 0x8403652e]);

/** Is it a key that its vendor shows to everybody? */
export function isDocumented(secret: string): boolean {
  return DOCUMENTED.has(crc32(secret));
}
