/** The corpus: made anew in each run, from the same numbers each time. */
import { fromDisk } from './disk.js';
import { publicKeys } from './negatives/keys.js';
import { LOCKS } from './negatives/locks.js';
import { PROGRAMS } from './negatives/programs.js';
import { SETTINGS } from './negatives/settings.js';
import { drafts } from './negatives/shape.js';
import { harmlessTexts } from './negatives/texts.js';
import { positives } from './positives.js';
import { Random } from './random.js';
import type { Draft, Sample } from './sample.js';

export interface Corpus {
  readonly samples: readonly Sample[];
  /** What this machine has nothing of. */
  readonly skipped: readonly string[];
}

/** @param disk whether texts of this machine are taken in */
export function makeCorpus({ seed = 20_240_601, disk = true }: { seed?: number; disk?: boolean } = {}): Corpus {
  const random = new Random(seed);
  const secret = positives(random);
  const made: Draft[] = [
    ...drafts(LOCKS, random),
    ...drafts(publicKeys(), random),
    ...drafts(SETTINGS, random),
    ...drafts(PROGRAMS, random),
    ...harmlessTexts(random),
  ];
  const { found, skipped } = disk ? fromDisk() : { found: [], skipped: ['texts of this machine were not asked for'] };
  const samples = [
    ...secret.map((draft, i) => named(draft, `p${i}`)),
    ...[...made, ...found].map((draft, i) => named(draft, `n${i}`)),
  ];
  return { samples, skipped };
}

/** A folder for each sample, so that all can stand in one image. */
function named(draft: Draft, id: string): Sample {
  const { path } = draft;
  if (path === undefined || path === '') return { ...draft, id };
  return { ...draft, id, path: path.startsWith('/') ? path.slice(1) : `srv/${id}/${path}` };
}
