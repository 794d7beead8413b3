/** Waits for changes in folders: told by the system where it can, by looking again and again where it cannot. */
import { type FSWatcher, statSync, watch } from 'node:fs';

/** Folders to watch, and what in each is a reason to look. */
export type Places = ReadonlyMap<string, (event: string, name: string | null) => boolean>;

/** So long nothing more must happen before we look: what saves a file does it in several steps. */
const QUIET = 50;
/** But we look after so long. */
const LONGEST = 500;
/** How often to look where nobody tells; rarer if a look takes long. */
const POLL = 1000;

/** Watches the folders it was given last, each by itself: trees that are watched whole hold too much on some systems. */
export class Watcher {
  readonly #now: () => number;
  /** By path and identity: a folder that was made anew is another. */
  readonly #open = new Map<string, FSWatcher>();
  #places: Places = new Map();
  #blind = false;
  #ended = false;
  #changed = false;
  #wake = () => {};
  #looked: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#looked = now();
  }

  /** Watches these folders from now on, and no others. */
  follow(places: Places): void {
    this.#places = places;
    this.#blind = false;
    const wanted = new Set<string>();
    for (const folder of places.keys()) {
      const key = identity(folder);
      if (key !== undefined) wanted.add(key);
      if (key === undefined || !(this.#open.has(key) || this.#add(folder, key))) this.#blind = true;
    }
    for (const key of this.#open.keys()) if (!wanted.has(key)) this.#drop(key);
  }

  /** Waits until something may have changed, also since it was asked last, and is quiet again. `false`: it was ended. */
  async change(): Promise<boolean> {
    // What took place since the last answer was a look, or a look and a run.
    const poll = this.#blind ? Math.max(POLL, 10 * (this.#now() - this.#looked)) : undefined;
    await this.#something(poll);
    const first = this.#now();
    while (this.#changed && this.#now() - first < LONGEST) {
      this.#changed = false;
      await this.#something(QUIET);
    }
    this.#changed = false;
    this.#looked = this.#now();
    return !this.#ended;
  }

  /** Makes whoever waits stop. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Leaves nothing open. */
  close(): void {
    for (const key of [...this.#open.keys()]) this.#drop(key);
  }

  /** Waits for an event, the end, or so many milliseconds. */
  #something(longest: number | undefined): Promise<void> {
    if (this.#changed || this.#ended) return Promise.resolve();
    return new Promise(resolve => {
      // With nothing to watch and nothing to look at we would end; a timer that does nothing keeps us.
      const timer = setTimeout(() => this.#wake(), longest ?? 0x7fffffff);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
    });
  }

  #add(folder: string, key: string): boolean {
    try {
      const watcher = watch(folder, (event, name) => {
        if (this.#places.get(folder)?.(event, name) === true) this.#tell();
      });
      // The folder is gone, or the system gives up: look what is left.
      watcher.on('error', () => {
        this.#drop(key);
        this.#tell();
      });
      this.#open.set(key, watcher);
      return true;
    } catch {
      return false;
    }
  }

  #drop(key: string): void {
    this.#open.get(key)?.close();
    this.#open.delete(key);
  }

  #tell(): void {
    this.#changed = true;
    this.#wake();
  }
}

function identity(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev}:${ino} ${folder}`;
  } catch {
    return undefined;
  }
}
