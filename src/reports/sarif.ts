import type { Finding, Region, Report } from '../report.js';
import { type Anchors, anchorsOf, located } from './anchors.js';
import { LEVEL, sarifRule } from './sarif-rules.js';
import { invocation } from './sarif-run.js';
import { message } from './sarif-text.js';
import { stringify } from './stringify.js';
import { uriOf } from './uri.js';

/** The report as SARIF 2.1.0 (OASIS), with what GitHub code scanning asks for. */
export function sarif(report: Report): string {
  const { name, version } = report.tool;
  const index = new Map(report.rules.map((rule, i) => [rule.id, i]));
  const anchors = anchorsOf(report);
  const told = most(report.findings);
  const run = {
    tool: {
      driver: {
        name,
        version,
        semanticVersion: version,
        rules: report.rules.map(sarifRule),
      },
    },
    invocations: [invocation(report, index, anchors, report.findings.length - told.length)],
    automationDetails: { id: `${name}/` },
    columnKind: 'utf16CodeUnits',
    results: told.map(finding => result(finding, index, anchors)),
  };
  return stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

/** The most results that GitHub takes of one run; a log with more is refused. */
const MOST_RESULTS = 25_000;
const RANK = { error: 0, warning: 1, info: 2 } as const;

/** The most serious ones that fit, in their order. */
function most(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings;
  const ranked = findings.map((finding, i) => ({ finding, i }));
  ranked.sort((a, b) => RANK[a.finding.severity] - RANK[b.finding.severity] || a.i - b.i);
  const kept = ranked.slice(0, MOST_RESULTS).sort((a, b) => a.i - b.i);
  return kept.map(({ finding }) => finding);
}

function result(finding: Finding, index: ReadonlyMap<string, number>, anchors: Anchors): object {
  const { rule, also = [], suppressed, fingerprint, lineHash } = finding;
  const at = located(finding, anchors);
  return {
    ruleId: rule,
    ruleIndex: index.get(rule),
    level: LEVEL[finding.severity],
    message: message(at.message),
    locations: [{ physicalLocation: place(at.file, at), ...logical(finding) }],
    ...(also.length > 0
      ? { relatedLocations: also.map((it, id) => ({ id, physicalLocation: place(at.file, it) })) }
      : {}),
    partialFingerprints: {
      ...(lineHash === undefined ? {} : { primaryLocationLineHash: lineHash }),
      'plimsoll/v1': fingerprint,
    },
    ...fixes(finding),
    ...(suppressed === undefined ? {} : { suppressions: [suppression(suppressed, finding)] }),
    ...properties(finding),
  };
}

/** Where in an image: no viewer can open it, so it stands beside the place in a file. */
function logical({ image }: Finding): object {
  const name = image?.path || image?.pointer;
  if (name === undefined || name === '') return {};
  return { logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] };
}

/** Everything that is known of where it stands in an image, and what names a secret. */
function properties({ file, image, secret }: Finding): object {
  if (image === undefined) return secret === undefined ? {} : { properties: { secret } };
  const { layer, diffId, path, pointer, createdBy, gone } = image;
  return { properties: { image: file, layer, diffId, path, pointer, createdBy, gone, secret } };
}

/** A fix of which no edit holds a secret. */
function fixes({ file, fix }: Finding): object {
  if (fix === undefined || fix.secret) return {};
  const replacements = fix.edits.map(edit => ({ deletedRegion: regionOf(edit), insertedContent: { text: edit.text } }));
  const change = { artifactLocation: { uri: uriOf(file) }, replacements };
  return { fixes: [{ description: message(fix.title), artifactChanges: [change] }] };
}

function place(file: string, region: Region): object {
  return { artifactLocation: { uri: uriOf(file) }, region: regionOf(region) };
}

function regionOf({ line, column, endLine, endColumn }: Region): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** What allows a finding in a Dockerfile is a comment; in an image it is the settings. */
function suppression({ by, reason, until }: NonNullable<Finding['suppressed']>, { image }: Finding): object {
  const more = by === undefined && until === undefined ? {} : { properties: { by, until } };
  return { kind: image === undefined ? 'inSource' : 'external', status: 'accepted', justification: reason, ...more };
}
