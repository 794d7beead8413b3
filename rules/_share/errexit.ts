import type { Command, Heredoc, Script, Statement } from '../../src/rule.js';

/** What does not fail where it is written rightly, or whose failure changes nothing of the image. */
const HARMLESS = new Set(
  'echo printf true : set export unset shopt readonly local declare typeset trap umask alias pwd date id whoami sleep exit return wait env which type command history ulimit'.split(
    ' ',
  ),
);

/** Could the command fail in a way that matters to what follows? A lone `NAME=value` cannot, `NAME=$(…)` can. */
export function mayFail({ name, assignments, script, index }: Command): boolean {
  if (name !== '') return name === undefined || !HARMLESS.has(name);
  const next = script.commands[index + 1];
  return next?.inside.substitution === true && assignments.some(({ span }) => next.span.start < span.end);
}

/** Is it a command of the script itself: not in a branch, a loop, a substitution or another shell? */
export function isPlain({ inside, wrappers }: Command): boolean {
  const { subshell, substitution, condition, branch, loop, function: body } = inside;
  return !(subshell || substitution || condition || branch || loop || body) && wrappers.length === 0;
}

/**
 * The first command of a RUN heredoc whose failure nobody will notice: it is a script of two or more commands, no
 * `set -e` is in force, and something comes behind it. `undefined` for a script that is no heredoc, or that looks after itself.
 */
export function unnoticed(script: Script): Command | undefined {
  if (script.unparsed !== undefined || script.statements.length < 2 || heredocOf(script) === undefined)
    return undefined;
  const last = script.statements.at(-1) as Statement;
  return script.commands.find(
    command =>
      (command.after === 'newline' || command.after === ';') &&
      command.span.end <= last.span.start &&
      !command.errexit &&
      !command.inside.negated &&
      isPlain(command) &&
      mayFail(command),
  );
}

/** The heredoc that holds the script; `undefined` for one that stands on the instruction's own lines. */
export function heredocOf({ instruction, text }: Script): Heredoc | undefined {
  const { start } = text.span;
  return instruction.heredocs.find(
    ({ contentSpan, content }) => content !== '' && contentSpan.start <= start && start < contentSpan.end,
  );
}
