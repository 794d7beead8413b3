import type { Argument, Command, ExtensionKind, Script, Span } from '../../src/rule.js';
import { readFlags } from '../../src/rule.js';

/** Something that dash does not know. */
export interface Bashism {
  readonly span: Span;
  /** What the shell does with it, behind its name: "takes {a,b} for a plain word". */
  readonly effect: string;
  readonly help?: string | undefined;
  /** BusyBox ash, as Alpine builds it, knows it. */
  readonly ash: boolean;
  /** It is nothing if the file sets this variable. */
  readonly variable?: string;
  /** dash has learnt it in 0.5.13. */
  readonly newer?: boolean;
}

type Row = readonly [effect: string, ash: boolean, help?: string];

const CONSTRUCTS: Readonly<Record<ExtensionKind, Row>> = {
  'double-bracket': ['has no command [[', true, 'write [ … ] instead'],
  array: ['has no arrays', false],
  append: ['takes += for the name of a command', false, 'write X="$X…"'],
  'process-substitution': ['knows no <( )', true],
  'here-string': ['knows no <<<', false, 'write printf … | command'],
  'redirect-both': ['runs this in the background and empties the file', true, 'write > file 2>&1'],
  'pipe-both': ['knows no |&', false, 'write 2>&1 |'],
  replace: ['cannot replace within a variable', true, 'use sed or tr'],
  slice: ['cannot cut a variable by places', true, 'use cut -c'],
  'case-modification': ['cannot change the case of a variable', false, 'use tr'],
  indirect: ['knows no ${!x}', false, 'use eval with care'],
  transform: ['knows no ${x@…}', false],
  'brace-expansion': ['takes these braces as they are', false, 'write the words out, or set SHELL ["/bin/bash", "-c"]'],
  'ansi-quote': ["takes the $ of $'…' as it is", true, 'use printf'],
  'locale-quote': ['takes the $ of $"…" as it is', false, 'drop the $'],
  'function-keyword': ['knows no word function', true, 'write name() { …; }'],
  'arithmetic-command': ['takes (( )) for two subshells', false, 'write [ $((…)) -ne 0 ]'],
  'arithmetic-for': ['knows no for (( ))', false, 'write for x in $(seq …)'],
  select: ['knows no select', false],
  coproc: ['knows no coproc', false],
  'case-fallthrough': ['knows no ;&', false],
};

/** Builtins of bash that are no programs either. */
const BUILTINS: Readonly<Record<string, Row>> = {
  source: ['has no command source', true, 'write a dot instead: . file'],
  pushd: ['has no command pushd', false, 'use a subshell: (cd x && …)'],
  popd: ['has no command popd', false, 'use a subshell: (cd x && …)'],
  dirs: ['has no command dirs', false],
  shopt: ['has no command shopt', false],
  declare: ['has no command declare', false, 'write NAME=value'],
  typeset: ['has no command typeset', false, 'write NAME=value'],
  let: ['has no command let', true, 'write X=$((…))'],
  mapfile: ['has no command mapfile', false],
  readarray: ['has no command readarray', false],
  disown: ['has no command disown', false],
  builtin: ['has no command builtin', false],
};

/** Variables that bash sets. */
const VARIABLES: Readonly<Record<string, boolean>> = {
  RANDOM: true,
  SECONDS: false,
  BASHPID: false,
  BASH_VERSION: false,
  BASH_SOURCE: false,
  FUNCNAME: false,
  PIPESTATUS: false,
  EUID: false,
  OSTYPE: false,
  HOSTTYPE: false,
  MACHTYPE: false,
};

/** What a script of `sh` uses that dash does not know, in source order. */
export function bashisms(script: Script): Bashism[] {
  const found: Bashism[] = script.extensions.map(({ kind, span }) => bashism(span, CONSTRUCTS[kind]));
  let own: ReadonlySet<string> | undefined;
  const functions = new Set(script.commands.filter(({ inside }) => inside.function).map(({ name }) => name));
  for (const command of script.commands) {
    if (command.wrappers.length > 0 || command.name === undefined) continue;
    found.push(...ofCommand(command, functions));
    for (const argument of command.args)
      for (const name of argument.variables) {
        if (
          !Object.hasOwn(VARIABLES, name) ||
          (own ??= namesSet(script)).has(name) ||
          !argument.text.includes(`$${name}`)
        )
          continue;
        const at = argument.text.indexOf(`$${name}`);
        const { start } = argument.span;
        const row: Row = [`leaves $${name} empty`, VARIABLES[name] as boolean];
        found.push({ ...bashism({ start: start + at, end: start + at + name.length + 1 }, row), variable: name });
      }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function bashism(span: Span, [effect, ash, help]: Row): Bashism {
  return { span, effect, ash, help };
}

/** The variables that the script sets itself. */
function namesSet({ commands }: Script): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, assignments, args } of commands) {
    for (const each of assignments) names.add(each.name);
    if (name === 'export' || name === 'read') for (const { text } of args) names.add(text.split('=')[0] ?? '');
  }
  return names;
}

function ofCommand(command: Command, functions: ReadonlySet<string | undefined>): Bashism[] {
  const { name, args, program } = command;
  if (name === undefined || program === undefined || program.text.includes('/')) return [];
  if (Object.hasOwn(BUILTINS, name) && !functions.has(name)) return [bashism(program.span, BUILTINS[name] as Row)];
  const flag = (pattern: RegExp): Argument | undefined => {
    for (const argument of args) {
      const word = argument.value ?? argument.text;
      if (pattern.test(word)) return argument;
      if (!/^-[a-zA-Z]/.test(word)) return undefined;
    }
    return undefined;
  };
  const at = (argument: Argument | undefined, row: Row): Bashism[] => (argument ? [bashism(argument.span, row)] : []);
  switch (name) {
    case '[':
    case 'test':
      return [
        ...at(
          args.find(({ text }, i) => text === '==' && i > 0),
          ['takes == in a test for an error, and the answer is no', true, 'write ='],
        ),
        ...at(
          args.find(({ text }, i) => text === '=~' && i > 0),
          ['knows no =~', false, 'use case or grep -q'],
        ),
      ];
    case 'echo':
      return at(flag(/^-n?e[neE]*$/), ['prints this flag', true, 'use printf']);
    case 'read':
      return readFlags(command, { values: ['-p', '-t', '-n', '-d', '-u', '-a'] }).flags.flatMap(({ name, argument }) =>
        name === '-r' || name === '-p' ? [] : at(argument, [`knows no read ${name}`, !/^-[au]$/.test(name)]),
      );
    case 'printf':
      return at(flag(/^-v$/), ['knows no printf -v', false]);
    case 'export':
      return at(flag(/^-[a-zA-Z]*[fn]/), ['knows no export -f or -n', true]);
    case 'trap':
      return at(
        args.find(({ text }, i) => i > 0 && /^(?:ERR|DEBUG|RETURN)$/.test(text)),
        ['has no such trap', true],
      );
    case 'set':
      return args
        .filter(({ value }, i) => value === 'pipefail' && /^[-+][a-zA-Z]*o$/.test(args[i - 1]?.value ?? ''))
        .map(({ span }) => ({
          ...bashism(span, ['knows no pipefail', true, 'write SHELL ["/bin/bash", "-o", "pipefail", "-c"] in front']),
          newer: true,
        }));
    default:
      return [];
  }
}
