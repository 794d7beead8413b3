/** How one rule is run on one subject, whatever the subject is. */
import type { DockerfileFacts } from './dockerfile/subject.js';
import type { Span } from './place.js';
import type { Outcome } from './report.js';
import type { Hit, RegisteredRule, Verdict } from './rule.js';

export interface Run extends Pick<Outcome, 'state'> {
  readonly hits: readonly Hit[];
  readonly why: string | undefined;
}

/** Runs the checks of a rule, each a thunk. What was found before one failed is kept. */
export function runChecks(checks: readonly (() => Iterable<Verdict>)[]): Run {
  const hits: Hit[] = [];
  const missing: string[] = [];
  const inapplicable: string[] = [];
  try {
    for (const check of checks) {
      for (const verdict of check()) {
        if ('notEvaluated' in verdict) missing.push(verdict.notEvaluated);
        else if ('notApplicable' in verdict) inapplicable.push(verdict.notApplicable);
        else hits.push(verdict);
      }
    }
  } catch (error) {
    return { hits, state: 'failed', why: `the rule failed: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (missing.length > 0) return { hits, state: 'not-evaluated', why: joined(missing) };
  if (inapplicable.length > 0 && hits.length === 0) return { hits, state: 'not-applicable', why: joined(inapplicable) };
  return { hits, state: 'ran', why: undefined };
}

function joined(reasons: readonly string[]): string {
  return [...new Set(reasons)].join('; ');
}

/** What rules know to be secret, those that are off too. One that fails here fails as a rule as well, and is told there. */
export function secretsIn(facts: DockerfileFacts, rules: readonly RegisteredRule[]): Span[] {
  return rules.flatMap(rule => {
    try {
      return [...(rule.secrets?.(facts) ?? [])];
    } catch {
      return [];
    }
  });
}
