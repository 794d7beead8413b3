/**
 * Subjects × rules → report. The only place where the pipeline is put together: parse, run the rules, then stamp,
 * suppress, sort and name what they found, and score it. No I/O, no clock.
 */

import { assemble, type SubjectResult, unread } from './assemble.js';
import type { RuntimeConfig } from './config.js';
import type { BuildContext } from './context.js';
import { configurationOf } from './dockerfile/configuration.js';
import { parseDockerfile } from './dockerfile/parse.js';
import { Ledger } from './dockerfile/state.js';
import { type DockerfileFacts, dockerfileFacts } from './dockerfile/subject.js';
import { type Run, runChecks, secretsIn } from './engine.js';
import { allowancesOf } from './findings/allowances.js';
import { compare, finish, sort } from './findings/finish.js';
import { maskFor } from './findings/mask.js';
import { allowSecrets } from './findings/secrets.js';
import { type Draft, stamp } from './findings/stamp.js';
import { suppress } from './findings/suppress.js';
import type { Finding, Outcome, Report } from './report.js';
import type { RegisteredRule, Verdict } from './rule.js';
import { score } from './score.js';
import { type ActiveRule, activeRules, DEFAULTS, NO_SECRET_SETTINGS, type Settings } from './selection.js';
import { type RunShellCheck, shellAnalysis } from './shellcheck.js';

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
  /** Runs ShellCheck, if the user asked for it. */
  readonly shellcheck?: RunShellCheck;
  /** Called around each part of the work, for whoever measures; see `Around`. */
  readonly around?: Around;
}

/**
 * Runs a part of the work and gives what it gives. `part` is a rule's id, `parsing`, or `shell` for what rules about
 * commands ask first.
 */
export type Around = <T>(part: string, run: () => T) => T;

const NOTHING_AROUND: Around = (_, run) => run();

/** Lints Dockerfiles. Never throws for what stands in them: a rule that fails is an outcome of its own. */
export function lint(inputs: readonly (DockerfileInput | Failed)[], options: LintOptions): Report {
  const results = inputs.map((input): SubjectResult => {
    if ('error' in input) return unread('dockerfile', input.path, input.error);
    const { findings, outcomes } = lintOne(input, options);
    return { subject: { kind: 'dockerfile', path: input.path, score: score(findings) }, findings, outcomes };
  });
  return assemble(results, options.rules);
}

function lintOne(input: DockerfileInput, options: LintOptions): { findings: Finding[]; outcomes: Outcome[] } {
  const settings = input.settings ?? DEFAULTS;
  const { secrets = NO_SECRET_SETTINGS } = settings;
  const buildArgs = input.buildArgs ?? {};
  const around = options.around ?? NOTHING_AROUND;
  const file = around('parsing', () => parseDockerfile(input.text, { buildArgs }));
  const ledger = new Ledger(file, buildArgs);
  const actives = activeRules(options.rules, settings).filter(
    ({ rule }) => rule.dockerfile !== undefined || rule.config !== undefined,
  );
  const facts = withShellCheck(
    dockerfileFacts(file, ledger, { target: input.target, context: input.context }),
    actives,
    options.shellcheck,
  );
  // Facts are found when they are asked for; the first rule that asks is not to blame for all of them.
  if (options.around !== undefined) around('shell', () => [...facts.commands()].length);
  let config: RuntimeConfig | undefined;
  const configuration = (): RuntimeConfig | undefined => {
    config ??= facts.target === undefined ? undefined : configurationOf(file, ledger, facts.target);
    return config;
  };
  const runs = actives.map(active => ({ active, ...around(active.rule.id, () => run(active, facts, configuration)) }));
  // Only now: a file that is clean has nothing to hide.
  const mask = maskFor(file, runs.some(hasText) ? secretsIn(facts, options.rules) : []);
  const drafts: Draft[] = [];
  const outcomes: Outcome[] = [];
  for (const { active, hits, state, why } of runs) {
    const shown = why === undefined ? {} : { why: mask.text(why) };
    outcomes.push({ subject: input.path, rule: active.rule.id, state, ...shown });
    for (const hit of hits) {
      const severity = active.severity === active.rule.severity ? (hit.severity ?? active.severity) : active.severity;
      drafts.push(stamp(hit, active.rule, severity, file, input.path, { mask, salt: secrets.salt }));
    }
  }
  outcomes.sort((a, b) => compare(a.rule, b.rule));
  const allowed = allowSecrets(suppress(drafts, allowancesOf(file), options.today), secrets);
  const finished = finish(sort(allowed), file, settings.failOn, mask);
  return { findings: finished, outcomes };
}

function withShellCheck(
  facts: DockerfileFacts,
  actives: readonly ActiveRule[],
  run: RunShellCheck | undefined,
): DockerfileFacts {
  if (run === undefined) return facts;
  const codes = new Set(actives.flatMap(({ rule }) => rule.aliases.filter(alias => /^SC\d+$/.test(alias))));
  return Object.freeze({ ...facts, shellcheck: shellAnalysis(facts, run, codes) });
}

const hasText = ({ hits, why }: Run): boolean => hits.length > 0 || why !== undefined;

/** Runs one rule on one Dockerfile. */
function run(
  { rule, options }: ActiveRule,
  facts: DockerfileFacts,
  configuration: () => RuntimeConfig | undefined,
): Run {
  const checks: (() => Iterable<Verdict>)[] = [];
  if (rule.dockerfile !== undefined) checks.push(() => rule.dockerfile?.({ ...facts, options }) ?? []);
  if (rule.config !== undefined) {
    checks.push(() => {
      const config = configuration();
      return config === undefined
        ? [{ notApplicable: 'the file has no stage' }]
        : (rule.config?.({ config, options }) ?? []);
    });
  }
  return runChecks(checks);
}
