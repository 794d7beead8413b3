/** Second tries: of what may be asked twice, when the other side is busy or the connection breaks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ImageError } from '../image/model.js';
import { shown } from '../image/text.js';
import { isBroken } from './failures.js';

/** What second tries need of the world; tests bring their own. */
export interface Waits {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws the signal's reason */
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** From 0 up to, but not including, 1. */
  random(): number;
}

/** The machine's own clock and dice. */
export const WAITS: Waits = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(milliseconds, signal) {
    try {
      await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

/** How often something is tried in all. */
export const TRIES = 5;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
/** What a peer may ask us to wait, in milliseconds. */
const PATIENCE = 60_000;

const BUSY = [408, 429, 500, 502, 503, 504];

/** An answer, as far as second tries care. */
export interface Tried {
  readonly status: number;
  readonly url: URL;
  header(name: string): string | undefined;
  /** Lets go of what was not read. */
  drop(): void;
}

/** Exponential, any time up to the cap ("full jitter"), so that many clients do not come back at once. */
export function backoff(tries: number, waits: Waits): number {
  return Math.floor(waits.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries));
}

/** Milliseconds that `Retry-After` asks for: seconds or a date (RFC 9110, 10.2.3); `undefined` for anything else. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]+, /.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** `2 hours`, `90 seconds`: rounded up, for messages. */
export function spanText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const [count, unit] =
    seconds <= 120
      ? [seconds, 'second']
      : seconds <= 7200
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 3600), 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/**
 * Tries up to five times, as long as the peer is busy or the connection breaks. What may not be asked twice has no place
 * here.
 * @returns the last answer, which may still be a refusal
 * @throws ImageError `rate-limited` if the peer asks for more than a minute's wait; the last error of a connection
 */
export async function retried<T extends Tried>(
  attempt: () => Promise<T>,
  what: string,
  waits: Waits,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    let wait = backoff(tries - 1, waits);
    try {
      const answer = await attempt();
      if (!BUSY.includes(answer.status)) return answer;
      const asked = retryAfter(answer.header('retry-after'), waits.now());
      if (asked !== undefined && asked > PATIENCE) {
        answer.drop();
        throw new ImageError(
          'rate-limited',
          `${shown(answer.url.host)} does not answer for now to who asks for ${what} (status ${answer.status}): come back in ${spanText(asked)}${hubAdvice(answer.url)}.`,
        );
      }
      if (tries === TRIES) return answer;
      answer.drop();
      wait = asked ?? wait;
    } catch (error) {
      if (!isBroken(error) || tries === TRIES) throw error;
    }
    await waits.sleep(wait, signal);
  }
}

/** Docker Hub counts the pulls of those who are not logged in by their address. */
export function hubAdvice(url: URL): string {
  return /(?:^|\.)docker\.(?:io|com)$/.test(url.hostname)
    ? ', or log in with docker login, for which Docker Hub allows more pulls'
    : '';
}
