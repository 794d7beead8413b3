import { allowedBy, type Example, type RegisteredRule } from '../rule.js';
import { layMarkdown } from './markdown-text.js';
import { type Theme, theme, usable } from './theme.js';
import { displayWidth, pad, visible, wrap } from './width.js';

/** Longest line of prose: longer ones are hard to read, however wide the terminal. */
const PROSE = 100;

/** All there is to know about a rule, for a person at a terminal: what, why, bad and good, options, how to allow it. */
export function explain(rule: RegisteredRule, options: { readonly color: boolean; readonly width: number }): string {
  const paint = theme({ color: options.color, unicode: false });
  const width = Math.min(usable(options.width), PROSE);
  const blocks = [
    [`${paint.bold(rule.id)}`, ...wrap(rule.summary, width)],
    facts(rule, paint, width),
    [paint.bold('Why'), ...layMarkdown(rule.why, width - 2).map(indent)],
    ...rule.bad.slice(0, 1).map(example => exampleBlock('Bad', example, paint)),
    ...rule.good.slice(0, 1).map(example => exampleBlock('Good', example, paint)),
    ...optionBlocks(rule, paint, width),
    allowBlock(rule, paint),
  ];
  return `${blocks.map(lines => lines.map(line => line.trimEnd()).join('\n')).join('\n\n')}\n`;
}

function facts(rule: RegisteredRule, paint: Theme, width: number): string[] {
  const rows: [string, string][] = [
    ['severity', paint[rule.severity](rule.severity)],
    ['confidence', rule.confidence],
    ['topic', rule.topic],
    ['preset', rule.preset],
    ['controls', rule.controls.join(', ')],
    ['aliases', rule.aliases.join(', ')],
  ];
  return rows.flatMap(([name, value]) => {
    if (value === '') return [];
    const [first, ...more] = name === 'severity' ? [value] : wrap(value, width - 12);
    return [`${paint.dim(pad(name, 10))}  ${first}`, ...more.map(line => ' '.repeat(12) + line)];
  });
}

function exampleBlock(title: string, { dockerfile, note }: Example, paint: Theme): string[] {
  const lines = dockerfile.replace(/\s+$/, '').split('\n');
  const heading = paint.bold(title) + (note === undefined ? '' : `: ${visible(note)}`);
  return [heading, ...lines.map(line => indent(visible(line.replaceAll('\t', '    ').replace(/\r+$/, ''))))];
}

function optionBlocks({ options = {} }: RegisteredRule, paint: Theme, width: number): string[][] {
  const entries = Object.entries(options);
  if (entries.length === 0) return [];
  const widest = entries.reduce((most, [name]) => Math.max(most, displayWidth(name)), 0);
  const rows = entries.flatMap(([name, option]) => {
    const description = `${option.description} (default: ${JSON.stringify(option.default)})`;
    const [first, ...more] = wrap(description, width - widest - 4);
    return [`${pad(name, widest)}  ${first}`, ...more.map(line => ' '.repeat(widest + 2) + line)];
  });
  return [[paint.bold('Options'), ...rows.map(indent)]];
}

function allowBlock(rule: RegisteredRule, paint: Theme): string[] {
  const { id } = rule;
  const ways = allowedBy(rule);
  const rows: [string, string][] = [];
  if (ways.includes('comment')) rows.push([`# plimsoll allow ${id} -- reason`, 'above the instruction']);
  if (ways.includes('path'))
    rows.push([`rules: { ${id}: { allow: ['path/**'] } }`, 'in .plimsoll.yaml, by path in the image']);
  rows.push([`rules: { ${id}: off }`, 'in .plimsoll.yaml']);
  const widest = rows.reduce((most, [code]) => Math.max(most, displayWidth(code)), 0);
  return [
    paint.bold('To allow it'),
    ...rows.map(([code, where]) => indent(`${pad(code, widest)}    ${paint.dim(where)}`)),
  ];
}

function indent(line: string): string {
  return `  ${line}`;
}
