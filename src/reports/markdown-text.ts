import { displayWidth, wrap } from './width.js';

const FENCE = /^\s*(?:```|~~~)/;
const ITEM = /^(\s*(?:[-*+]|\d+[.)])\s+)(.*)$/;

/** A piece of Markdown: text that may be wrapped, with what stands before its first line, or code that may not. */
interface Block {
  readonly lead: string;
  readonly text: string;
  readonly code: boolean;
}

/** Markdown without its marks, one line a paragraph or list item; code keeps its lines and backticks. */
export function plainMarkdown(markdown: string): string {
  return layMarkdown(markdown, Number.POSITIVE_INFINITY).join('\n').trim();
}

/** Markdown as plain lines of at most `width` columns (code is not wrapped). Knows paragraphs, lists, headings, fences. */
export function layMarkdown(markdown: string, width: number): string[] {
  return blocks(markdown).flatMap(({ lead, text, code }) => {
    if (code) return [`    ${text}`.trimEnd()];
    const [first, ...more] = wrap(inline(text), width - displayWidth(lead));
    return [`${lead}${first}`, ...more.map(line => ' '.repeat(lead.length) + line)];
  });
}

function blocks(markdown: string): Block[] {
  const result: Block[] = [];
  let fenced = false;
  let open: Block | undefined;
  for (const line of markdown.trim().split(/\r?\n/)) {
    if (FENCE.test(line)) {
      fenced = !fenced;
      open = undefined;
    } else if (fenced) result.push({ lead: '', text: line, code: true });
    else if (open !== undefined && line.trim() !== '' && !ITEM.test(line)) {
      open = { ...open, text: `${open.text} ${line.trim()}` };
      result[result.length - 1] = open;
    } else {
      const [, lead = '', text = line] = ITEM.exec(line) ?? [];
      const block = { lead, text: text.trim(), code: false };
      open = line.trim() === '' || line.startsWith('#') ? undefined : block;
      result.push(block);
    }
  }
  return result;
}

/** Takes emphasis, heading marks and link syntax away; a link's target stays, in parentheses. Code is left alone. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map(part => (part.startsWith('`') ? part : prose(part)))
    .join('');
}

function prose(text: string): string {
  return text
    .replace(/^#{1,6}\s+/, '')
    .replace(/<(https?:[^>\s]+)>/g, '$1')
    .replace(/\[([^\]]*)\]\(([^)\s]*)\)/g, '$1 ($2)')
    .replace(/(\*\*|__)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<![\w*_])([*_])(?=\S)([^*_]*?\S)\1(?![\w*_])/g, '$2');
}
