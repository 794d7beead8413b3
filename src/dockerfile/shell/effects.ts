import { readShellWords } from './dialect.js';
import type { Argument, Command } from './model.js';
import type { Scope } from './scope.js';

const NAME = /^[A-Za-z_]\w*$/;

/** Lets a builtin of the shell do to the scope what it does to the variables and options of the script. */
export function applyEffects(command: Command, scope: Scope): void {
  const { name, args } = command;
  switch (name) {
    case '':
      for (const assignment of command.assignments) scope.set(assignment.name, assignment.value);
      break;
    case 'export':
    case 'readonly':
    case 'declare':
    case 'typeset':
    case 'local':
      declare(name, args, scope);
      break;
    case 'set': {
      const { pipefail, errexit } = readShellWords(args.map(argument => argument.value));
      scope.pipefail = pipefail ?? scope.pipefail;
      scope.errexit = errexit ?? scope.errexit;
      break;
    }
    case 'shopt':
      shopt(args, scope);
      break;
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'getopts':
    case 'unset':
    case 'printf':
    case 'let':
    case 'wait':
      // Which of the words are names depends on flags; a word that is none does no harm here.
      if (name !== 'printf' || args[0]?.value?.startsWith('-v') === true)
        for (const { value, text } of args)
          for (const found of (value ?? text).matchAll(/\w+/g)) doubt(scope, found[0]);
      if (name === 'read') scope.set('REPLY', undefined);
      if (name === 'getopts') for (const found of ['OPTARG', 'OPTIND']) scope.set(found, undefined);
      break;
    case 'cd':
    case 'pushd':
    case 'popd':
      scope.set('PWD', undefined);
      scope.set('OLDPWD', undefined);
      break;
    case '.':
    case 'source':
      scope.doubtAll();
      break;
    default:
  }
}

function doubt(scope: Scope, name: string): void {
  if (NAME.test(name)) scope.set(name, undefined);
}

function declare(builtin: string, args: readonly Argument[], scope: Scope): void {
  let plain = true;
  for (const { value, text } of args) {
    const word = value ?? text;
    if (/^[-+]/.test(word)) {
      plain &&= /^-[xrgp]+$/.test(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    if (equals === -1) {
      if (builtin !== 'export' && builtin !== 'readonly') doubt(scope, name);
    } else if (!NAME.test(name)) doubt(scope, name.replace(/\W.*$/s, ''));
    else scope.set(name, plain && value !== undefined ? value.slice(equals + 1) : undefined);
  }
}

/** `shopt -so pipefail`, `shopt -u -o errexit`. */
function shopt(args: readonly Argument[], scope: Scope): void {
  const words = args.map(argument => argument.value ?? '');
  const flags = words.filter(word => word.startsWith('-')).join('');
  if (!flags.includes('o') || !/[su]/.test(flags)) return;
  const on = flags.includes('s');
  if (words.includes('pipefail')) scope.pipefail = on;
  if (words.includes('errexit')) scope.errexit = on;
}
