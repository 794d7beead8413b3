/** The command `merge`: reports in JSON → one report in any form. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { whole } from '../assemble.js';
import { isFailing } from '../findings/finish.js';
import { isObject } from '../image/text.js';
import type { Finding, FindingFix, ImagePlace, Outcome, Report, SubjectReport } from '../report.js';
import type { FailOn } from '../selection.js';
import type { Parsed } from './arguments.js';
import { exitCode } from './exit.js';
import { outputsOf, print } from './reports.js';
import type { World } from './world.js';
import { tellingWrongUse } from './wrong-use.js';

/** What `--format json` writes, as far as it is taken over; `schema/report-1.json` says the rest. */
type Written = Pick<Report, 'outcomes' | 'shard'> & {
  readonly subjects: readonly (Omit<SubjectReport, 'score'> & { readonly score: number | null })[];
  readonly findings: readonly WrittenFinding[];
};
type WrittenFinding = Omit<Finding, 'file' | 'image' | 'suppressed' | 'fix'> & {
  readonly fix?: Omit<FindingFix, 'secret' | 'edits'> & Partial<Pick<FindingFix, 'edits'>>;
  readonly file?: string;
  readonly subject?: string;
  readonly image?: Partial<ImagePlace>;
  readonly suppressed?: { readonly by: string | null; readonly reason: string | null; readonly until: string | null };
};

/** As `--shard` accepts. */
const MOST_SHARDS = 999_999;

/** Runs the command and gives its exit code. */
export function runMerge(parsed: Parsed, world: World): Promise<number> {
  return tellingWrongUse(() => run(parsed, world), world);
}

async function run(parsed: Parsed, world: World): Promise<number> {
  const outputs = outputsOf(parsed, world);
  const failOn = parsed.values.get('fail-on') as FailOn | undefined;
  const subjects: SubjectReport[] = [];
  const findings: Finding[] = [];
  const outcomes: Outcome[] = [];
  const shards = new Map<number, Set<number>>();
  for (const file of new Set(parsed.arguments)) {
    const written = read(file, world);
    if (typeof written === 'string') {
      subjects.push({ kind: 'image', path: file, score: undefined, error: written });
      continue;
    }
    const { shard } = written;
    if (shard !== undefined) {
      const known = shards.get(shard.count) ?? new Set();
      if (known.has(shard.index)) {
        const error = `it is shard ${shard.index} of ${shard.count} as an earlier report is: give each shard once`;
        subjects.push({ kind: 'image', path: file, score: undefined, error });
        continue;
      }
      shards.set(shard.count, known.add(shard.index));
    }
    subjects.push(...written.subjects.map(({ score, ...rest }) => ({ ...rest, score: score ?? undefined })));
    findings.push(...written.findings.map(finding => findingOf(finding, failOn)));
    outcomes.push(...written.outcomes);
  }
  subjects.push(...missing(shards));
  const { rules } = await import('./catalogue.js');
  const report = whole({ subjects, findings, outcomes }, rules);
  await print(report, outputs, parsed, world);
  return exitCode(report);
}

/** A report; or why there is none, in a clause. */
function read(file: string, world: World): Written | string {
  try {
    const value: unknown = JSON.parse(readFileSync(resolve(world.cwd, file), 'utf8'));
    return isReport(value) ? value : 'it is no report of plimsoll: name what --format json wrote';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError) return 'it is no JSON, or was cut short: write the report again';
    return `it cannot be read: ${code === 'ENOENT' ? 'it does not exist' : (code ?? 'it is too large')}`;
  }
}

function isReport(value: unknown): value is Written {
  if (!isObject(value) || value.version !== 1 || !isObject(value.tool) || value.tool.name !== 'plimsoll') return false;
  const { subjects, findings, outcomes, shard } = value;
  const lists = [subjects, findings, outcomes];
  const isShard =
    isObject(shard) && [shard.index, shard.count].every(one => Number.isSafeInteger(one) && Number(one) <= MOST_SHARDS);
  return (
    lists.every(list => Array.isArray(list) && list.every(isObject)) &&
    (findings as object[]).every(one => 'rule' in one && 'severity' in one && 'message' in one) &&
    (shard === undefined || isShard)
  );
}

/** A finding as it was, but for what JSON does not hold: the lines around it, and columns in bytes. */
function findingOf(
  { subject, file, image, suppressed, fix, ...rest }: WrittenFinding,
  failOn: FailOn | undefined,
): Finding {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const nowhere = {
    layer: undefined,
    diffId: undefined,
    createdBy: undefined,
    path: undefined,
    pointer: undefined,
    gone: undefined,
  };
  const { by, reason, until } = suppressed ?? {};
  const finding = {
    ...place,
    ...rest,
    file: subject ?? file ?? '',
    // Edits that hold a secret were not written.
    ...(fix === undefined ? {} : { fix: { ...fix, edits: fix.edits ?? [], secret: fix.edits === undefined } }),
    ...(image === undefined ? {} : { image: { ...nowhere, ...image } }),
    ...(suppressed === undefined
      ? {}
      : { suppressed: { by: by ?? undefined, reason: reason ?? undefined, until: until ?? undefined } }),
    excerpt: { lines: [] },
  };
  const fails = failOn === undefined ? rest.fails : undefined;
  return { ...finding, fails: fails ?? isFailing(finding, failOn ?? 'warning') };
}

/** A subject for each shard whose report is not there, so that nobody takes the rest for the whole. */
function missing(shards: ReadonlyMap<number, ReadonlySet<number>>): SubjectReport[] {
  return [...shards].flatMap(([count, known]) =>
    Array.from({ length: count }, (_, i) => i + 1)
      .filter(index => !known.has(index))
      .map(index => ({
        kind: 'image' as const,
        path: `shard ${index} of ${count}`,
        score: undefined,
        error: 'its report is missing: run it again, and merge all reports',
      })),
  );
}
