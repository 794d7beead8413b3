import type { Span } from '../../place.js';
import type { Argument, Arguments, Command, FlagTable, GivenFlag } from './model.js';

/**
 * Tells a command's words apart into flags and operands, by the habits of getopt: `-yqq` is three flags, `--` ends
 * flags, flags may stand behind operands. An argument that is wholly unknown counts as an operand; one that begins
 * with a dash but goes on with something unknown (`--to=$X`) is a flag whose value is `undefined`.
 *
 * @param table the tool's flags with values, other names and habits
 * @param args the words to read, if not all of the command's: behind a sub-command, say
 */
export function readFlags(
  command: Command,
  table: FlagTable = {},
  args: readonly Argument[] = command.args,
): Arguments {
  const flags: GivenFlag[] = [];
  const operands: Argument[] = [];
  const { values = [], aliases = {} } = table;
  const resolve = (name: string): string => (Object.hasOwn(aliases, name) ? (aliases[name] as string) : name);
  const takesValue = (name: string): boolean => values.includes(name) || values.includes(resolve(name));
  let ended = false;
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] as Argument;
    const word = flagText(argument);
    if (ended || word === undefined || word === '-') {
      operands.push(argument);
      ended ||= table.leading === true;
      continue;
    }
    if (word === '--') {
      ended = true;
      continue;
    }
    const add = (name: string, glued: string | undefined, start: number, end: number, wantsNext: boolean): void => {
      const next = wantsNext ? args[++i] : undefined;
      let span = part(argument, start, end);
      if (next !== undefined) span = Object.freeze({ start: span.start, end: next.span.end });
      const value = wantsNext ? next?.value : glued;
      flags.push(Object.freeze({ name: resolve(name), value, argument, span }));
    };
    const equals = word.indexOf('=');
    if (word.startsWith('--') || table.singleDash === true) {
      const name = equals === -1 ? word : word.slice(0, equals);
      const glued = equals === -1 || argument.value === undefined ? undefined : word.slice(equals + 1);
      add(name, glued, 0, word.length, equals === -1 && takesValue(name));
      continue;
    }
    if (argument.value === undefined && /^-[$`]/.test(word)) {
      add(word, undefined, 0, word.length, false);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const name = `-${word[at]}`;
      const start = at === 1 ? 0 : at;
      const rest = word.slice(at + 1);
      if (takesValue(name) || rest.startsWith('=')) {
        const glued = argument.value === undefined ? undefined : rest.replace(/^=/, '');
        add(name, glued, start, word.length, rest === '');
        break;
      }
      if (argument.value === undefined && /^[$`"']/.test(rest)) {
        add(name, undefined, start, word.length, false);
        break;
      }
      add(name, undefined, start, at + 1, false);
    }
  }
  return Object.freeze({
    flags: Object.freeze(flags),
    operands: Object.freeze(operands),
    flag: (...names: readonly string[]) => {
      const wanted = names.map(resolve);
      return flags.find(({ name }) => wanted.includes(name));
    },
  });
}

/** The word if it begins with a dash: its value, or its text where only the rest is unknown. */
function flagText({ value, text }: Argument): string | undefined {
  if (value !== undefined) return value.startsWith('-') ? value : undefined;
  const bare = text.replace(/^["']/, '');
  return bare.startsWith('-') ? bare.replace(/["']$/, '') : undefined;
}

/** The span of some characters of a word; the whole word where quotes or gaps make that inexact. */
function part({ span, text, value }: Argument, start: number, end: number): Span {
  if (text !== value || span.end - span.start !== text.length || (start === 0 && end === text.length)) return span;
  return Object.freeze({ start: span.start + start, end: span.start + end });
}
