import type { HistoryEntry } from '../model.js';
import { isFromComment, type Step } from './setting.js';

/** Where the image's own history begins. */
export interface Own {
  /** Index of the first entry that is likely not the base image's; 0 if unknown. */
  readonly own: number;
  readonly ownBy: 'comment' | 'heuristic' | 'unknown';
}

/**
 * Finds the end of the base image's history. Buildah and podman note it. Otherwise it is guessed: base images end with
 * CMD and the user's layers come behind it; another builder wrote the base; the first entry is the root file system of
 * a distribution. The furthest of these counts.
 */
export function ownFrom(history: readonly HistoryEntry[], steps: readonly (Step | undefined)[]): Own {
  const noted = byComment(history, steps);
  if (noted !== undefined) return { own: noted, ownBy: 'comment' };
  const own = Math.max(afterCommand(history, steps), afterOtherBuilder(steps), afterRootfs(history, steps));
  return own > 0 && own < history.length ? { own, ownBy: 'heuristic' } : { own: 0, ownBy: 'unknown' };
}

/** An intermediate image of the same build has an id instead of a name. */
const IS_ID = /^FROM (?:sha256:)?[0-9a-f]{12,64}$/;

function byComment(history: readonly HistoryEntry[], steps: readonly (Step | undefined)[]): number | undefined {
  let named = history.findLastIndex(entry => isFromComment(entry) && !IS_ID.test(entry.comment as string));
  if (named === -1) named = history.findIndex(isFromComment);
  if (named === -1) return undefined;
  // Built in one layer by an older version: the note stands at the last entry, the only one that is not empty.
  if (named !== history.length - 1 || history[named]?.emptyLayer) return named;
  while (named > 0 && history[named - 1]?.emptyLayer && steps[named - 1]?.dialect === 'buildah') named--;
  return named;
}

/** Behind the last CMD that has a layer of a later entry above it. */
function afterCommand(history: readonly HistoryEntry[], steps: readonly (Step | undefined)[]): number {
  const top = history.findLastIndex(entry => !entry.emptyLayer);
  for (let i = top - 1; i >= 0; i--) if (steps[i]?.keyword === 'CMD') return i + 1;
  return 0;
}

function afterOtherBuilder(steps: readonly (Step | undefined)[]): number {
  const last = steps.findLastIndex(step => step?.dialect !== undefined);
  const dialect = steps[last]?.dialect;
  const before = steps.findLastIndex(step => step?.dialect !== undefined && step.dialect !== dialect);
  return before + 1;
}

/** `ADD file:… in /` or a rootfs tool's own line: nobody but a distribution begins like that. */
function afterRootfs(history: readonly HistoryEntry[], steps: readonly (Step | undefined)[]): number {
  const first = history[0];
  if (first === undefined || first.emptyLayer) return 0;
  if (/^ADD (?:file|dir):[0-9a-f]+ \/$/.test(steps[0]?.text ?? '')) return 1;
  return /^(?:# debian\.sh |apko|bazel build)/.test(first.createdBy) ? 1 : 0;
}
