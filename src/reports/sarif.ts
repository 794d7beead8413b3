import type { Finding, Outcome, Report, SubjectReport } from '../report.js';
import { LEVEL, sarifRule } from './sarif-rules.js';
import { stringify } from './stringify.js';
import { uriOf } from './uri.js';

type Region = Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** The report as SARIF 2.1.0 (OASIS), with what GitHub code scanning asks for. */
export function sarif(report: Report): string {
  const { name, version } = report.tool;
  const index = new Map(report.rules.map((rule, i) => [rule.id, i]));
  const run = {
    tool: {
      driver: {
        name,
        version,
        semanticVersion: version,
        rules: report.rules.map(sarifRule),
      },
    },
    invocations: [invocation(report, index)],
    automationDetails: { id: `${name}/` },
    columnKind: 'utf16CodeUnits',
    results: report.findings.map(finding => result(finding, index)),
  };
  return stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

function result(finding: Finding, index: ReadonlyMap<string, number>): object {
  const { rule, file, also = [], suppressed } = finding;
  return {
    ruleId: rule,
    ruleIndex: index.get(rule),
    level: LEVEL[finding.severity],
    message: message(finding.message),
    locations: [{ physicalLocation: place(file, finding), ...logical(finding) }],
    ...(also.length > 0 ? { relatedLocations: also.map((at, id) => ({ id, physicalLocation: place(file, at) })) } : {}),
    partialFingerprints: { 'plimsoll/v1': finding.fingerprint },
    ...(suppressed === undefined ? {} : { suppressions: [suppression(suppressed)] }),
  };
}

/** Where in an image: no viewer can open it, so it stands beside the archive's own place. */
function logical({ image }: Finding): object {
  const name = image?.path ?? image?.pointer;
  if (name === undefined || name === '') return {};
  return { logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] };
}

/** `[text](target)` would become a link. */
function message(text: string): object {
  return { text: text.replace(/\[(?=[^[\]]*\]\()/g, '\\[') };
}

function place(file: string, { line, column, endLine, endColumn }: Region): object {
  return {
    artifactLocation: { uri: uriOf(file) },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}

function suppression({ by, reason, until }: NonNullable<Finding['suppressed']>): object {
  const more = by === undefined && until === undefined ? {} : { properties: { by, until } };
  return { kind: 'inSource', status: 'accepted', justification: reason, ...more };
}

/** How the run went: what was not judged stands here, never among the results. */
function invocation({ subjects, outcomes }: Report, index: ReadonlyMap<string, number>): object {
  const failed = outcomes.some(it => it.state === 'failed') || subjects.some(it => it.error !== undefined);
  const notifications = [...subjects.flatMap(unread), ...outcomes.flatMap(it => notEvaluated(it, index))];
  return { executionSuccessful: !failed, toolExecutionNotifications: notifications };
}

function unread({ path, error }: SubjectReport): object[] {
  if (error === undefined) return [];
  return [{ level: 'error', ...notified(path, error) }];
}

function notEvaluated({ subject, rule, state, why }: Outcome, index: ReadonlyMap<string, number>): object[] {
  if (state !== 'failed' && state !== 'not-evaluated') return [];
  const text = `${rule} ${state === 'failed' ? 'failed' : 'was not evaluated'}${why ? `: ${why}` : ''}`;
  const level = state === 'failed' ? 'error' : 'note';
  return [{ level, ...notified(subject, text), associatedRule: { id: rule, index: index.get(rule) } }];
}

function notified(file: string, text: string): object {
  return { message: message(text), locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }] };
}
