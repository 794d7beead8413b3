import type { Span } from '../place.js';
import { readJson } from './json.js';
import type { Flag, Instruction, JsonForm, Keyword, Pair, Problem } from './model.js';
import { isBlank, isSpace, skipSpace } from './space.js';
import type { Text } from './text.js';
import { splitBlanks, splitQuoted, takeFlags, trim } from './words.js';

/** What reading one instruction needs to know of the file. */
export interface Reading {
  readonly escape: string;
  readonly problems: Problem[];
  /** 1-based line of the keyword. */
  readonly line: number;
  /** The instruction is a trigger: an ONBUILD in it is refused by the builder and not looked into. */
  readonly trigger?: boolean;
}

/** How BuildKit's parser reads the arguments of each instruction. */
const FORMS: Readonly<
  Record<Keyword, 'words' | 'pairs' | 'names' | 'text' | 'json-text' | 'json-words' | 'health' | 'trigger'>
> = {
  add: 'json-words',
  arg: 'names',
  cmd: 'json-text',
  copy: 'json-words',
  entrypoint: 'json-text',
  env: 'pairs',
  expose: 'words',
  from: 'words',
  healthcheck: 'health',
  label: 'pairs',
  maintainer: 'text',
  onbuild: 'trigger',
  run: 'json-text',
  shell: 'json-text',
  stopsignal: 'text',
  user: 'text',
  volume: 'json-words',
  workdir: 'text',
};

/** The keyword in lower case, if it is one. */
export function keywordOf(word: string): Keyword | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(FORMS, lower) ? (lower as Keyword) : undefined;
}

/** Reads a logical line as an instruction. Heredoc bodies, comments and the stage are added by the caller. */
export function readInstruction(line: Text, reading: Reading): Instruction {
  const whole = trim(line);
  const [keyword, after] = splitBlanks(whole, 2) as [Text, Text | undefined];
  const { flags, rest: untrimmed } =
    after === undefined ? { flags: [], rest: whole.slice(whole.length) } : takeFlags(after);
  const rest = trim(untrimmed);
  const kind = keywordOf(keyword.text);
  const base = {
    index: -1,
    keyword,
    span: Object.freeze(whole.span),
    line: reading.line,
    endLine: reading.line,
    flags: Object.freeze(flags),
    rest,
    args: Object.freeze([] as Text[]),
    json: undefined,
    notJson: undefined,
    heredocs: Object.freeze([]),
    comments: Object.freeze([]),
    stage: undefined,
    onbuild: undefined,
  };
  if (kind === undefined) return Object.freeze({ ...base, kind: 'unknown' });
  return readArguments(kind, base, rest, reading);
}

type BaseDraft = Omit<Instruction, 'kind'> & { flags: readonly Flag[] };

function readArguments(kind: Keyword, base: BaseDraft, rest: Text, reading: Reading): Instruction {
  const empty = rest.length === 0;
  switch (kind) {
    case 'from': {
      const args = empty ? [] : splitBlanks(rest);
      const named = args.length === 3 && args[1]?.text.toLowerCase() === 'as';
      return make({
        ...base,
        kind,
        args,
        image: args[0],
        as: named ? args[1] : undefined,
        name: named ? args[2] : undefined,
      });
    }
    case 'copy':
    case 'add': {
      const { args, ...json } = readList(base, rest, reading);
      return make({
        ...base,
        ...json,
        kind,
        args,
        sources: Object.freeze(args.slice(0, -1)),
        destination: args.length > 1 ? args.at(-1) : undefined,
      });
    }
    case 'env':
    case 'label':
    case 'arg': {
      const { pairs, legacy } = readPairs(kind, base, rest, reading);
      return make({ ...base, kind, args: splitQuoted(rest, reading.escape), pairs: Object.freeze(pairs), legacy });
    }
    case 'healthcheck': {
      let end = 0;
      while (end < rest.length && !isSpace(rest.text.charCodeAt(end))) end++;
      const command = rest.slice(skipSpace(rest.text, end));
      const json = readJsonForm(base, command, reading);
      const type = end === 0 ? undefined : rest.slice(0, end);
      const words = json.json?.items ?? (command.length === 0 ? [] : [command]);
      return make({ ...base, ...json, kind, args: type === undefined ? [] : [type, ...words], type, command });
    }
    case 'onbuild': {
      const trigger = empty || reading.trigger ? undefined : readInstruction(rest, { ...reading, trigger: true });
      return make({ ...base, kind, trigger });
    }
    case 'volume':
      return make({ ...base, kind, ...readList(base, rest, reading) });
    case 'expose':
      return make({ ...base, kind, args: empty ? [] : splitBlanks(rest) });
    case 'run':
    case 'cmd':
    case 'entrypoint':
    case 'shell': {
      const json = readJsonForm(base, rest, reading);
      return make({ ...base, ...json, kind, args: json.json?.items ?? (empty ? [] : [rest]) });
    }
    default:
      return make({ ...base, kind, args: empty ? [] : [rest] });
  }
}

function make<I extends Instruction>(instruction: I): I {
  Object.freeze(instruction.args);
  return Object.freeze(instruction);
}

interface JsonPart {
  readonly json: JsonForm | undefined;
  readonly notJson: { readonly why: string; readonly span: Span } | undefined;
}

function readJsonForm(base: BaseDraft, text: Text, reading: Reading): JsonPart {
  const found = readJson(text);
  if (found === undefined) return { json: undefined, notJson: undefined };
  if ('form' in found) return { json: found.form, notJson: undefined };
  if ('notStrings' in found) {
    const span = text.part(found.notStrings, text.length);
    reading.problems.push({
      kind: 'not-string-array',
      span,
      message: `${base.keyword.text.toUpperCase()} takes an array of strings, nothing else may stand in it`,
    });
    return { json: undefined, notJson: { why: 'an item is not a string', span } };
  }
  const at = Math.min(found.at, Math.max(0, text.length - 1));
  return { json: undefined, notJson: Object.freeze({ why: found.why, span: Object.freeze(text.part(at, at + 1)) }) };
}

function readList(base: BaseDraft, rest: Text, reading: Reading): JsonPart & { args: readonly Text[] } {
  const json = readJsonForm(base, rest, reading);
  return { ...json, args: json.json?.items ?? (rest.length === 0 ? [] : splitBlanks(rest)) };
}

/** ENV and LABEL have an old form, `ENV key value`, told by a first word without `=`. ARG has names without value. */
function readPairs(
  kind: 'env' | 'label' | 'arg',
  base: BaseDraft,
  rest: Text,
  reading: Reading,
): { pairs: Pair[]; legacy: boolean } {
  const words = splitQuoted(rest, reading.escape);
  const first = words[0];
  if (first === undefined) return { pairs: [], legacy: false };
  const bad = (span: Span, message: string): void =>
    void reading.problems.push({ kind: 'bad-arguments', span, message });
  const name = base.keyword.text.toUpperCase();
  if (kind !== 'arg' && !first.text.includes('=')) {
    let end = 0;
    while (end < rest.length && !isBlank(rest.text.charCodeAt(end))) end++;
    let start = end;
    while (start < rest.length && isBlank(rest.text.charCodeAt(start))) start++;
    if (end === rest.length) {
      bad(rest.span, `${name} needs a value: write ${first.text}=…`);
      return { pairs: [pair(rest, rest, undefined)], legacy: false };
    }
    return { pairs: [pair(rest, rest.slice(0, end), rest.slice(start))], legacy: true };
  }
  const pairs: Pair[] = [];
  for (const word of words) {
    const equals = word.text.indexOf('=');
    if (equals === -1 && kind !== 'arg') bad(word.span, `${name} takes key=value pairs, this word has no =`);
    pairs.push(equals === -1 ? pair(word, word, undefined) : pair(word, word.slice(0, equals), word.slice(equals + 1)));
  }
  return { pairs, legacy: false };
}

function pair(whole: Text, key: Text, value: Text | undefined): Pair {
  return Object.freeze({ key, value, span: Object.freeze(whole.span) });
}
