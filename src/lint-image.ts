/** An image × rules → findings: the pipeline of `lint.ts` for layers and configuration. Reads, but writes nothing. */
import { type SubjectResult, unread } from './assemble.js';
import { parseDockerfile } from './dockerfile/parse.js';
import { Ledger } from './dockerfile/state.js';
import { type DockerfileFacts, dockerfileFacts } from './dockerfile/subject.js';
import { runChecks, secretsIn } from './engine.js';
import { compare, finish, sort } from './findings/finish.js';
import { maskFor, namedValues } from './findings/mask.js';
import { allowSecrets } from './findings/secrets.js';
import type { Draft } from './findings/stamp.js';
import { stampImage } from './findings/stamp-image.js';
import { readConfig, readRootfsConfig } from './image/config.js';
import type { FactCache } from './image/facts.js';
import { type Reconstruction, reconstruct } from './image/history.js';
import { type ImageConfig, ImageError, type ImageSource, type PassingImage, type Read } from './image/model.js';
import type { Progress } from './image/progress.js';
import { recalled, remember } from './image/recall.js';
import { type Scan, Scanner } from './image/scan.js';
import { unreadLayers } from './image/unread.js';
import type { Outcome, SubjectReport, Suppressed } from './report.js';
import type { Confidence, Hit, RegisteredRule, Verdict } from './rule.js';
import { score } from './score.js';
import { type ActiveRule, activeRules, DEFAULTS, NO_SECRET_SETTINGS, type Settings } from './selection.js';
import { globs } from './settings/globs.js';

export interface ImageOptions {
  readonly rules: readonly RegisteredRule[];
  readonly settings?: Settings;
  /** Told often while layers are read. */
  readonly progress?: (progress: Progress) => void;
  /** Remembers what layers hold. Only for a list of rules that it was made for. */
  readonly cache?: FactCache;
  /** `false`: no layer is read; the configuration and the history are judged, and rules about files are not evaluated. */
  readonly layers?: false;
  /** What the report calls the image, instead of its reference. */
  readonly label?: string;
  /** Threads that unpack layers; see `threadsFor`. */
  readonly threads?: number;
}

/**
 * Lints an opened image, or one that passes. Layers that cannot be read or do not verify leave the rest judged and make the subject
 * incomplete: `subject.error` says what is missing. The source is left open.
 */
export async function lintImage(image: ImageSource | PassingImage, options: ImageOptions): Promise<SubjectResult> {
  const reference = options.label ?? image.reference;
  try {
    return await judge(image, reference, options);
  } catch (error) {
    if (error instanceof ImageError) return unread('image', reference, error.message.replace(/\.$/, ''));
    throw error;
  }
}

async function judge(
  image: ImageSource | PassingImage,
  reference: string,
  options: ImageOptions,
): Promise<SubjectResult> {
  const settings = options.settings ?? DEFAULTS;
  const { secrets = NO_SECRET_SETTINGS } = settings;
  const actives = activeRules(options.rules, settings).filter(
    ({ rule }) => rule.config !== undefined || rule.image !== undefined || rule.history === true,
  );
  // What is remembered serves every choice of rules, so it is gathered for all of them.
  const { reads, numbers } = readsOf(options.cache === undefined ? actives.map(({ rule }) => rule) : options.rules);
  const { config, scan } = await read(image, reads, options);
  const told = historyFacts(config);
  const mask = maskFor(told.facts.file, secretsIn(told.facts, options.rules), secretValues(config));
  const drafts: Draft[] = [];
  const outcomes: Outcome[] = [];
  for (const active of actives) {
    const checks = checksOf(active, config, scan, numbers, told);
    // A rule that looks into files cannot have found that nothing is wrong with them.
    const why = scan.incomplete;
    if (why !== undefined && Object.keys(active.rule.reads ?? {}).length > 0)
      checks.push(() => [{ notEvaluated: why }]);
    const { hits, state, why: reason } = runChecks(checks);
    outcomes.push({
      subject: reference,
      rule: active.rule.id,
      state,
      ...(reason === undefined ? {} : { why: mask.text(reason) }),
    });
    const allowed = allowedPaths(active.rule, settings);
    for (const hit of hits) {
      const severity = active.severity === active.rule.severity ? (hit.severity ?? active.severity) : active.severity;
      const draft = stampImage(hit, active.rule, severity, {
        reference,
        layers: scan.layers,
        mask: mask.text,
        salt: secrets.salt,
      });
      drafts.push(allowed(hit.at.in === 'layer' ? hit.at.path : '') ? { ...draft, suppressed: ALLOWED } : draft);
    }
  }
  outcomes.sort((a, b) => compare(a.rule, b.rule));
  const findings = finish(sort(allowSecrets(drafts, secrets)), told.facts.file, settings.failOn, mask);
  const subject: SubjectReport = {
    kind: 'image',
    path: reference,
    score: score(findings),
    ...asides(scan, options.layers, mask.text),
  };
  return { subject, findings, outcomes };
}

/** The configuration, and what its layers hold. */
async function read(
  image: ImageSource | PassingImage,
  reads: readonly Read<unknown>[],
  { progress, cache, threads, layers }: ImageOptions,
): Promise<{ readonly config: ImageConfig; readonly scan: Scan }> {
  const scanner = new Scanner(reads, { progress, cache, threads });
  const source = 'pass' in image ? await passed(image, scanner, layers === false ? undefined : cache, layers) : image;
  const config = source.config === undefined ? readRootfsConfig() : readConfig(source.config);
  return { config, scan: layers === false ? unreadLayers(source, config) : await scanner.scan(source, config) };
}

/** What an image that passes turns out to be; if all of it is remembered, it need not pass. */
async function passed(
  image: PassingImage,
  scanner: Scanner,
  cache: FactCache | undefined,
  layers: false | undefined,
): Promise<ImageSource> {
  const diffIds = image.inspected?.diffIds ?? [];
  // None are listed where they are not known before the image passes.
  if (cache !== undefined && diffIds.length > 0) {
    const known = await recalled(image, cache);
    if (known !== undefined && (await scanner.recall(diffIds))) {
      await image.close();
      return known;
    }
  }
  const source = await image.pass(layers === false ? async () => ({ passed: true }) : scanner.take);
  if (cache !== undefined && scanner.remembersAll) await remember(image, source, cache);
  return source;
}

/** What went wrong and what is odd: no findings, but nobody may take the image for wholly judged. */
function asides(
  { incomplete, escapes, notes }: Scan,
  layers: false | undefined,
  mask: (text: string) => string,
): Pick<SubjectReport, 'error' | 'notes'> {
  if (layers === false)
    return { notes: [...notes.map(mask), 'The layers were not read (--no-layers): nothing was looked for in files.'] };
  const missing = incomplete === undefined ? [] : [`not all of it could be read: ${incomplete}`];
  const [first] = escapes;
  if (first !== undefined) {
    const more = escapes.length === 1 ? '' : ` and ${escapes.length - 1} more`;
    missing.push(`layer ${first.layer} holds a name that leads out of the image, left out: ${first.path}${more}`);
  }
  return {
    ...(missing.length === 0 ? {} : { error: mask(missing.join('; ')) }),
    ...(notes.length === 0 ? {} : { notes: notes.map(mask) }),
  };
}

const ALLOWED: Suppressed = { by: undefined, reason: 'allowed by its path in the settings', until: undefined };

/** What the settings allow a rule to find: globs over paths in the image. */
function allowedPaths(rule: RegisteredRule, settings: Settings): (path: string) => boolean {
  const list = rule.image === undefined ? undefined : settings.rules.get(rule.id)?.options?.allow;
  if (!Array.isArray(list) || list.length === 0) return () => false;
  const matches = globs(list);
  return path => path !== '' && matches(path);
}

/** What the configuration itself holds of secrets. History may have lost where it comes from. */
function secretValues({ history, runtime }: ImageConfig): string[] {
  const settings = [...runtime.env, ...runtime.labels].map(({ name, value }) => `${name}='${value.value ?? ''}'`);
  return [...history.map(({ createdBy }) => createdBy ?? ''), ...settings].flatMap(namedValues);
}

/** All reads of all rules in one list, and the place of each rule's reads in it. */
function readsOf(rules: readonly RegisteredRule[]): {
  reads: Read<unknown>[];
  numbers: Map<RegisteredRule, Map<string, number>>;
} {
  const reads: Read<unknown>[] = [];
  const numbers = new Map<RegisteredRule, Map<string, number>>();
  for (const rule of rules) {
    const own = new Map<string, number>();
    for (const [name, read] of Object.entries(rule.reads ?? {})) {
      own.set(name, reads.length);
      reads.push(read);
    }
    numbers.set(rule, own);
  }
  return { reads, numbers };
}

interface Told {
  readonly facts: DockerfileFacts;
  readonly reconstruction: Reconstruction;
}

/** The history as instructions again, as rules are given a Dockerfile. */
function historyFacts(config: ImageConfig): Told {
  const reconstruction = reconstruct(config);
  const file = parseDockerfile(reconstruction.text);
  return { reconstruction, facts: dockerfileFacts(file, new Ledger(file)) };
}

function checksOf(
  { rule, options }: ActiveRule,
  config: ImageConfig,
  scan: Scan,
  numbers: ReadonlyMap<RegisteredRule, ReadonlyMap<string, number>>,
  told: Told,
): (() => Iterable<Verdict>)[] {
  const checks: (() => Iterable<Verdict>)[] = [];
  if (rule.config !== undefined) checks.push(() => rule.config?.({ config: config.runtime, options }) ?? []);
  if (rule.image !== undefined) {
    const subject: Parameters<NonNullable<RegisteredRule['image']>>[0] = {
      image: config,
      documents: scan.documents,
      layers: scan.layers,
      options,
      seen(name: string) {
        const number = numbers.get(rule)?.get(name) ?? -1;
        if (scan.failures.has(number)) throw scan.failures.get(number);
        return scan.overlay.seen(number, scan.layers) as never;
      },
      at: (path: string, follow?: boolean) => scan.overlay.at(path, follow),
      below: (path: string) => scan.overlay.below(path),
      wastes: () => scan.overlay.wastes(),
      bytes: {
        stored: scan.overlay.storedBytes,
        wasted: [...scan.overlay.wastedBy.values()].reduce((sum, bytes) => sum + bytes, 0),
      },
      incomplete: scan.incomplete,
    };
    checks.push(() => rule.image?.(subject) ?? []);
  }
  if (rule.history === true && rule.dockerfile !== undefined)
    checks.push(() => fromHistory(rule, rule.dockerfile?.({ ...told.facts, options }) ?? [], config, told));
  return checks;
}

const LOWER: Readonly<Record<Confidence, Confidence>> = { high: 'medium', medium: 'low', low: 'low' };

/**
 * Points hits in the reconstructed text at the history. What the base image did for certain is left out; what it may
 * have done is told with low confidence, because it may as well be the user's.
 */
function* fromHistory(
  rule: RegisteredRule,
  verdicts: Iterable<Verdict>,
  config: ImageConfig,
  { reconstruction }: Told,
): Iterable<Verdict> {
  for (const verdict of verdicts) {
    if (!('at' in verdict)) {
      yield verdict;
      continue;
    }
    const index = verdict.at.in === 'dockerfile' ? reconstruction.entryAt(verdict.at.span.start) : undefined;
    if (index === undefined || index < reconstruction.base) continue;
    const layer = config.history[index]?.layer;
    const at: Hit['at'] =
      layer === undefined ? { in: 'config', pointer: `/history/${index}` } : { in: 'layer', layer, path: '' };
    const { fix: _, also: __, ...rest } = verdict;
    if (index < reconstruction.own)
      yield { ...rest, at, confidence: 'low', message: `${verdict.message} (perhaps in the base image)` };
    else yield { ...rest, at, confidence: LOWER[verdict.confidence ?? rule.confidence] };
  }
}
