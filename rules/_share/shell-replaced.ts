import { type Argument, type Command, readFlags } from '../../src/rule.js';

const SHELL = /^\/(?:usr\/)?bin\/sh$/;
const FOLDER = /^\/(?:usr\/)?bin\/?$/;

/** The commands that can do it, for `subject.commands(...)`. */
export const SHELL_REPLACERS = ['ln', 'mv', 'cp', 'chsh', 'usermod', 'dpkg-reconfigure'] as const;

/** Is /bin/sh, or root's login shell, another one after this command? */
export function replacesShell(command: Command): boolean {
  const { name } = command;
  if (name === 'dpkg-reconfigure') return command.args.some(({ value }) => value === 'dash');
  if (name === 'chsh' || name === 'usermod') {
    const given = readFlags(command, {
      values: '-s --shell -c -d -e -f -g -G -l -p -R -u -Z -P --home --groups --gid --uid --login'.split(' '),
      aliases: { '-s': '--shell' },
    });
    const user = given.operands.at(-1);
    return given.flag('--shell') !== undefined && (user === undefined ? name === 'chsh' : user.value === 'root');
  }
  const given = readFlags(command, {
    values: ['-S', '-t', '--suffix', '--target-directory'],
    aliases: { '-t': '--target-directory', '-T': '--no-target-directory' },
  });
  const { operands } = given;
  const folder = given.flag('--target-directory')?.value;
  if (folder !== undefined) return FOLDER.test(folder) && operands.some(isShell);
  const last = operands.at(-1)?.value;
  if (operands.length < 2 || last === undefined) return false;
  if (FOLDER.test(last)) return operands.slice(0, -1).some(isShell);
  return SHELL.test(last);
}

/** A file whose name is `sh`. */
function isShell({ value }: Argument): boolean {
  return value !== undefined && /(?:^|\/)sh$/.test(value);
}
