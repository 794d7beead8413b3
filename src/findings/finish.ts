import type { Dockerfile, Instruction } from '../dockerfile/model.js';
import { fingerprint } from '../fingerprint.js';
import type { Finding } from '../report.js';
import type { Severity } from '../rule.js';
import { lineHashes } from './line-hash.js';
import type { Mask } from './mask.js';
import type { Draft } from './stamp.js';

const RANK: Readonly<Record<Severity | 'never', number>> = { info: 0, warning: 1, error: 2, never: 3 };

/**
 * Sorts by place, then rule; in an image the more serious come first. Two findings of one rule at one place with one
 * message are one.
 */
export function sort(drafts: readonly Draft[]): Draft[] {
  const sorted = [...drafts].sort(
    (a, b) =>
      a.span.start - b.span.start ||
      RANK[b.severity] - RANK[a.severity] ||
      compare(a.rule, b.rule) ||
      a.span.end - b.span.end ||
      (a.image?.layer ?? -1) - (b.image?.layer ?? -1) ||
      compare(inImage(a), inImage(b)) ||
      compare(a.message, b.message),
  );
  return sorted.filter((draft, i) => {
    const before = sorted[i - 1];
    return (
      before === undefined ||
      before.message !== draft.message ||
      before.rule !== draft.rule ||
      !samePlace(before, draft)
    );
  });
}

function samePlace(a: Draft, b: Draft): boolean {
  return (
    a.span.start === b.span.start &&
    a.span.end === b.span.end &&
    a.image?.layer === b.image?.layer &&
    inImage(a) === inImage(b)
  );
}

/** Where in an image, as one text; empty for a Dockerfile. */
function inImage({ image }: Draft): string {
  return image === undefined ? '' : `${image.path ?? ''}\u0000${image.pointer ?? ''}`;
}

/** By code units: no locale changes the order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Says of each finding whether it fails the run, and gives it its name across runs: rule, file, the instruction's text
 * without layout and secrets, its stage, and which of several equal ones it is. Moving lines does not change it. The
 * names are worked out when the first one is asked for, as what people read does not show them.
 */
export function finish(drafts: readonly Draft[], file: Dockerfile, failOn: Severity | 'never', mask: Mask): Finding[] {
  let names: readonly string[] | undefined;
  let hashes: readonly string[] | undefined;
  return drafts.map(({ span: _, ...draft }, i) => ({
    ...draft,
    get fingerprint() {
      names ??= namesOf(drafts, file, mask);
      return names[i] as string;
    },
    get lineHash() {
      if (draft.image !== undefined) return undefined;
      hashes ??= lineHashes(file.text);
      return hashes[draft.line - 1];
    },
    fails: isFailing(draft, failOn),
  }));
}

/** Does a finding fail a run that fails from this severity on? */
export function isFailing(
  { suppressed, confidence, severity }: Pick<Finding, 'suppressed' | 'confidence' | 'severity'>,
  failOn: Severity | 'never',
): boolean {
  return suppressed === undefined && confidence !== 'low' && RANK[severity] >= RANK[failOn];
}

function namesOf(drafts: readonly Draft[], file: Dockerfile, mask: Mask): string[] {
  const seen = new Map<string, number>();
  let at = 0;
  let print = '';
  let printed: Instruction | undefined;
  return drafts.map(draft => {
    const { span, rule, file: path, image } = draft;
    while (at < file.instructions.length - 1 && (file.instructions[at]?.span.end ?? 0) < span.start) at++;
    const found = file.instructions[at];
    const instruction = found !== undefined && found.span.start <= span.start ? found : undefined;
    // Once an instruction: a long one may have thousands of findings.
    if (instruction !== printed) print = instruction === undefined ? '' : fingerprint(mask.text(bare(instruction)));
    printed = instruction;
    const stage = found?.stage === undefined ? '' : (file.stages[found.stage]?.name ?? found.stage);
    const key =
      image === undefined
        ? [rule, path, stage, print].join('\u0000')
        : // Neither the tag nor where the image was read: the same finding in the next build is the same.
          [rule, inImage(draft), image.createdBy].join('\u0000');
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    // Another secret in the same place is another finding.
    return draft.secret === undefined ? fingerprint(key, ordinal) : fingerprint(key, ordinal, draft.secret.fingerprint);
  });
}

/** An instruction's text without layout: keyword, flags and arguments with single blanks, and heredocs. */
function bare({ keyword, flags, rest, heredocs }: Instruction): string {
  const words = [
    keyword.text.toUpperCase(),
    ...flags.map(flag => `--${flag.name}=${flag.value ?? ''}`),
    rest.text.replace(/\s+/g, ' '),
  ];
  return [words.join(' '), ...heredocs.map(heredoc => heredoc.content.replaceAll('\r', ''))].join('\n');
}
