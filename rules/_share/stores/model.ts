import type { Find } from './find.js';

/** A file's kind: what its credentials open, and where they are. */
export interface Store {
  /** For a message: "credentials of npm". */
  readonly what: string;
  readonly find: Find;
  /** It is no text; what is found has no line. */
  readonly binary?: true;
  /** Only hashes of passwords, which have to be guessed. */
  readonly hashes?: true;
}

/** The last part of the path, where there is one such name or a few; else how it ends. */
export interface PlacedStore extends Store {
  readonly names: readonly string[];
  /** What the whole path must fit besides. */
  readonly path?: RegExp;
}
