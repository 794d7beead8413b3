import { type Argument, type Command, readFlags } from '../../src/rule.js';

/** What a mode gives, as far as the text shows it. */
export interface Mode {
  /** Everybody may write, and no sticky bit protects what others put there. */
  readonly worldWritable: boolean;
  /** Programs run as the file's owner, or with its group. */
  readonly setuid: boolean;
  readonly setgid: boolean;
  /** The number, for an octal mode. */
  readonly octal: number | undefined;
}

/** Reads a mode of chmod, `mkdir -m`, `install -m` or `--chmod=`: octal, or symbolic as POSIX has it. `undefined`: it is none. */
export function readMode(text: string): Mode | undefined {
  if (/^[0-7]{1,5}$/.test(text)) {
    const octal = Number.parseInt(text, 8);
    return {
      worldWritable: (octal & 0o1002) === 0o002,
      setuid: (octal & 0o4000) !== 0,
      setgid: (octal & 0o2000) !== 0,
      octal,
    };
  }
  let [write, sticky, setuid, setgid] = [false, false, false, false];
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
    if (match === null) return undefined;
    const [, who = '', actions = ''] = match;
    for (const [, operator, permissions = ''] of actions.matchAll(/([-+=])([rwxXstugo]*)/g)) {
      const set = (letter: string, before: boolean, concerned: boolean): boolean => {
        if (!concerned) return before;
        const named = permissions.includes(letter);
        return operator === '=' ? named : named ? operator === '+' : before;
      };
      // Without a letter in front the umask takes the write bit of others away.
      write = set('w', write, /[oa]/.test(who));
      sticky = set('t', sticky, who === '' || /[oa]/.test(who));
      setuid = set('s', setuid, who === '' || /[ua]/.test(who));
      setgid = set('s', setgid, who === '' || /[ga]/.test(who));
    }
  }
  return { worldWritable: write && !sticky, setuid, setgid, octal: undefined };
}

/** A mode that a command gives to files. */
export interface ModeCall {
  readonly command: Command;
  /** The word with the mode, and the mode's text. */
  readonly word: Argument;
  readonly text: string;
  readonly mode: Mode;
  /** What gets it. */
  readonly paths: readonly Argument[];
}

const INSTALL = ['-m', '--mode', '-o', '--owner', '-g', '--group', '-t', '--target-directory', '-S', '--suffix'];

/** The commands that give modes, for `subject.commands(...)`. */
export const MODE_COMMANDS = ['chmod', 'mkdir', 'install'] as const;

/** Reads a command that gives a mode; `undefined` if it gives none that is known. */
export function modeCall(command: Command): ModeCall | undefined {
  if (command.name === 'chmod') {
    const { operands, flag } = readFlags(command, { values: ['--reference'] });
    const [word, ...paths] = operands;
    const mode = word?.value === undefined || flag('--reference') !== undefined ? undefined : readMode(word.value);
    return word === undefined || mode === undefined
      ? undefined
      : { command, word, text: word.value as string, mode, paths };
  }
  const { operands, flag } = readFlags(command, { values: command.name === 'install' ? INSTALL : ['-m', '--mode'] });
  const given = flag('-m', '--mode');
  const mode = given?.value === undefined ? undefined : readMode(given.value);
  if (given?.value === undefined || mode === undefined) return undefined;
  const next = command.args[command.args.indexOf(given.argument) + 1];
  const word = given.span.end > given.argument.span.end && next !== undefined ? next : given.argument;
  return { command, word, text: given.value, mode, paths: operands };
}
