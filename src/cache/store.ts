/** The cache on disk. Any number of processes may use a folder at the same time. */
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { FactCache } from '../image/facts.js';
import { shown } from '../image/text.js';
import { seal, unseal } from './envelope.js';
import { inventory, removeEmpty } from './inventory.js';
import { wire } from './rule-set.js';

/** Where the cache is, how large it may become, and for whom. */
export interface DiskCacheOptions {
  readonly folder: string;
  /** Bytes, above which what was not used for longest goes. */
  readonly limit: number;
  /** See `ruleSet`; digits and small letters. */
  readonly ruleSet: string;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
}

/** What was removed, or is there. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

const FORMAT = 'v1';
const HOUR = 3_600_000;
/** How much of its limit is left when the cache was swept: else every run would have to. */
const SWEPT_TO = 0.8;
/** Larger files are not read: nobody wrote them. */
const MOST = 256 * 2 ** 20;
/** https://bford.info/cachedir/ : programs that save folders pass over those in which this file stands. */
const TAG = 'CACHEDIR.TAG';
const TAG_TEXT =
  'Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of plimsoll: it may be removed.\n';
/** Windows has none of them. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = fs.constants;

/** Keeps bytes by their keys in a folder: `<folder>/v1-<ruleSet>-<wire>/<2 digits>/<SHA-256 of the key>`. */
export class DiskCache implements FactCache {
  readonly #options: DiskCacheOptions;
  readonly #version: string;
  /** Folders that are known to be there, and no links. */
  readonly #sound = new Set<string>();
  #hasWritten = false;
  #problem: string | undefined;

  constructor(options: DiskCacheOptions) {
    this.#options = options;
    this.#version = `${FORMAT}-${options.ruleSet}-${wire()}`;
  }

  /** Why nothing can be written, in one sentence; then nothing more is. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** What was written under the key. A file that is damaged goes. */
  async read(key: string): Promise<Uint8Array | undefined> {
    const file = this.#file(key);
    let fd: number | undefined;
    try {
      if (!this.#isSound(dirname(file))) return undefined;
      fd = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      const stat = fs.fstatSync(fd);
      if (!stat.isFile() || stat.size > MOST) return undefined;
      const content = unseal(key, fs.readFileSync(fd));
      if (content === undefined) removed(file);
      else this.#renew(file, stat.mtimeMs);
      return content;
    } catch {
      return undefined; // It is not there, or may not be read.
    } finally {
      if (fd !== undefined) fs.closeSync(fd);
    }
  }

  /** Notes that the file was useful; not each time, as reading should not write. */
  #renew(file: string, used: number): void {
    const now = this.#options.now();
    if (now - used <= HOUR) return;
    try {
      fs.lutimesSync(file, now / 1000, now / 1000);
    } catch {
      // A disk that may only be read, or a file of another user: it serves all the same.
    }
  }

  /** Writes beside the place and renames, so that nobody ever reads a part of it. */
  async write(key: string, bytes: Uint8Array): Promise<void> {
    if (this.#problem !== undefined) return;
    const file = this.#file(key);
    const fresh = join(dirname(file), `.tmp-${randomBytes(12).toString('hex')}`);
    try {
      const sealed = await seal(key, bytes);
      this.#makeFolders(dirname(file));
      await fs.promises.writeFile(fresh, sealed, { flag: 'wx', mode: 0o600 });
      await fs.promises.rename(fresh, file);
      this.#hasWritten = true;
    } catch (error) {
      await fs.promises.rm(fresh, { force: true }).catch(() => {});
      if (!this.#isOthersDoing(file, error)) this.#problem ??= this.#sentence(error);
    }
  }

  /** Another run has removed what was not used, has the same file open, or was quicker: nothing is wrong with the place. */
  #isOthersDoing(file: string, error: unknown): boolean {
    this.#sound.clear();
    if (codeOf(error) === 'ENOENT') return fs.existsSync(this.#options.folder);
    return (error as NodeJS.ErrnoException).syscall === 'rename' && fs.existsSync(file);
  }

  #sentence(error: unknown): string {
    return `The cache in ${shown(this.#options.folder)} cannot be written (${codeOf(error)}), so other runs will read the same layers again: make room there, or name another folder with --cache-dir.`;
  }

  /** To be called at the end of a run: if it has written, what is too old or too much goes. */
  async close(): Promise<void> {
    if (!this.#hasWritten) return;
    this.#hasWritten = false;
    const { folder, limit, now } = this.#options;
    const held = inventory(folder, this.#version);
    const left = held.filter(({ isTemporary, used, file }) => !(isTemporary && now() - used > HOUR && removed(file)));
    let total = left.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= limit) return;
    // What other versions have left goes first, then what was not used for longest.
    const order = left
      .filter(({ isTemporary }) => !isTemporary)
      .sort((a, b) => Number(a.isCurrent) - Number(b.isCurrent) || a.used - b.used);
    for (const { file, bytes } of order) {
      if (total <= limit * SWEPT_TO) break;
      if (removed(file)) total -= bytes;
    }
    removeEmpty(folder, version => version !== this.#version);
  }

  /** What is there, other versions included. */
  size(): Amount {
    return amountOf(inventory(this.#options.folder, this.#version));
  }

  /** Removes all that is the cache's own, and nothing else. */
  clear(): Amount {
    const { folder } = this.#options;
    const gone = inventory(folder, this.#version).filter(({ file }) => removed(file));
    removeEmpty(folder, () => true);
    this.#sound.clear();
    return amountOf(gone);
  }

  #file(key: string): string {
    const name = createHash('sha256').update(key).digest('hex');
    return join(this.#options.folder, this.#version, name.slice(0, 2), name);
  }

  /** Makes the folder and those above it; what stands there already must be no link. The cache's own folder may be one. */
  #makeFolders(shard: string): void {
    if (this.#sound.has(shard)) return;
    const { folder } = this.#options;
    if (fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined)
      fs.writeFileSync(join(folder, TAG), TAG_TEXT, { mode: 0o600 });
    // One by one: the recursive way calls a disk that may only be read a folder that is missing.
    for (const path of [dirname(shard), shard]) makeFolder(path);
    if (!this.#isSound(shard)) throw Object.assign(new Error(), { code: fs.existsSync(shard) ? 'ELOOP' : 'ENOENT' });
  }

  /** Is it a folder in a folder, and neither is a link? */
  #isSound(shard: string): boolean {
    if (this.#sound.has(shard)) return true;
    const sound = [dirname(shard), shard].every(
      path => fs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
    );
    if (sound) this.#sound.add(shard);
    return sound;
  }
}

function amountOf(held: readonly { readonly bytes: number }[]): Amount {
  return { files: held.length, bytes: held.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function makeFolder(path: string): void {
  try {
    fs.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function removed(file: string): boolean {
  try {
    fs.unlinkSync(file);
    return true;
  } catch {
    return false; // Another run was quicker.
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown');
}
