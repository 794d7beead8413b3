import type { Finding } from '../report.js';
import type { Page } from './page.js';
import { displayWidth, pad, visible, wrap } from './width.js';

/** So many places of one group are told; the rest is counted. */
const MOST = 8;
const INDENT = '     ';

/** The blocks for findings in images: grouped by what caused them, the rule and the layer's instruction, then the paths. */
export function imageBlocks(findings: readonly Finding[], page: Page): string[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = [finding.file, finding.rule, finding.severity, finding.image?.layer, finding.image?.createdBy].join(
      '\u0000',
    );
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map(group => block(group, page));
}

function block(group: readonly Finding[], page: Page): string[] {
  const { theme, ruleWidth, width } = page;
  const first = group[0] as Finding;
  const unsure = first.confidence === 'low' ? theme.dim('  low confidence, does not fail') : '';
  const head = `${theme[first.severity](pad(first.severity, 7))}  ${theme.bold(pad(visible(first.rule), ruleWidth))}  ${visible(first.file)}${unsure}`;
  const lines = group.slice(0, MOST).flatMap(finding => told(finding, page));
  const more = group.length > MOST ? [`${INDENT}${theme.dim(`and ${group.length - MOST} more`)}`] : [];
  const helps = [...new Set(group.flatMap(({ help }) => help ?? []))].slice(0, 2);
  const help = helps.flatMap(text => hanging(theme.good('help: '), 6, visible(text), width));
  return [head, ...cause(first, page), ...lines, ...more, ...help];
}

/** The layer and the instruction that made it. */
function cause({ image }: Finding, { theme, width }: Page): string[] {
  if (image?.layer === undefined) return [];
  const label = `layer ${image.layer}`;
  const by = image.createdBy === undefined ? '' : `: ${visible(image.createdBy.replace(/\s+/g, ' '))}`;
  const text = `${label}${by}`;
  const room = width - INDENT.length;
  return [
    `${INDENT}${theme.dim(displayWidth(text) > room ? `${text.slice(0, room - theme.signs.more.length)}${theme.signs.more}` : text)}`,
  ];
}

function told({ image, message, severity }: Finding, { theme, width }: Page): string[] {
  const place = image?.path || image?.pointer || '';
  const gone = image?.gone === undefined ? '' : ` (hidden by layer ${image.gone}, still stored)`;
  const text = `${visible(message)}${gone}`;
  if (place === '') return hanging('', 0, text, width);
  const shown = visible(place);
  const label = theme[severity](shown);
  return displayWidth(shown) + displayWidth(text) + INDENT.length + 2 <= width
    ? [`${INDENT}${label}  ${text}`]
    : [`${INDENT}${label}`, ...wrap(text, width - INDENT.length - 2).map(line => `${INDENT}  ${line}`)];
}

function hanging(label: string, labelWidth: number, text: string, width: number): string[] {
  const [first = '', ...more] = wrap(text, width - INDENT.length - labelWidth);
  return [`${INDENT}${label}${first}`, ...more.map(line => `${INDENT}${' '.repeat(labelWidth)}${line}`)];
}
