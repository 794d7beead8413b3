import type { Argument, Command, Fix, GivenFlag, Span } from '../../src/rule.js';

type Edit = Fix['edits'][number];

/** Puts one word behind an argument, in exec form as an item of its own. */
export function behind({ script }: Command, { span }: Argument, word: string): Edit {
  // In exec form the span lies inside the quotes.
  if (script.dialect === 'none') return { span: { start: span.end + 1, end: span.end + 1 }, text: `, "${word}"` };
  return { span: { start: span.end, end: span.end }, text: ` ${word}` };
}

/** Takes a flag out of a command: the letter where it is one of a group, else the word and the blanks in front of it. */
export function without(text: string, { argument, span }: GivenFlag): Edit {
  const group = /^-[A-Za-z]{2,}$/.test(argument.text) && argument.value === argument.text;
  if (group && span.end <= argument.span.end) {
    const start = Math.max(span.start, argument.span.start + 1);
    return { span: { start, end: span.end }, text: '' };
  }
  let { start } = span;
  while (start > 0 && /[ \t]/.test(text[start - 1] as string)) start--;
  return { span: { start, end: span.end }, text: '' };
}

/** From the program's name to the end of one of its words. */
export function through({ program, span }: Command, last: Argument): Span {
  return { start: program?.span.start ?? span.start, end: last.span.end };
}

/**
 * Puts a further command at the end of a RUN that is a plain script; `undefined` where the end is not plain: exec form,
 * heredocs, a compound command or a comment at the end.
 */
export function appended(text: string, escape: string, { script }: Command, words: string): Edit | undefined {
  const { instruction } = script;
  const end = instruction.rest.span.end;
  const last = script.commands.at(-1);
  if (last === undefined || instruction.json !== undefined || instruction.heredocs.length > 0) return undefined;
  if (instruction.onbuild !== undefined) return undefined;
  const bound = Math.max(last.span.end, ...last.redirects.map(redirect => redirect.span.end));
  const { subshell, substitution, condition, branch, loop, function: inFunction } = last.inside;
  if (bound !== end || subshell || substitution || condition || branch || loop || inFunction) return undefined;
  const indent = /\n([ \t]*)[^\n]*$/.exec(text.slice(instruction.span.start, end))?.[1];
  const joint = indent === undefined ? ' && ' : ` ${escape}\n${indent}&& `;
  return { span: { start: end, end }, text: joint + words };
}
