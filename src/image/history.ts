import { readBuildahNop, readBuildahRun } from './history/buildah.js';
import { isBuildkit, readBuildkit } from './history/buildkit.js';
import { readClassicNop, readClassicRun, readNop } from './history/classic.js';
import { isKaniko, readKaniko } from './history/kaniko.js';
import { LOST } from './history/lost.js';
import { type Own, ownFrom } from './history/own.js';
import { comment } from './history/quote.js';
import { type Dialect, type Setting, type Step, settingOf } from './history/setting.js';
import { takeShell } from './history/shell.js';
import type { HistoryEntry, ImageConfig } from './model.js';

export { isPlaceholderSource } from './history/copy.js';
export type { Loss } from './history/lost.js';

/**
 * What stands in front of the instructions. Nobody knows which image lies beneath, and `scratch` would say that nothing
 * does; an argument without a value is the one reference that means neither.
 */
export const UNKNOWN_FROM = 'ARG UNKNOWN_BASE\nFROM $UNKNOWN_BASE\n';

/** A history turned back into instructions. */
export interface Reconstruction extends Own {
  /**
   * A Dockerfile: `UNKNOWN_FROM`, then for each history entry, oldest first, one instruction or one comment line. On
   * Windows FROM has a `--platform`, which decides the default shell. Values are not masked.
   */
  readonly text: string;
  /** Index of the history entry that an offset of the text belongs to; `undefined` before the first and outside. */
  entryAt(offset: number): number | undefined;
  /** `mixed`: base and image were built by different ones. */
  readonly builder: Dialect | 'mixed' | 'unknown';
  /** What the original may have had and the text cannot show; see `Loss`. */
  readonly lost: ReadonlySet<string>;
}

/**
 * Turns an image's history back into a Dockerfile, entry by entry, in the dialect of the builder that wrote each:
 * BuildKit, Docker's classic builder, buildah and podman, kaniko. What others write (jib, bazel, ko, apko, debuerreotype,
 * `docker commit` and `docker import`) is no instruction and becomes a comment. Never throws; linear in the history.
 */
export function reconstruct(config: ImageConfig): Reconstruction {
  const setting = settingOf(config);
  const steps = config.history.map(entry => read(entry, setting));
  const from =
    config.runtime.os === 'windows' ? UNKNOWN_FROM.replace('FROM ', 'FROM --platform=windows ') : UNKNOWN_FROM;
  const parts = [from];
  const starts: number[] = [];
  let length = from.length;
  for (const [index, entry] of config.history.entries()) {
    const part = `${steps[index]?.text ?? comment(entry.createdBy || (entry.comment ?? ''))}\n`;
    starts.push(length);
    length += part.length;
    parts.push(part);
  }
  const dialects = new Set(steps.flatMap(step => step?.dialect ?? []));
  const lost = new Set<string>([...dialects].flatMap(dialect => LOST[dialect]));
  if (steps.length === 0 || steps.includes(undefined)) lost.add('instructions');
  const [only] = dialects;
  return Object.freeze({
    text: parts.join(''),
    entryAt: (offset: number) => (offset < length ? lastAtOrBefore(starts, offset) : undefined),
    builder: dialects.size > 1 ? 'mixed' : (only ?? 'unknown'),
    lost,
    ...ownFrom(config.history, steps),
  });
}

function read(entry: HistoryEntry, setting: Setting): Step | undefined {
  const { createdBy } = entry;
  if (createdBy === '' || entry.comment?.startsWith('buildkit.exporter.')) return undefined;
  if (isKaniko(entry)) return readKaniko(createdBy, setting);
  if (isBuildkit(entry)) return readBuildkit(createdBy, setting);
  const nop = readNop(createdBy, setting);
  if (nop !== undefined) {
    const own = setting.buildah && nop.blanks === 1;
    return own ? readBuildahNop(nop, setting) : readClassicNop(nop, setting);
  }
  const run = setting.buildah ? readBuildahRun(createdBy, setting) : undefined;
  return run ?? readClassicRun(createdBy, setting) ?? unmarked(createdBy, setting);
}

/** An instruction that says nothing of its builder: tools that rewrite images drop authors and comments. */
function unmarked(createdBy: string, setting: Setting): Step | undefined {
  // RUN without a shell is kaniko's; BuildKit's exec form looks the same but is rare, and its own mark is mostly there.
  const step = isBareRun(createdBy, setting) ? readKaniko(createdBy, setting) : readBuildkit(createdBy, setting);
  return step === undefined ? undefined : { ...step, dialect: undefined };
}

function isBareRun(createdBy: string, setting: Setting): boolean {
  return /^RUN (?!\|\d)/.test(createdBy) && takeShell(createdBy.slice(4), [setting.shell]) === undefined;
}

function lastAtOrBefore(starts: readonly number[], offset: number): number | undefined {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}
