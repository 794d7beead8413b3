import type { FileAt, ImageSubject, KeptBy } from '../../src/rule.js';
import { accountOf, GROUP, inForce, PASSWD, splitUser } from './accounts.js';

/** The account files, for a rule's `reads`. */
export const accountReads = { passwd: PASSWD, group: GROUP };

/** Who a container runs as. */
export interface ContainerUser {
  /** As configured, or `root`. */
  readonly name: string;
  readonly uid: number;
  readonly gids: ReadonlySet<number>;
}

type Subject = Pick<ImageSubject<unknown, KeptBy<typeof accountReads>>, 'seen' | 'at' | 'image' | 'incomplete'>;

/**
 * Resolves the configured user as engines do: `user[:group]`, names by the image's own passwd and group, a number that has
 * no account is itself with group 0; an account's other groups count only where no group is given.
 *
 * @returns why it is not known, as a text
 */
export function containerUser(subject: Subject): ContainerUser | string {
  const { user: configured } = subject.image.runtime;
  if (configured.unknown !== undefined) return configured.unknown;
  const { user, group } = splitUser(configured.value.trim());
  const passwd = inForce(subject, 'etc/passwd', subject.seen('passwd'));
  const account = accountOf(passwd.value?.lines ?? [], user === '' ? 'root' : user);
  const uid = user === '' || user === 'root' ? 0 : (number(user) ?? account?.uid);
  if (uid === undefined) return passwd.unknown ?? `the image has no account ${user}`;
  const name = user === '' ? 'root' : user;
  const groups = inForce(subject, 'etc/group', subject.seen('group'));
  const lines = groups.value?.lines ?? [];
  if (group !== '') {
    const gid = number(group) ?? lines.find(one => one.name === group)?.gid;
    return gid === undefined
      ? (groups.unknown ?? `the image has no group ${group}`)
      : { name, uid, gids: new Set([gid]) };
  }
  const more = lines.filter(({ members }) => account !== undefined && members.includes(account.name));
  return { name, uid, gids: new Set([account?.gid ?? 0, ...more.flatMap(({ gid }) => gid ?? [])]) };
}

function number(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** May the user execute a file or search a directory? Root may if anybody may. */
export function mayExecute({ uid, gids }: ContainerUser, { mode, uid: owner, gid, type }: FileAt): boolean {
  if (uid === 0) return type === 'directory' || (mode & 0o111) !== 0;
  if (uid === owner) return (mode & 0o100) !== 0;
  return gids.has(gid) ? (mode & 0o010) !== 0 : (mode & 0o001) !== 0;
}

/** The first directory on the way to a path that the user may not search. */
export function closedFolder(at: ImageSubject['at'], user: ContainerUser, path: string): FileAt | undefined {
  const parts = path.split('/').filter(Boolean);
  for (let i = 0; i < parts.length; i++) {
    const folder = at(parts.slice(0, i).join('/'));
    if (folder !== undefined && folder.type === 'directory' && !mayExecute(user, folder)) return folder;
  }
  return undefined;
}
