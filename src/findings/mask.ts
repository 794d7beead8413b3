import type { Dockerfile } from '../dockerfile/model.js';
import type { Span } from '../place.js';
import { findLookalikes, isPlaceholder, isSecretName } from '../secrets.js';
import { Occurrences } from './occurrences.js';

/** Hides secrets before anything leaves the engine. */
export interface Mask {
  /** The text with every secret of the file replaced by eight asterisks, and every other text that looks like one. */
  text(text: string): string;
  /** A piece of the file, from `start` to `end`, secrets replaced by as many asterisks, so that columns stay. */
  source(start: number, end: number): string;
}

const STARS = '********';

/** Shorter values are words that stand in many places; they are hidden where they are set, not elsewhere. */
const SHORTEST = 4;

/**
 * Finds what must not be shown in a file: values of variables with telling names, wherever else they stand too, and
 * texts with the form of a secret.
 *
 * @param told what somebody else knows to be secret
 * @param values secret texts that stand elsewhere
 */
export function maskFor(file: Dockerfile, told: readonly Span[] = [], values: readonly string[] = []): Mask {
  const set: Span[] = [...namedSecrets(file), ...findLookalikes(file.text), ...told];
  const occurrences = new Occurrences(
    [...set.map(({ start, end }) => file.text.slice(start, end)), ...values].filter(value => value.length >= SHORTEST),
  );
  const spans = [...set, ...occurrences.in(file.text)].sort((a, b) => a.start - b.start);
  return {
    text: text => {
      const known = hide(text, occurrences.in(text), () => STARS);
      return hide(known, findLookalikes(known), () => STARS);
    },
    source: (start, end) => {
      const inside = spans.filter(span => span.start < end && span.end > start);
      const moved = inside.map(span => ({ start: span.start - start, end: span.end - start }));
      return hide(file.text.slice(start, end), moved, piece => piece.replace(/[^\r\n]/g, '*'));
    },
  };
}

/** A text with everything hidden that has the form of a secret, where nothing else is known of it. */
export function maskTokens(text: string): string {
  return hide(text, findLookalikes(text), () => STARS);
}

/** Values with telling names in texts of a history, where build arguments stand as `NAME=value` before the command. */
export function namedValues(text: string): string[] {
  const values: string[] = [];
  for (const [, name = '', , quoted, bare] of text.matchAll(/\b([A-Za-z_]\w*)=(?:(["'])(.*?)\2|([^\s"']+))/g)) {
    const value = quoted ?? bare ?? '';
    if (isSecretName(name) && !isPlaceholder(value)) values.push(value);
  }
  return values;
}

/** Replaces spans of a text, given in order; those that overlap are taken together. */
function hide(text: string, spans: readonly Span[], by: (piece: string) => string): string {
  let out = '';
  let at = 0;
  for (const span of spans) {
    const start = Math.max(at, span.start);
    if (span.end <= start) continue;
    out += text.slice(at, start) + by(text.slice(start, span.end));
    at = Math.min(span.end, text.length);
  }
  return out + text.slice(at);
}

/** The values of ENV, ARG and LABEL whose names speak of a secret. */
function namedSecrets(file: Dockerfile): Span[] {
  const spans: Span[] = [];
  for (const instruction of file.instructions) {
    const done = instruction.kind === 'onbuild' ? instruction.trigger : instruction;
    if (done?.kind !== 'env' && done?.kind !== 'arg' && done?.kind !== 'label') continue;
    for (const { key, value } of done.pairs) {
      if (value === undefined || !isSecretName(key.text)) continue;
      const quoted = /^(["'])([\s\S]*)\1$/.exec(value.text);
      const bare = quoted?.[2] ?? value.text;
      const from = quoted === null ? 0 : 1;
      if (!isPlaceholder(bare)) spans.push(value.part(from, from + bare.length));
    }
  }
  return spans;
}
