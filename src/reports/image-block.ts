import type { Finding } from '../report.js';
import type { Severity } from '../rule.js';
import { grouped } from './grouped.js';
import { instructionOf } from './instruction.js';
import type { Page } from './page.js';
import { clip, displayWidth, visible, wrap } from './width.js';

/** So many messages of one rule, and so many places with one message, are told; the rest is counted. */
const MOST = 8;
const INDENT = '     ';
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

type Group = readonly [Finding, ...Finding[]];

/**
 * The blocks for findings in images: the image's name, then one block for each cause, which is the instruction that made
 * a layer, or the configuration. The cause of the most serious finding comes first.
 */
export function imageBlocks(findings: readonly Finding[], page: Page): string[][] {
  return groups(findings, ({ file }) => file).flatMap(ofImage => {
    const causes = groups(ofImage, ({ image }) => `${image?.layer}\0${image?.createdBy}`);
    causes.sort((a, b) => worst(a) - worst(b) || layerOf(a) - layerOf(b));
    const blocks = causes.map(cause => causeBlock(cause, page));
    const folded = blocks.some(block => block.folded) ? [[page.theme.dim('--format json lists all of them')]] : [];
    return [[page.theme.bold(opening(ofImage[0].file))], ...blocks.map(block => [...block.lines]), ...folded];
  });
}

const worst = (cause: Group): number => Math.min(...cause.map(({ severity }) => RANK[severity]));
/** The configuration comes behind the layers, as in a Dockerfile. */
const layerOf = ([first]: Group): number => first.image?.layer ?? Number.POSITIVE_INFINITY;

interface Block {
  readonly lines: readonly string[];
  /** Something is only counted. */
  readonly folded: boolean;
}

function causeBlock(cause: Group, page: Page): Block {
  const rules = groups(cause, it => `${it.severity}\0${it.rule}\0${it.confidence === 'low'}`);
  const blocks = rules.map(group => ruleBlock(group, page));
  return {
    lines: [...heading(cause[0], page), ...blocks.flatMap(({ lines }) => lines)],
    folded: blocks.some(({ folded }) => folded),
  };
}

/** The layer and the first two lines of the instruction that made it: what somebody has to edit. */
function heading({ image }: Finding, { theme, width }: Page): string[] {
  if (image?.layer === undefined) return [theme.bold('configuration')];
  const label = `layer ${image.layer}`;
  if (image.createdBy === undefined) return [theme.bold(label)];
  const room = width - label.length - 2;
  const [first = '', ...more] = wrap(visible(instructionOf(image.createdBy, theme.signs.more)), room);
  const second = clip(more.join(' '), room, theme.signs.more);
  return [
    `${theme.bold(label)}: ${clip(first, room, theme.signs.more)}`,
    ...(second === '' ? [] : [' '.repeat(label.length + 2) + second]),
  ];
}

/** What one rule says of one cause. */
function ruleBlock(group: Group, page: Page): Block {
  const { theme, width } = page;
  const [{ severity, rule, confidence }] = group;
  const unsure = confidence === 'low' ? theme.dim('  low confidence, does not fail') : '';
  const head = `  ${theme[severity](severity.padEnd(7))}  ${theme.bold(visible(rule))}${unsure}`;
  const messages = groups(group, textOf);
  const told = messages.slice(0, MOST).map(same => messageBlock(same, page));
  const rest = messages.slice(MOST).flat().length;
  const helps = [...new Set(group.flatMap(({ help }) => help ?? []))].slice(0, 2);
  const lines = [
    head,
    ...told.flatMap(block => block.lines),
    ...(rest > 0 ? [`${INDENT}${theme.dim(`and ${rest} more`)}`] : []),
    ...helps.flatMap(help => hanging(theme.good('help: '), 6, visible(help), width)),
  ];
  return { lines, folded: rest > 0 || told.some(({ folded }) => folded) };
}

/** A message with its place; many places with the same message follow it. */
function messageBlock(same: Group, { theme, width }: Page): Block {
  const [first] = same;
  const text = textOf(first);
  const paint = theme[first.severity];
  const places = same.map(placeOf);
  const place = places[0] ?? '';
  if (place === '') return { lines: hanging('', 0, text, width), folded: false };
  if (same.length > 1) {
    const rest = same.length - MOST;
    const lines = [...hanging('', 0, text, width), ...places.slice(0, MOST).map(it => `${INDENT}  ${paint(it)}`)];
    if (rest > 0) lines.push(`${INDENT}  ${theme.dim(`and ${rest} more`)}`);
    return { lines, folded: rest > 0 };
  }
  const lines =
    displayWidth(place) + displayWidth(text) + INDENT.length + 2 <= width
      ? [`${INDENT}${paint(place)}  ${text}`]
      : [`${INDENT}${paint(place)}`, ...wrap(text, width - INDENT.length - 2).map(line => `${INDENT}  ${line}`)];
  return { lines, folded: false };
}

function placeOf({ image }: Finding): string {
  return opening(image?.path || image?.pointer || '');
}

/** A visible text that may begin a line: a CI service would take `::` there for a command. */
function opening(text: string): string {
  return visible(text).replace(/^(\s*):(?=:)/, '$1\\x3a');
}

function textOf({ image, message }: Finding): string {
  return opening(message) + (image?.gone === undefined ? '' : ` (hidden by layer ${image.gone}, still stored)`);
}

function hanging(label: string, labelWidth: number, text: string, width: number): string[] {
  const [first = '', ...more] = wrap(text, width - INDENT.length - labelWidth);
  return [`${INDENT}${label}${first}`, ...more.map(line => `${INDENT}${' '.repeat(labelWidth)}${line}`)];
}

/** In the order of first members. */
function groups(findings: readonly Finding[], keyOf: (finding: Finding) => string): Group[] {
  return [...grouped(findings, keyOf).values()];
}
