import type { HistoryEntry } from '../model.js';
import { type Dialect, isFromComment, type Step } from './setting.js';

/** Where the image's own history begins. `base` ≤ `own`: what stands between the two may be either's. */
export interface Own {
  /** Entries before this one are the base image's for certain; 0 if nothing is certain. */
  readonly base: number;
  /** Index of the first entry that is likely not the base image's; 0 if unknown. */
  readonly own: number;
  /** `builder`: another builder wrote what stands below. */
  readonly ownBy: 'comment' | 'builder' | 'heuristic' | 'unknown';
}

/**
 * Finds the end of the base image's history. Two signs are certain: buildah and podman note it, and no build changes
 * from one builder to another. The rest is a guess: base images end with CMD and the user's layers come behind it, but
 * some write CMD before their own last layer; the first entry is the root file system of a distribution, or of somebody
 * who makes one. The furthest guess counts.
 */
export function ownFrom(history: readonly HistoryEntry[], steps: readonly (Step | undefined)[]): Own {
  const noted = byComment(history, steps);
  const changed = afterOtherFamily(steps);
  const base = Math.max(noted?.base ?? 0, changed);
  const certain = noted !== undefined && noted.own >= changed ? 'comment' : base > 0 ? 'builder' : 'unknown';
  // The note tells of the build that wrote it; Docker's classic builder may have worked on top of that.
  const top = steps.findLast(step => step?.dialect !== undefined)?.dialect;
  if (certain === 'comment' && top !== 'classic') return { base, own: noted?.own ?? base, ownBy: certain };
  const own = Math.max(afterCommand(history, steps), afterOtherBuilder(steps), afterRootfs(history, steps));
  if (own > base && own < history.length) return { base, own, ownBy: 'heuristic' };
  return { base, own: base, ownBy: certain };
}

/** An intermediate image of the same build has an id instead of a name. */
const IS_ID = /^FROM (?:sha256:)?[0-9a-f]{12,64}$/;

function byComment(
  history: readonly HistoryEntry[],
  steps: readonly (Step | undefined)[],
): { readonly base: number; readonly own: number } | undefined {
  let named = history.findLastIndex(entry => isFromComment(entry) && !IS_ID.test(entry.comment as string));
  if (named === -1) named = history.findIndex(isFromComment);
  if (named === -1) return undefined;
  // Where a stage makes one layer, older versions put the note at its last entry, the only one that is not empty. So the
  // empty ones before a note may be the stage's, or the last of the base image.
  let base = named;
  const maybeOfStage = (entry: HistoryEntry | undefined, step: Step | undefined) =>
    entry?.emptyLayer === true && !isFromComment(entry) && step?.dialect === 'buildah';
  if (!history[named]?.emptyLayer) while (maybeOfStage(history[base - 1], steps[base - 1])) base--;
  return { base, own: named === history.length - 1 ? base : named };
}

/** Behind the last CMD that has a layer of a later entry above it. */
function afterCommand(history: readonly HistoryEntry[], steps: readonly (Step | undefined)[]): number {
  const top = history.findLastIndex(entry => !entry.emptyLayer);
  for (let i = top - 1; i >= 0; i--) if (steps[i]?.keyword === 'CMD') return i + 1;
  return 0;
}

/** Behind the last entry in another dialect than the topmost. */
function afterOtherBuilder(steps: readonly (Step | undefined)[]): number {
  return afterOther(steps.map(step => step?.dialect));
}

/** The same for dialects that cannot be taken for one another: the classic builder's and buildah's can. */
function afterOtherFamily(steps: readonly (Step | undefined)[]): number {
  return afterOther(steps.map(step => (step?.dialect === 'buildah' ? 'classic' : step?.dialect)));
}

function afterOther(dialects: readonly (Dialect | undefined)[]): number {
  const last = dialects.findLast(dialect => dialect !== undefined);
  return dialects.findLastIndex(dialect => dialect !== undefined && dialect !== last) + 1;
}

/** `ADD file:… in /` or a rootfs tool's own line: nobody but a distribution begins like that. */
function afterRootfs(history: readonly HistoryEntry[], steps: readonly (Step | undefined)[]): number {
  const first = history[0];
  if (first === undefined || first.emptyLayer) return 0;
  if (/^ADD (?:file|dir):[0-9a-f]+ \/$/.test(steps[0]?.text ?? '')) return 1;
  return /^(?:# debian\.sh |apko|bazel build)/.test(first.createdBy) ? 1 : 0;
}
