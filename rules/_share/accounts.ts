import type { FileAt, Layer, Read, Seen } from '../../src/rule.js';

/**
 * What stands in a password field (shadow(5), crypt(5)), never the text itself. `shadow`: another file tells; `locked`:
 * no password can match.
 */
export type Password = 'empty' | 'shadow' | 'locked' | 'hash';

/** A line of `/etc/passwd`. */
export interface Account {
  readonly name: string;
  readonly password: Password;
  /** `undefined`: it is no number. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly shell: string;
  /** 1-based. */
  readonly line: number;
}

/** A line of `/etc/group`. */
export interface Group {
  readonly name: string;
  readonly gid: number | undefined;
  readonly members: readonly string[];
  readonly line: number;
}

/** A line of `/etc/shadow` or `/etc/gshadow`. */
export interface Shadow {
  readonly name: string;
  readonly password: Password;
  readonly line: number;
}

/** What could be read of a file, and whether that is all of it. */
export interface Table<T> {
  readonly lines: readonly T[];
  readonly whole: boolean;
}

/** More bytes or lines than these are not read: such a file is no list of accounts. */
const MOST_BYTES = 1 << 20;
const MOST_LINES = 10_000;

export const PASSWD: Read<Table<Account>> = table('etc/passwd', readAccount);
export const GROUP: Read<Table<Group>> = table('etc/group', readGroup);
export const SHADOW: Read<Table<Shadow>> = table('etc/shadow', readShadow);

/** A file of this kind in force: what was read of it, `undefined` if there is none, or why nobody knows. */
export type InForce<T> =
  | { readonly value: T; readonly layer: Layer; readonly path: string; readonly unknown?: undefined }
  | { readonly value?: undefined; readonly unknown?: string };

/** Finds what a container sees at a path among what a read kept; a link that leads to a file nobody read is unknown. */
export function inForce<T>(
  subject: { at(path: string): FileAt | undefined; readonly incomplete: string | undefined },
  path: string,
  seen: readonly Seen<T>[],
): InForce<T> {
  const file = subject.at(path);
  if (file === undefined) return subject.incomplete === undefined ? {} : { unknown: subject.incomplete };
  const found = seen.find(({ entry, goneIn }) => goneIn === undefined && entry.path === file.path);
  if (found === undefined) return { unknown: `/${path} is no plain file in the layer that holds it` };
  return { value: found.value, layer: found.layer, path: found.entry.path };
}

/** A read of one colon-separated file, line by line. */
function table<T>(path: string, line: (fields: readonly string[], line: number) => T | undefined): Read<Table<T>> {
  return {
    match: [path],
    bytes: MOST_BYTES,
    keep: (entry, head) =>
      entry.type === 'file' && !entry.sparse ? readTable(head, line, entry.size <= head.length) : undefined,
  };
}

/**
 * Reads a file of lines with fields between colons. Blank lines, comments, compatibility entries of NIS (`+`, `-`) and lines
 * that make no sense are passed over; never throws.
 */
export function readTable<T>(
  bytes: Uint8Array,
  line: (fields: readonly string[], line: number) => T | undefined,
  whole = true,
): Table<T> {
  const lines: T[] = [];
  const texts = new TextDecoder().decode(bytes).split('\n', MOST_LINES + 1);
  for (const [index, text] of texts.slice(0, MOST_LINES).entries()) {
    const trimmed = text.trim();
    if (trimmed === '' || /^[#+-]/.test(trimmed)) continue;
    const fields = trimmed.split(':');
    const read = fields.length < 2 || fields[0] === '' ? undefined : line(fields, index + 1);
    if (read !== undefined) lines.push(read);
  }
  return { lines, whole: whole && texts.length <= MOST_LINES };
}

/** `name:password:uid:gid:comment:home:shell` (passwd(5)). */
export function readAccount(fields: readonly string[], line: number): Account | undefined {
  const [name = '', password = '', uid, gid, , , shell = ''] = fields;
  return { name, password: kindOf(password), uid: numberOf(uid), gid: numberOf(gid), shell, line };
}

/** `name:password:gid:members` (group(5)). */
export function readGroup(fields: readonly string[], line: number): Group | undefined {
  const [name = '', , gid, members = ''] = fields;
  return { name, gid: numberOf(gid), members: members.split(',').filter(member => member !== ''), line };
}

/** `name:password:…` (shadow(5)). */
export function readShadow(fields: readonly string[], line: number): Shadow | undefined {
  const [name = '', password = ''] = fields;
  return { name, password: kindOf(password), line };
}

function kindOf(field: string): Password {
  if (field === '') return 'empty';
  if (field === 'x' || field.startsWith('##')) return 'shadow';
  return /^[$_./A-Za-z0-9][$./=,A-Za-z0-9-]{12}/.test(field) ? 'hash' : 'locked';
}

function numberOf(field: string | undefined): number | undefined {
  return field !== undefined && /^\d{1,10}$/.test(field) ? Number(field) : undefined;
}

/** A program that turns a login away. No shell at all means `/bin/sh` (passwd(5)). */
export function turnsAway(shell: string): boolean {
  return /\/(nologin|false|sync|halt|shutdown)$/.test(shell.trim());
}

/** USER as container runtimes read it: `user`, `user:group`, each a name or a number. */
export function splitUser(text: string): { readonly user: string; readonly group: string } {
  const colon = text.indexOf(':');
  return colon === -1
    ? { user: text, group: '' }
    : { user: text.slice(0, colon), group: text.slice(colon + 1).split(':')[0] ?? '' };
}

/** The first account that a name or number means; the first match counts, as for the C library. */
export function accountOf(accounts: readonly Account[], user: string): Account | undefined {
  return accounts.find(({ name, uid }) => name === user || (uid !== undefined && String(uid) === user));
}
