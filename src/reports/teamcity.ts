import type { Report, RuleDescription } from '../report.js';
import type { Severity } from '../rule.js';
import { type Problem, plainPath, problemsOf, withHelp } from './problems.js';
import { wellFormed } from './stringify.js';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', info: 'INFO' };
/** TeamCity's limits, in characters. */
const LONGEST_ID = 255;
const LONGEST_TEXT = 4000;

/** Service messages of TeamCity: the type of each inspection before the first that it found. */
export function teamcity(report: Report): string {
  const rules = new Map(report.rules.map(rule => [rule.id, rule]));
  const known = new Set<string>();
  return problemsOf(report)
    .flatMap(problem => {
      const type = known.has(problem.rule) ? [] : [inspectionType(problem.rule, rules.get(problem.rule))];
      known.add(problem.rule);
      return [...type, inspection(problem)];
    })
    .join('');
}

function inspectionType(id: string, rule: RuleDescription | undefined): string {
  const description = rule?.summary ?? 'Something could not be judged.';
  return message('inspectionType', {
    id: id.slice(0, LONGEST_ID),
    name: id.slice(0, LONGEST_ID),
    description,
    category: rule === undefined ? 'Plimsoll' : `Plimsoll: ${rule.topic}`,
  });
}

function inspection(problem: Problem): string {
  return message('inspection', {
    typeId: problem.rule.slice(0, LONGEST_ID),
    message: withHelp(problem),
    file: plainPath(problem.file),
    line: String(problem.line),
    SEVERITY: SEVERITY[problem.severity],
  });
}

function message(name: string, list: Readonly<Record<string, string>>): string {
  const values = Object.entries(list).map(([key, value]) => `${key}='${escaped(value)}'`);
  return `##teamcity[${name} ${values.join(' ')}]\n`;
}

/** Everything but printable ASCII by its UTF-16 code units; control characters, which TeamCity would unpack, replaced. */
function escaped(text: string): string {
  return wellFormed(text.slice(0, LONGEST_TEXT))
    .replace(/[^\P{Cc}\t\n\r]|[\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[|'[\]]/g, '|$&')
    .replaceAll('\n', '|n')
    .replaceAll('\r', '|r')
    .replace(/[^ -~]/g, char => `|0x${char.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`);
}
