import type { Limits, Remarks } from '../guard.js';
import { type Entry, type EntryType, ImageError } from '../model.js';
import type { Header } from './header.js';
import { canonical, cutAtNul, decodeName, depthOf, shown } from './names.js';
import { type Pax, paxNumber, xattrsOf } from './pax.js';
import type { Sparse } from './sparse.js';

/** Headers before an entry's own that say more about it. */
export interface Extensions {
  longName: Buffer | undefined;
  longLink: Buffer | undefined;
  /** Settings of the entry's PAX header over those of the archive; `undefined` where there are none of either. */
  settings: Pax | undefined;
  sparse: Sparse | undefined;
}

const TYPES: Readonly<Record<string, EntryType>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
  D: 'directory',
  S: 'file',
};

/** What a member is, and how many bytes of it stand in the archive. */
export interface Member {
  /** As far as it can be told to people. */
  readonly name: string;
  readonly stored: number;
  /** `undefined`: nothing that can be delivered, the remarks say why. */
  readonly entry: Entry | undefined;
}

const NO_XATTRS: ReadonlyMap<string, Uint8Array> = new Map();

/**
 * Puts a member together from its header and all that extends it.
 *
 * @throws ImageError `corrupt` for numbers that cannot be, `too-large` for a member that the limits do not allow
 */
export function makeMember(header: Header, extensions: Extensions, limits: Limits, remarks: Remarks): Member {
  const { settings, sparse } = extensions;
  const number = (key: string, otherwise: number): number => {
    const value = settings?.get(key);
    return value === undefined ? otherwise : paxNumber(key, value);
  };
  const raw = sparse?.name ?? settings?.get('path') ?? extensions.longName ?? joined(header);
  const bytes = cutAtNul(raw);
  const name = decodeName(bytes);
  // Before POSIX a directory was a file whose name ends in a slash; a `0` means a file even so, as to the engines.
  const type = header.flag === '\0' && name.endsWith('/') ? 'directory' : (TYPES[header.flag] ?? 'other');
  const size = number('size', header.size);
  const stored = hasBody(header.flag, type) ? size : 0;
  if (size < 0) throw new ImageError('corrupt', `The archive is damaged: ${shown(name)} has a size below zero.`);
  if (stored > limits.bytes) {
    throw new ImageError(
      'too-large',
      `The archive says that ${shown(name)} has ${stored} bytes; reading stopped there.`,
    );
  }
  const none = { name, stored, entry: undefined };
  if (header.flag === 'V') return none;

  const path = canonical(name);
  if (path === undefined) return escape(bytes.toString('latin1'), `The name ${shown(name)}`);
  if (path === '' && type !== 'directory') {
    remarks.note('An entry that is not a directory has no name; it was left out.');
    return none;
  }
  if (path.length > limits.path || depthOf(path) > limits.depth) {
    remarks.note(`The path ${shown(path)} is too long; the entry was left out.`);
    return none;
  }
  let link: string | undefined;
  if (type === 'symlink' || type === 'hardlink') {
    const target = cutAtNul(settings?.get('linkpath') ?? extensions.longLink ?? header.link);
    link = decodeName(target);
    if (link.length > limits.path) {
      remarks.note(`The link ${shown(path)} has a target that is too long; the entry was left out.`);
      return none;
    }
    if (type === 'hardlink' && (link = canonical(link)) === undefined) {
      const text = bytes.toString('latin1');
      return escape(`${text} -> ${target.toString('latin1')}`, `The target of the hard link ${shown(name)}`);
    }
  }
  const entry: Entry = Object.freeze({
    path,
    type,
    mode: header.mode,
    uid: number('uid', header.uid),
    gid: number('gid', header.gid),
    size: type === 'file' ? (sparse?.size ?? size) : 0,
    mtime: number('mtime', header.mtime),
    link,
    xattrs: settings === undefined ? NO_XATTRS : xattrsOf(settings),
    sparse: sparse !== undefined,
  });
  return { name, stored, entry };

  function escape(text: string, what: string): Member {
    remarks.escape(text);
    remarks.note(`${what} leads out of the root of the image; the entry was left out.`);
    return none;
  }
}

/** Links, devices, pipes and directories have no content whatever their size says: so the engines' own reader has it. */
function hasBody(flag: string, type: EntryType): boolean {
  return type === 'file' || type === 'other' || flag === 'D';
}

function joined(header: Header): Buffer {
  return header.prefix.length === 0 ? header.name : Buffer.concat([header.prefix, Buffer.from('/'), header.name]);
}
