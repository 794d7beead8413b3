import {
  type Fix,
  type Place,
  parseImageReference,
  type RuntimeConfig,
  replacing,
  type Verdict,
} from '../../src/rule.js';
import { officialName } from './official-images.js';
import { readSignal, setsNoStopSignal } from './signals.js';

interface Wanted {
  /** Is this word of JSON form the program that wants the signal? */
  readonly starts: (word: string) => boolean;
  /** Without SIG. */
  readonly signal: string;
  readonly message: string;
  readonly safety: Fix['safety'];
}

/** A program as process 1 that wants to be stopped with a signal of its own, and is not. */
export function* judgeStopSignal(config: RuntimeConfig, wanted: Wanted): Iterable<Verdict> {
  const { stopSignal, os, base } = config;
  const start = startOf(config);
  const word = start?.words[0];
  if (os === 'windows' || start === undefined || word === undefined || !wanted.starts(word))
    return yield { notApplicable: 'it starts no such program directly' };
  const help = `write STOPSIGNAL SIG${wanted.signal}`;
  if (stopSignal.unknown !== undefined) {
    const silent = base.kind === 'image' && setsNoStopSignal(officialName(parseImageReference(base.reference)));
    // What the base image leaves alone is SIGTERM; what a variable decides nobody knows.
    if (stopSignal.at !== undefined || !silent) {
      yield { notEvaluated: stopSignal.unknown };
      return;
    }
  }
  const { value, at } = stopSignal;
  if (value === undefined || value === '') {
    yield { at: start.at, message: wanted.message, help, ...inserted(start.at, wanted) };
    return;
  }
  const name = readSignal(value);
  // What does not exist, or cannot be caught, is told by rules of its own.
  if (at === undefined || name === undefined || name === wanted.signal || name === 'KILL' || name === 'STOP') return;
  const fix = at.in === 'dockerfile' && value.length === at.span.end - at.span.start;
  yield {
    at,
    message: wanted.message,
    help,
    ...(fix ? { fix: replacing(at.span, `SIG${wanted.signal}`, `Stop with SIG${wanted.signal}`, 'review') } : {}),
  };
}

function inserted(at: Place, { signal, safety }: Wanted): { readonly fix?: Fix } {
  if (at.in !== 'dockerfile') return {};
  const span = { start: at.span.start, end: at.span.start };
  return { fix: replacing(span, `STOPSIGNAL SIG${signal}\n`, `Stop with SIG${signal}`, safety) };
}

/** What runs as process 1, if it is said in JSON form: the ENTRYPOINT, else CMD, which an unknown ENTRYPOINT may wrap. */
function startOf({ entrypoint, cmd }: RuntimeConfig): { words: readonly string[]; at: Place } | undefined {
  const found = entrypoint.value === undefined ? cmd : entrypoint;
  if (found.value === undefined || !found.value.exec || found.at === undefined) return undefined;
  return { words: found.value.words, at: found.at };
}
