/**
 * What ShellCheck, a program of its own that users may have, says of a Dockerfile's scripts: what it is given and where
 * its answers stand. Running it is the business of whoever calls `lint`.
 */
import type { DockerfileFacts } from './dockerfile/subject.js';
import type { Span } from './place.js';
import type { Script, Severity } from './rule.js';

/** A script as ShellCheck gets it. */
export interface ShellInput {
  readonly dialect: 'sh' | 'bash' | 'dash' | 'ksh';
  readonly text: string;
}

/** One comment of ShellCheck's output in the form json1: lines and columns 1-based, ends exclusive, columns in code points. */
export interface RawComment {
  readonly code: number;
  readonly level: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Runs ShellCheck: comments for each input, in order. May throw an Error whose message says why it could not. */
export type RunShellCheck = (inputs: readonly ShellInput[]) => readonly (readonly RawComment[])[];

/** A comment of ShellCheck at its place in the Dockerfile. */
export interface ShellComment {
  /** `SC2086`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
}

const DIALECTS: Readonly<Record<string, ShellInput['dialect']>> = {
  sh: 'sh',
  bash: 'bash',
  dash: 'dash',
  // BusyBox' shell is dash with more in it; older versions of ShellCheck know no name for it.
  ash: 'dash',
  ksh: 'ksh',
};
const LEVELS: Readonly<Record<string, Severity>> = { error: 'error', warning: 'warning', info: 'info', style: 'info' };
/** Set in every build, whether or not the file says so. */
const PROXIES = /^(?:https?|ftp|no|all)_proxy$/i;

/**
 * Makes what rules ask for: the comments on a script. All scripts of the file are given to ShellCheck at once, when the
 * first is asked about.
 *
 * @param handled codes that rules of ours answer for, which would tell the same defect twice
 */
export function shellAnalysis(
  facts: DockerfileFacts,
  run: RunShellCheck,
  handled: ReadonlySet<string>,
): (script: Script) => readonly ShellComment[] {
  let found: Map<Script, readonly ShellComment[]> | undefined;
  const all = (): Map<Script, readonly ShellComment[]> => {
    const scripts = [...facts.instructions('run', 'cmd', 'entrypoint', 'healthcheck')]
      .flatMap(instruction => [...facts.scripts(instruction)])
      .filter(script => DIALECTS[script.dialect] !== undefined && script.unparsed === undefined);
    const prepared = scripts.map(script => prepare(script, facts));
    const answers = scripts.length === 0 ? [] : run(prepared.map(({ input }) => input));
    return new Map(
      scripts.map((script, i) => {
        const before = prepared[i]?.before ?? 0;
        const comments = (answers[i] ?? [])
          .filter(({ code, line }) => line > before && !handled.has(`SC${code}`))
          .map(comment => located(comment, script, before));
        return [script, comments];
      }),
    );
  };
  return script => (found ??= all()).get(script) ?? [];
}

/** The script with the variables that the file sets made known to it, and how many lines stand before its own. */
function prepare(script: Script, facts: DockerfileFacts): { input: ShellInput; before: number } {
  const { text } = script.text;
  const state = facts.stateBefore(script.instruction);
  const names = new Set([...text.matchAll(/\$\{?[#!]?([A-Za-z_]\w{0,200})/g)].map(match => match[1] as string));
  const known = [...names].filter(name => PROXIES.test(name) || state.variable(name) !== undefined);
  const dialect = DIALECTS[script.dialect] as ShellInput['dialect'];
  if (known.length === 0) return { input: { dialect, text }, before: 0 };
  const exports = `export ${known.join(' ')}`;
  // A comment at the top may be one to ShellCheck, which holds for the whole script only there.
  return /^\s*#/.test(text)
    ? { input: { dialect, text: `${text}\n${exports}\n` }, before: 0 }
    : { input: { dialect, text: `${exports}\n${text}` }, before: 1 };
}

function located(comment: RawComment, script: Script, before: number): ShellComment {
  const { text } = script.text;
  const start = offsetOf(text, comment.line - before, comment.column);
  const end = Math.max(start, offsetOf(text, comment.endLine - before, comment.endColumn));
  return {
    code: `SC${comment.code}`,
    severity: LEVELS[comment.level] ?? 'info',
    message: comment.message,
    span: script.text.part(start, end),
  };
}

/** The offset, in UTF-16 code units, of a line and a column in code points. */
function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let left = line; left > 1; left--) {
    const newline = text.indexOf('\n', at);
    if (newline === -1) return text.length;
    at = newline + 1;
  }
  for (let left = column; left > 1 && at < text.length && text[at] !== '\n'; left--)
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return at;
}
