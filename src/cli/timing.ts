/** How long each part of a run took, for those who write rules and those who wait. */
import type { Around } from '../lint.js';

/** Parts that take less than this of the whole are summed up in one line. */
const WORTH_A_LINE = 0.005;

export class Timing {
  readonly #spent = new Map<string, number>();
  readonly #now: () => number;

  /** @param now a clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Runs a part and adds its time. */
  readonly around: Around = (part, run) => {
    const start = this.#now();
    const result = run();
    this.#spent.set(part, (this.#spent.get(part) ?? 0) + this.#now() - start);
    return result;
  };

  /** Milliseconds and percent by part, the slowest first; one line each. */
  table(): string {
    const whole = [...this.#spent.values()].reduce((sum, time) => sum + time, 0);
    const parts = [...this.#spent].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const large = parts.filter(([, time]) => time >= whole * WORTH_A_LINE);
    const rest = parts.slice(large.length);
    const lines = large.map(([part, time]) => line(time, whole, part));
    if (rest.length > 0) {
      const time = rest.reduce((sum, [, one]) => sum + one, 0);
      lines.push(line(time, whole, `${rest.length} more`));
    }
    return [line(whole, whole, 'parsing and rules'), ...lines].join('');
  }
}

function line(time: number, whole: number, part: string): string {
  const percent = whole === 0 ? 0 : (time / whole) * 100;
  return `${time.toFixed(1).padStart(9)} ms ${percent.toFixed(1).padStart(5)} %  ${part}\n`;
}
