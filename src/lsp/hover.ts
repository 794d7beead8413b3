/** What is shown where the pointer rests on a finding: what is wrong, why it matters, how to allow it. */
import type { Hover, Position } from 'vscode-languageserver-protocol';
import type { Finding } from '../report.js';
import { plainMarkdown } from '../reports/markdown-text.js';
import { visible } from '../reports/width.js';
import { allowedBy, type RegisteredRule } from '../rule.js';
import type { Client } from './client.js';
import type { Judged } from './judge.js';
import { Places, touch } from './places.js';

/** The hover at a place; `undefined` where no finding is. */
export function hoverAt(
  { open, findings }: Judged,
  position: Position,
  rules: readonly RegisteredRule[],
  client: Client,
): Hover | undefined {
  const places = new Places(open.document);
  const here = findings
    .map(finding => ({ finding, range: places.region(finding) }))
    .filter(({ range }) => touch(range, { start: position, end: position }));
  const [first] = here;
  if (first === undefined) return undefined;
  const form = client.hoverMarkdown ? MARKDOWN : PLAIN;
  const value = here.map(({ finding }) => explained(finding, rules, form)).join(form.between);
  return { contents: { kind: client.hoverMarkdown ? 'markdown' : 'plaintext', value }, range: first.range };
}

/** How texts are written. */
interface Form {
  /** A text that may come from a Dockerfile. */
  literal(text: string): string;
  /** What a rule's author wrote, in Markdown. */
  prose(markdown: string): string;
  readonly between: string;
}

const MARKDOWN: Form = {
  // So that nothing in it is a link, an image or HTML.
  literal: text => visible(text).replace(/[!-/:-@[-`{-~]/g, '\\$&'),
  prose: text => text,
  between: '\n\n---\n\n',
};
const PLAIN: Form = { literal: visible, prose: plainMarkdown, between: '\n\n' };

function explained(
  { rule: id, message, help, severity }: Finding,
  rules: readonly RegisteredRule[],
  { literal, prose }: Form,
): string {
  const rule = rules.find(one => one.id === id);
  const about = rule === undefined ? [] : aboutRule(rule).map(prose);
  return [
    `${prose(`**${id}**`)} (${severity}): ${literal(message)}`,
    ...(help === undefined ? [] : [`Help: ${literal(help)}`]),
    ...about,
  ].join('\n\n');
}

function aboutRule(rule: RegisteredRule): string[] {
  const { id, summary, why, aliases, controls } = rule;
  return [
    summary,
    why,
    ...(allowedBy(rule).includes('comment')
      ? [`To allow it, write this above the instruction: \`# plimsoll allow ${id} -- reason\``]
      : []),
    ...(aliases.length > 0 ? [`Also known as: ${aliases.map(name => `\`${name}\``).join(', ')}`] : []),
    ...(controls.length > 0 ? [`Controls: ${controls.join(', ')}`] : []),
    `All about it, with examples: \`plimsoll explain ${id}\``,
  ];
}
