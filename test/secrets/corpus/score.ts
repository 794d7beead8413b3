/** Recall and precision, as numbers and as text. */
import type { Judged } from './measure.js';

export interface Score {
  readonly positives: number;
  readonly negatives: number;
  readonly misses: readonly Judged[];
  readonly alarms: readonly Judged[];
  /** Negatives with an info, which does not count. */
  readonly hints: readonly Judged[];
  /** Shares from 0 to 1. */
  readonly recall: number;
  readonly precision: number;
}

/** A positive counts as found with a finding of warning or above; such a finding on a negative is an alarm. */
export function score(judged: readonly Judged[]): Score {
  const positives = judged.filter(({ sample }) => sample.label === 'secret');
  const negatives = judged.filter(({ sample }) => sample.label === 'none');
  const misses = positives.filter(({ told }) => told.length === 0);
  const alarms = negatives.filter(({ told }) => told.length > 0);
  const hints = negatives.filter(({ told, hinted }) => told.length === 0 && hinted.length > 0);
  const found = positives.length - misses.length;
  return {
    positives: positives.length,
    negatives: negatives.length,
    misses,
    alarms,
    hints,
    recall: positives.length === 0 ? 0 : found / positives.length,
    precision: found + alarms.length === 0 ? 0 : found / (found + alarms.length),
  };
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
const line = ({ sample, told, hinted }: Judged) => {
  const rules = [...told, ...hinted].map(({ rule, severity }) => `${rule} (${severity})`);
  return `  ${sample.id}  ${sample.what}; ${sample.carrier}${sample.path === undefined ? '' : `; ${sample.path}`}${rules.length === 0 ? '' : `: ${[...new Set(rules)].join(', ')}`}`;
};

/** What the command prints. */
export function describeScore(judged: readonly Judged[], skipped: readonly string[] = []): string {
  const { positives, negatives, misses, alarms, hints, recall, precision } = score(judged);
  const part = (title: string, by: (one: Judged) => string) => {
    const groups = new Map<string, Judged[]>();
    for (const one of judged) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
    const rows = [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, list]) => {
        const own = score(list);
        const found = own.positives === 0 ? '' : `${own.positives - own.misses.length} of ${own.positives} found`;
        const quiet = own.negatives === 0 ? '' : `${own.alarms.length} false alarms in ${own.negatives}`;
        return `  ${name.padEnd(44)} ${[found, quiet].filter(text => text !== '').join(', ')}`;
      });
    return `\n${title}\n${rows.join('\n')}`;
  };
  const list = (title: string, which: readonly Judged[]) =>
    `\n${title}: ${which.length}\n${which.map(line).join('\n')}`;
  return [
    `${positives} samples with a secret, ${negatives} without`,
    `recall     ${percent(recall)}   (bound 98 %)`,
    `precision  ${percent(precision)}   (bound 98 %)`,
    ...skipped.map(reason => `skipped: ${reason}`),
    part('by carrier', ({ sample }) => sample.carrier),
    part('by kind', ({ sample }) => sample.what),
    list('misses', misses),
    list('false alarms', alarms),
    list('samples without a secret that got an info (not counted)', hints),
    '',
  ].join('\n');
}
