/**
 * Subjects × rules → report. The only place where the pipeline is put together: parse, run the rules, then stamp,
 * suppress, sort and name what they found, and score it. No I/O, no clock.
 */
import type { RuntimeConfig } from './config.js';
import type { BuildContext } from './context.js';
import { configurationOf } from './dockerfile/configuration.js';
import { parseDockerfile } from './dockerfile/parse.js';
import { Ledger } from './dockerfile/state.js';
import { type DockerfileFacts, dockerfileFacts } from './dockerfile/subject.js';
import { allowancesOf } from './findings/allowances.js';
import { compare, finish, sort, suppress } from './findings/finish.js';
import { maskFor } from './findings/mask.js';
import { type Draft, stamp } from './findings/stamp.js';
import type { Span } from './place.js';
import type { Finding, Outcome, Report, RuleDescription, SubjectReport } from './report.js';
import type { Hit, RegisteredRule, Verdict } from './rule.js';
import { score } from './score.js';
import { type ActiveRule, activeRules, DEFAULTS, type Settings } from './selection.js';
import { VERSION } from './version.js';

/** A Dockerfile to lint. */
export interface DockerfileInput {
  /** Names the file in the report; never read. */
  readonly path: string;
  readonly text: string;
  /** The defaults if absent. */
  readonly settings?: Settings;
  readonly context?: BuildContext;
  /** As `--build-arg`; they win over the defaults of ARG. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Name or index of the stage that is built; the last one if absent. */
  readonly target?: string;
}

/** A file that could not be read, and why in one sentence. It stands in the report so that nobody takes it for clean. */
export interface Failed {
  readonly path: string;
  readonly error: string;
}

export interface LintOptions {
  readonly rules: readonly RegisteredRule[];
  /** `YYYY-MM-DD`, the day to hold `until=` against; without it no allowance ever expires. */
  readonly today?: string;
}

/** Lints Dockerfiles. Never throws for what stands in them: a rule that fails is an outcome of its own. */
export function lint(inputs: readonly (DockerfileInput | Failed)[], options: LintOptions): Report {
  const subjects: SubjectReport[] = [];
  const findings: Finding[] = [];
  const outcomes: Outcome[] = [];
  for (const input of inputs) {
    if ('error' in input) {
      subjects.push({ kind: 'dockerfile', path: input.path, score: undefined, error: input.error });
      continue;
    }
    const result = lintOne(input, options);
    findings.push(...result.findings);
    outcomes.push(...result.outcomes);
    subjects.push({ kind: 'dockerfile', path: input.path, score: score(result.findings) });
  }
  const scores = subjects.flatMap(subject => subject.score ?? []);
  const count = (severity: string): number =>
    findings.filter(finding => finding.severity === severity && finding.suppressed === undefined).length;
  return {
    version: 1,
    tool: { name: 'plimsoll', version: VERSION },
    subjects,
    findings,
    outcomes,
    score: scores.length === 0 ? undefined : Math.min(...scores),
    summary: {
      files: subjects.length,
      error: count('error'),
      warning: count('warning'),
      info: count('info'),
      suppressed: findings.filter(finding => finding.suppressed !== undefined).length,
      notEvaluated: outcomes.filter(outcome => outcome.state === 'not-evaluated').length,
    },
    rules: options.rules.map(describe),
  };
}

function describe({
  id,
  aliases,
  controls,
  topic,
  severity,
  confidence,
  summary,
  why,
}: RegisteredRule): RuleDescription {
  return { id, aliases, controls, topic, severity, confidence, summary, why };
}

function lintOne(input: DockerfileInput, options: LintOptions): { findings: Finding[]; outcomes: Outcome[] } {
  const settings = input.settings ?? DEFAULTS;
  const buildArgs = input.buildArgs ?? {};
  const file = parseDockerfile(input.text, { buildArgs });
  const ledger = new Ledger(file, buildArgs);
  const facts = dockerfileFacts(file, ledger, { target: input.target, context: input.context });
  let config: RuntimeConfig | undefined;
  const configuration = (): RuntimeConfig | undefined => {
    config ??= facts.target === undefined ? undefined : configurationOf(file, ledger, facts.target);
    return config;
  };
  const runs = activeRules(options.rules, settings).map(active => ({ active, ...run(active, facts, configuration) }));
  // Only now: a file that is clean has nothing to hide.
  const mask = maskFor(file, runs.some(hasText) ? secretsIn(facts, options.rules) : []);
  const drafts: Draft[] = [];
  const outcomes: Outcome[] = [];
  for (const { active, hits, state, why } of runs) {
    const shown = why === undefined ? {} : { why: mask.text(why) };
    outcomes.push({ subject: input.path, rule: active.rule.id, state, ...shown });
    for (const hit of hits) {
      const severity = active.severity === active.rule.severity ? (hit.severity ?? active.severity) : active.severity;
      drafts.push(stamp(hit, active.rule, severity, file, input.path, mask));
    }
  }
  outcomes.sort((a, b) => compare(a.rule, b.rule));
  const finished = finish(sort(suppress(drafts, allowancesOf(file), options.today)), file, settings.failOn, mask);
  return { findings: finished, outcomes };
}

const hasText = ({ hits, why }: Run): boolean => hits.length > 0 || why !== undefined;

/** What rules know to be secret, those that are off too. One that fails here fails as a rule as well, and is told there. */
function secretsIn(facts: DockerfileFacts, rules: readonly RegisteredRule[]): Span[] {
  return rules.flatMap(rule => {
    try {
      return [...(rule.secrets?.(facts) ?? [])];
    } catch {
      return [];
    }
  });
}

interface Run extends Pick<Outcome, 'state'> {
  readonly hits: readonly Hit[];
  readonly why: string | undefined;
}

/** Runs one rule on one subject. What it found before it failed is kept. */
function run(
  { rule, options }: ActiveRule,
  facts: DockerfileFacts,
  configuration: () => RuntimeConfig | undefined,
): Run {
  const hits: Hit[] = [];
  const missing: string[] = [];
  const inapplicable: string[] = [];
  const take = (verdicts: Iterable<Verdict>): void => {
    for (const verdict of verdicts) {
      if ('notEvaluated' in verdict) missing.push(verdict.notEvaluated);
      else if ('notApplicable' in verdict) inapplicable.push(verdict.notApplicable);
      else hits.push(verdict);
    }
  };
  try {
    if (rule.dockerfile !== undefined) take(rule.dockerfile({ ...facts, options }));
    if (rule.config !== undefined) {
      const config = configuration();
      if (config === undefined) inapplicable.push('the file has no stage');
      else take(rule.config({ config, options }));
    }
  } catch (error) {
    return { hits, state: 'failed', why: `the rule failed: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (missing.length > 0) return { hits, state: 'not-evaluated', why: [...new Set(missing)].join('; ') };
  if (inapplicable.length > 0 && hits.length === 0)
    return { hits, state: 'not-applicable', why: [...new Set(inapplicable)].join('; ') };
  return { hits, state: 'ran', why: undefined };
}
