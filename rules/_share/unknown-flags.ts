import type { Argument, Command, DockerfileSubject } from '../../src/rule.js';

/** A word that is nothing but variables, or one substitution. */
const WHOLE = /^["']?(?:(?:\$\w+|\$\{[^}]*\})+|\$\(.*\)|`.*`)["']?$/s;

/**
 * Words that may be flags for all anybody knows: `$OPTIONS` where it is not known, or holds one. Variables whose texts
 * are known and hold no dash are lists of packages.
 */
export function mayBeFlags(subject: Pick<DockerfileSubject, 'stateBefore'>, command: Command): Argument | undefined {
  const state = subject.stateBefore(command.script.instruction);
  return command.args.find(argument => {
    if (argument.value !== undefined || !WHOLE.test(argument.text)) return false;
    if (argument.variables.length === 0) return true;
    return argument.variables.some(name => {
      const values = command.script.commands.flatMap(({ assignments }) =>
        assignments.filter(assignment => assignment.name === name).map(assignment => assignment.value),
      );
      const outer = state.variable(name);
      if (outer !== undefined) values.push(outer.value.value);
      return values.length === 0 || values.some(value => value === undefined || /(^|\s)-/.test(value));
    });
  });
}
