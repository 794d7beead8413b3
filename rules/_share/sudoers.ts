import type { Seen } from '../../src/rule.js';
import type { Account, Group } from './accounts.js';

/** A grant of `sudoers` that asks for no password and gives root. */
export interface Grant {
  /** `name`, `#1000`, `%group`, `%#1000`, `ALL`: aliases are resolved as far as the same file tells them. */
  readonly who: readonly string[];
  /** Any command, not only some. */
  readonly all: boolean;
  /** 1-based. */
  readonly line: number;
}

/** What a file of sudo's policy says about passwords. */
export interface Sudoers {
  readonly grants: readonly Grant[];
  /** Folders and files that it includes, as written. */
  readonly includes: readonly string[];
}

const MOST_LINES = 5000;
const LONGEST = 4096;

/**
 * Reads a sudoers file (sudoers(5)) as far as NOPASSWD, `!authenticate`, aliases of users and commands, and includes go. What it
 * cannot read it passes over; never throws.
 */
export function readSudoers(text: string): Sudoers {
  const grants: Grant[] = [];
  const includes: string[] = [];
  const users = new Map<string, readonly string[]>();
  const commands = new Map<string, readonly string[]>();
  for (const { text: line, number } of logicalLines(text)) {
    const include = /^[@#]include(?:dir)?\s+"?([^\s"]+)/.exec(line)?.[1];
    if (include !== undefined) {
      includes.push(include);
      continue;
    }
    const plain = withoutComment(line).trim();
    const alias = /^(User|Cmnd|Cmd)_Alias\s+/.exec(plain);
    if (alias !== null) {
      const into = alias[1] === 'User' ? users : commands;
      for (const one of plain.slice(alias[0].length).split(':')) {
        const equals = one.indexOf('=');
        if (equals > 0) into.set(one.slice(0, equals).trim(), list(one.slice(equals + 1)));
      }
      continue;
    }
    const grant = /^Defaults/.test(plain)
      ? readDefaults(plain)
      : /^[A-Z][a-z]+_Alias\b/.test(plain)
        ? undefined
        : readGrant(plain);
    if (grant !== undefined) grants.push({ ...grant, line: number });
  }
  return { grants: grants.map(grant => resolve(grant, users)), includes };

  function readGrant(line: string): Omit<Grant, 'line'> | undefined {
    const equals = line.indexOf('=');
    if (equals === -1 || !line.includes('NOPASSWD:')) return undefined;
    // `who hosts`: the hosts are the last word, unless blanks stand around commas.
    const before = list(line.slice(0, equals)).join(',');
    const blank = before.search(/(?<!\\)\s/);
    if (blank === -1) return undefined;
    let [open, root, any, some] = [false, true, false, false];
    for (const part of list(line.slice(equals + 1))) {
      let rest = part;
      const runas = /^\(([^)]*)\)\s*/.exec(rest);
      if (runas !== null) {
        const targets = (runas[1] ?? '').split(':')[0] ?? '';
        root = targets.trim() === '' || list(targets).some(target => /^(ALL|root|#0)$/.test(target));
        rest = rest.slice(runas[0].length);
      }
      for (let tag = /^([A-Z]+):\s*/.exec(rest); tag !== null; tag = /^([A-Z]+):\s*/.exec(rest)) {
        if (tag[1] === 'NOPASSWD') open = true;
        if (tag[1] === 'PASSWD') open = false;
        rest = rest.slice(tag[0].length);
      }
      if (!open || !root || rest.startsWith('!')) continue;
      some = true;
      if (rest === 'ALL' || (commands.get(rest) ?? []).includes('ALL')) any = true;
    }
    return some ? { who: list(before.slice(0, blank)), all: any } : undefined;
  }
}

/** `Defaults !authenticate` is for all, `Defaults:user !authenticate` for one: it opens what other lines grant. */
function readDefaults(line: string): Omit<Grant, 'line'> | undefined {
  const match = /^Defaults(?::(\S+))?\s(.*)$/.exec(line);
  if (match === null || !/(^|[\s,])!\s?authenticate\b/.test(match[2] ?? '')) return undefined;
  return { who: list(match[1] ?? 'ALL'), all: true };
}

function resolve(grant: Grant, users: ReadonlyMap<string, readonly string[]>): Grant {
  const who = grant.who.flatMap(one => users.get(one) ?? [one]).map(one => one.replace(/^"(.*)"$/, '$1'));
  return { ...grant, who: who.filter(one => !one.startsWith('!')) };
}

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');

/** `#` begins a comment, but for `#1000` and `%#1000`, which are numbers of users and groups. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1))
    if (!/\d/.test(line[at + 1] ?? '') && line[at - 1] !== '\\') return line.slice(0, at);
  return line;
}

function* logicalLines(text: string): Iterable<{ text: string; number: number }> {
  let [held, since] = ['', 0];
  for (const [index, raw] of text.split('\n', MOST_LINES).entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (held === '') since = index + 1;
    if (line.endsWith('\\') && held.length < LONGEST) {
      held += `${line.slice(0, -1)} `;
      continue;
    }
    const whole = (held + line).slice(0, LONGEST).trim();
    held = '';
    if (whole !== '') yield { text: whole, number: since };
  }
}

/** sudo passes over names with a dot and those that end in `~` in a folder it includes. */
function isRead(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !name.includes('.') && !name.endsWith('~');
}

/** The files that sudo reads: the main one, and those of its folder if it includes that. */
export function policyOf(seen: readonly Seen<Sudoers>[]): readonly Seen<Sudoers>[] {
  const files = seen.filter(({ goneIn }) => goneIn === undefined);
  const main =
    files.find(({ entry }) => entry.path === 'etc/sudoers') ??
    files.find(({ entry }) => entry.path === 'usr/etc/sudoers');
  const folder = main?.value.includes.some(path => path.replace(/\/+$/, '') === '/etc/sudoers.d') === true;
  return files.filter(
    file => file === main || (folder && file.entry.path.startsWith('etc/sudoers.d/') && isRead(file.entry.path)),
  );
}

/** Everything by which sudoers may mean an account. */
export function namesOf({ name, uid, gid }: Account, groups: readonly Group[]): ReadonlySet<string> {
  const own = groups.filter(group => group.gid === gid || group.members.includes(name));
  return new Set(['ALL', name, `#${uid}`, `%#${gid}`, ...own.flatMap(group => [`%${group.name}`, `%#${group.gid}`])]);
}
