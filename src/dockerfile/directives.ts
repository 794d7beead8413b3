import type { Directive, Problem } from './model.js';
import { skipSpace, trimEnd } from './space.js';

const FORM = /^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+)$/s;

/**
 * Reads the parser directives at the top of a file: `# name=value` lines up to the first line that is anything else,
 * an unknown name included. A `#!` first line hides `escape` but not `syntax` and `check`, as in BuildKit.
 */
export class DirectiveReader {
  readonly directives: Directive[] = [];
  escape: '\\' | '`' = '\\';

  constructor(text: string, from: number, problems: Problem[]) {
    let at = from;
    let shebang = false;
    if (text.startsWith('#!', at)) {
      shebang = true;
      at = nextLine(text, at);
    }
    for (; at < text.length; at = nextLine(text, at)) {
      const end = trimEnd(text, nextLine(text, at), at);
      const start = skipSpace(text, at, end);
      if (text[start] !== '#') return;
      const from = skipSpace(text, start + 1, end);
      const match = FORM.exec(text.slice(from, end));
      const name = match?.[1]?.toLowerCase();
      if (match === null || (name !== 'syntax' && name !== 'escape' && name !== 'check')) return;
      const span = Object.freeze({ start, end });
      if (this.directives.some(known => known.name === name)) {
        problems.push({
          kind: 'directive-duplicate',
          span,
          message: `the ${name} directive stands here a second time`,
        });
        continue;
      }
      if (shebang && name === 'escape') continue;
      const value = match[2] as string;
      const valueSpan = Object.freeze({ start: end - value.length, end });
      this.directives.push(Object.freeze({ name, value, span, valueSpan }));
      if (name !== 'escape') continue;
      if (value === '`' || value === '\\') this.escape = value;
      else
        problems.push({
          kind: 'directive-invalid',
          span: valueSpan,
          message: 'the escape directive takes a backslash or a backtick',
        });
    }
  }
}

function nextLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed === -1 ? text.length : feed + 1;
}
