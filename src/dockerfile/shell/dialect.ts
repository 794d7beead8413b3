import type { Dialect } from './model.js';

const DIALECTS: Readonly<Record<string, Dialect>> = {
  sh: 'sh',
  dash: 'dash',
  ash: 'ash',
  bash: 'bash',
  rbash: 'bash',
  ksh: 'ksh',
  ksh93: 'ksh',
  mksh: 'ksh',
  oksh: 'ksh',
  zsh: 'zsh',
  powershell: 'powershell',
  pwsh: 'powershell',
  'pwsh-preview': 'powershell',
  cmd: 'cmd',
};

/** The last part of a program's path, without `.exe`; a backslash separates in Windows paths only. */
export function baseName(path: string): string {
  const windows = /^[A-Za-z]:|\.exe$/i.test(path);
  const name = path.slice(
    (windows ? Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) : path.lastIndexOf('/')) + 1,
  );
  return windows ? name.replace(/\.exe$/i, '') : name;
}

/** The dialect that a program reads, by its name or path: `other` if it is no shell that is known. */
export function dialectOfProgram(program: string): Dialect {
  const name = baseName(program).toLowerCase();
  return Object.hasOwn(DIALECTS, name) ? (DIALECTS[name] as Dialect) : 'other';
}

/**
 * The dialect of the words in front of a script: of SHELL, a `#!` line, or exec form. Where the first word is no shell
 * but one stands behind it (`env bash`, `conda run -n x /bin/bash -c`, `busybox sh`), that one reads the script.
 */
export function dialectOf(shell: readonly string[]): Dialect {
  for (const word of shell) {
    const dialect = dialectOfProgram(word);
    if (dialect !== 'other') return dialect === 'sh' && baseName(shell[0] as string) === 'busybox' ? 'ash' : dialect;
  }
  return 'other';
}

/** The Bourne shells: their scripts are parsed. */
export function isParsed(dialect: Dialect): boolean {
  return dialect !== 'powershell' && dialect !== 'cmd' && dialect !== 'none' && dialect !== 'other';
}

/** Where the words of a POSIX shell's command line lead. */
export interface ShellWords {
  /** Last word on each; `undefined` where none says anything. */
  readonly pipefail: boolean | undefined;
  readonly errexit: boolean | undefined;
  /** `-c` is there: the first operand is the script. */
  readonly command: boolean;
  /** `-s` is there: the script comes from standard input, operands or not. */
  readonly stdin: boolean;
  /** Place of the first word that is no option; the number of words if there is none. */
  readonly operand: number;
}

/**
 * Reads the options of a shell or of `set` (without the program itself): `-euxo pipefail -c`, `+o errexit`, `--login`.
 * An unknown word ends them unless an option asks for it.
 */
export function readShellWords(words: readonly (string | undefined)[]): ShellWords {
  let pipefail: boolean | undefined;
  let errexit: boolean | undefined;
  let command = false;
  let stdin = false;
  let i = 0;
  while (i < words.length) {
    const word = words[i];
    if (word === undefined || !/^[-+]./.test(word)) break;
    i++;
    if (word === '--') break;
    if (word.startsWith('--')) {
      if (word === '--rcfile' || word === '--init-file') i++;
      continue;
    }
    const on = word.startsWith('-');
    for (const letter of word.slice(1)) {
      if (letter === 'c' && on) command = true;
      else if (letter === 's' && on) stdin = true;
      else if (letter === 'e') errexit = on;
      else if (letter === 'O') i++;
      else if (letter === 'o') {
        const option = words[i++];
        if (option === 'pipefail') pipefail = on;
        else if (option === 'errexit') errexit = on;
      }
    }
  }
  return { pipefail, errexit, command, stdin, operand: Math.min(i, words.length) };
}

/** What the options in front of a script switch on, for the words of SHELL, a `#!` line or exec form. */
export function shellOptions(shell: readonly string[]): { readonly pipefail: boolean; readonly errexit: boolean } {
  const program = shell.findIndex(word => dialectOfProgram(word) !== 'other');
  const { pipefail, errexit } = readShellWords(shell.slice(program + 1));
  return { pipefail: pipefail ?? false, errexit: errexit ?? false };
}
