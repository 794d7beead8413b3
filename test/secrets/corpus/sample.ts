/** What the corpus is made of. */

/** Where a sample is put before Plimsoll is run on it. */
export type Place = 'dockerfile' | 'env' | 'label' | 'command' | 'history' | 'file' | 'deleted file';

/** One text with or without a secret in it. */
export interface Sample {
  readonly id: string;
  readonly place: Place;
  /** What it stands in, finer than the place: "YAML", "ENV". */
  readonly carrier: string;
  /** Of files: where in the image. */
  readonly path?: string;
  readonly content: string | Uint8Array;
  readonly label: 'secret' | 'none';
  /** What it is: "GitHub token", "lock file of npm". */
  readonly what: string;
  /** The secret itself, for tests that look for it. */
  readonly secret?: string;
}

/** A sample without the name it gets in the corpus. */
export type Draft = Omit<Sample, 'id'>;
