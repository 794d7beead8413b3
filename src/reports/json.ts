import type { Finding, FindingFix, ImagePlace, Outcome, Region, Report, SubjectReport, Suppressed } from '../report.js';
import { stringify } from './stringify.js';

/** The report as JSON, version 1: `schema/report-1.json` says what it holds. The keys always come in the same order. */
export function json(report: Report): string {
  const { version, tool, summary, shard } = report;
  return stringify({
    version,
    tool: { name: tool.name, version: tool.version },
    shard: shard && { index: shard.index, count: shard.count },
    subjects: report.subjects.map(subject),
    findings: report.findings.map(finding),
    outcomes: report.outcomes.map(outcome),
    score: report.score ?? null,
    summary: {
      files: summary.files,
      error: summary.error,
      warning: summary.warning,
      info: summary.info,
      suppressed: summary.suppressed,
      notEvaluated: summary.notEvaluated,
    },
  });
}

// A key whose value is `undefined` is left out by `JSON.stringify`.

function subject({ kind, path, at, score, error, notes }: SubjectReport): object {
  return { kind, path, at: at && { file: at.file, line: at.line }, score: score ?? null, error, notes };
}

function finding(it: Finding): object {
  return {
    rule: it.rule,
    aliases: it.aliases,
    controls: it.controls,
    topic: it.topic,
    severity: it.severity,
    confidence: it.confidence,
    message: it.message,
    help: it.help,
    ...(it.image === undefined ? inFile(it) : { subject: it.file, image: inImage(it.image) }),
    also: it.also?.map(region),
    fingerprint: it.fingerprint,
    lineHash: it.lineHash,
    secret: it.secret && { fingerprint: it.secret.fingerprint, format: it.secret.format },
    fixable: it.fixable,
    fix: it.fix && fix(it.fix),
    fails: it.fails,
    suppressed: it.suppressed && suppressed(it.suppressed),
  };
}

function inFile({ file, ...it }: Finding): object {
  return { file, ...region(it) };
}

function region({ line, column, endLine, endColumn }: Region): object {
  return { line, column, endLine, endColumn };
}

/** A text that holds a secret is left out, and the edits with it. */
function fix({ title, safety, edits, secret }: FindingFix): object {
  if (secret) return { title, safety };
  return { title, safety, edits: edits.map(edit => ({ ...region(edit), text: edit.text })) };
}

function inImage({ layer, diffId, path, pointer, createdBy, gone }: ImagePlace): object {
  return { layer, diffId, path, pointer, createdBy, gone };
}

function suppressed({ by, reason, until }: Suppressed): object {
  return { by: by ?? null, reason: reason ?? null, until: until ?? null };
}

function outcome({ subject, rule, state, why }: Outcome): object {
  return { subject, rule, state, why };
}
