import type { Outcome, Report, SubjectReport } from '../report.js';
import type { Anchors } from './anchors.js';
import { message } from './sarif-text.js';
import { uriOf } from './uri.js';

/** How the run went: what was not judged stands here, never among the results. */
export function invocation(
  { subjects, outcomes }: Report,
  index: ReadonlyMap<string, number>,
  anchors: Anchors,
  left: number,
): object {
  const failed = outcomes.some(it => it.state === 'failed') || subjects.some(it => it.error !== undefined);
  const fileOf = (subject: string): string => anchors.get(subject)?.file ?? subject;
  const notifications = [
    ...subjects.flatMap(it => unread(it, fileOf)),
    ...outcomes.flatMap(it => notEvaluated(it, index, fileOf)),
  ];
  if (left > 0)
    notifications.push({ level: 'warning', message: { text: `${left} less serious findings are left out` } });
  return { executionSuccessful: !failed, toolExecutionNotifications: notifications };
}

type FileOf = (subject: string) => string;

function unread({ path, error }: SubjectReport, fileOf: FileOf): object[] {
  if (error === undefined) return [];
  const file = fileOf(path);
  return [{ level: 'error', ...notified(file, file === path ? error : `${path}: ${error}`) }];
}

function notEvaluated(
  { subject, rule, state, why }: Outcome,
  index: ReadonlyMap<string, number>,
  fileOf: FileOf,
): object[] {
  if (state !== 'failed' && state !== 'not-evaluated') return [];
  const text = `${rule} ${state === 'failed' ? 'failed' : 'was not evaluated'}${why ? `: ${why}` : ''}`;
  const level = state === 'failed' ? 'error' : 'note';
  return [{ level, ...notified(fileOf(subject), text), associatedRule: { id: rule, index: index.get(rule) } }];
}

function notified(file: string, text: string): object {
  return { message: message(text), locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }] };
}
