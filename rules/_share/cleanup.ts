import {
  type Argument,
  type Command,
  type DockerfileSubject,
  fits,
  type Instruction,
  mountsOf,
} from '../../src/rule.js';

type Subject = Pick<DockerfileSubject, 'scripts' | 'stateBefore'>;

/** Every command of the instruction, that of scripts fed through heredocs too, in source order. */
export function commandsOf(subject: Subject, instruction: Instruction): readonly Command[] {
  return subject.scripts(instruction).flatMap(script => script.commands);
}

/** Is the directory, or one above it, no part of the layer because a cache or an empty file system is mounted there? */
export function isMounted(subject: Subject, instruction: Instruction, directory: string): boolean {
  const state = subject.stateBefore(instruction);
  return mountsOf(instruction).some(({ type, target }) => {
    if ((type !== 'cache' && type !== 'tmpfs') || target === undefined) return false;
    const path = partsOf(state.expand(target).value ?? target);
    const wanted = partsOf(directory);
    return path.length <= wanted.length && path.every((part, i) => part === wanted[i]);
  });
}

/**
 * Is what lies in one of the directories removed behind a command of the same instruction?
 *
 * @param directories absolute; `/root/…` stands for the home directory, whoever the user is
 * @param cleans other commands that clean up: `apt-get dist-clean`
 * @returns `undefined` where a command may do it that nobody can read from here
 */
export function isCleaned(
  subject: Subject,
  after: Command,
  directories: readonly string[],
  cleans: (command: Command) => boolean,
): boolean | undefined {
  const { instruction } = after.script;
  const commands = commandsOf(subject, instruction);
  const temporary = temporaryNames(commands);
  let folder = subject.stateBefore(instruction).workdir.value;
  let unknown = false;
  for (const command of commands) {
    if (command.name === 'cd') folder = step(folder, command.args[0]);
    // A function is called later than it is written.
    if (command.span.start <= after.span.start && !command.inside.function) continue;
    if (cleans(command)) return true;
    const removed = removes(command, directories, folder, temporary);
    if (removed === true) return true;
    unknown ||= removed === undefined || mayClean(command);
  }
  return unknown ? undefined : false;
}

/** A script of somebody's own, or one that says that it cleans. */
function mayClean({ name, args, program }: Command): boolean {
  if (name === undefined || name === 'trap') return true;
  if (name === '.' || name === 'source') return true;
  if (/^(ba|da|a|k|z)?sh$/.test(name)) {
    // What stands behind -c is read like the rest.
    if (args.some(({ value }) => /^-[a-z]*c$/.test(value ?? ''))) return args.some(({ value }) => value === undefined);
    return args.some(({ value }) => value === undefined || /^[^-]/.test(value));
  }
  return /clean|\.sh$/i.test(program?.value ?? '');
}

function removes(
  command: Command,
  directories: readonly string[],
  folder: string | undefined,
  temporary: ReadonlySet<string>,
): boolean | undefined {
  if (command.name === 'find') {
    const deletes = command.args.some(({ value }) => value === '-delete' || value === 'rm');
    return deletes && command.args.some(argument => argument.value !== undefined && covers(argument, true));
  }
  if (command.name !== 'rm') return false;
  // find has been looked at as a whole.
  if (command.wrappers.at(-1)?.name === 'find') return false;
  if (command.wrappers.at(-1)?.name === 'xargs') return undefined;
  const recursive = command.args.some(({ value }) => /^(-[a-zA-Z]*[rR]|--recursive$)/.test(value ?? ''));
  let unknown = false;
  for (const argument of command.args) {
    const covered = covers(argument, recursive);
    if (covered === true) return true;
    unknown ||= covered === undefined;
  }
  return unknown ? undefined : false;

  function covers(argument: Argument, whole: boolean): boolean | undefined {
    if (argument.value?.startsWith('-')) return false;
    if (argument.variables.length > 0 && argument.variables.every(name => temporary.has(name))) return false;
    let answer: boolean | undefined = false;
    for (const text of alternatives(argument)) {
      const covered = directories.map(directory => reaches(text, directory, argument.literal, whole, folder));
      if (covered.includes(true)) return true;
      if (covered.includes(undefined)) answer = undefined;
    }
    return answer;
  }
}

/** Does removing `text` empty the directory? Components are compared one by one; `*` may stand for any of them. */
function reaches(
  text: string,
  directory: string,
  literal: boolean,
  whole: boolean,
  folder: string | undefined,
): boolean | undefined {
  const path = text.startsWith('/') || /^[$`]/.test(text) ? text : folder === undefined ? '' : `${folder}/${text}`;
  if (path === '') return false;
  const given = partsOf(path);
  const wanted = partsOf(directory);
  for (let i = 0; i < given.length; i++) {
    const part = given[i] as string;
    if (/[$`]/.test(part)) return undefined;
    const glob = !literal && /[*?[]/.test(part);
    // What stands in the directory, by a pattern.
    if (i === wanted.length) return glob && i === given.length - 1;
    if (i > wanted.length) return false;
    if (glob ? !fits(part.replace(/\?|\[[^\]]*\]/g, '*'), wanted[i] as string) : part !== wanted[i]) return false;
  }
  return whole;
}

/** `/a/{b,c}` → `/a/b`, `/a/c`; a home directory → `/root`. At most 64. */
function alternatives({ value, text }: Argument): readonly string[] {
  let texts = [value ?? text.replace(/["']/g, '')];
  for (let round = 0; value === undefined && round < 6; round++) {
    texts = texts
      .flatMap(each => {
        const brace = /(?<!\$)\{([^{}]*,[^{}]*)\}/.exec(each);
        if (brace === null) return [each];
        const [all, list = ''] = brace;
        return list.split(',').map(part => each.slice(0, brace.index) + part + each.slice(brace.index + all.length));
      })
      .slice(0, 64);
  }
  return texts.map(each => each.replace(/^(~|\$HOME|\$\{HOME\}|\/home\/[^/]+)(?=\/|$)/, '/root'));
}

function partsOf(path: string): string[] {
  return path.split('/').filter(part => part !== '' && part !== '.');
}

function step(folder: string | undefined, argument: Argument | undefined): string | undefined {
  const value = argument?.value;
  if (value?.startsWith('/')) return value;
  return value === undefined || folder === undefined || value === '-' || value.includes('..')
    ? undefined
    : `${folder}/${value}`;
}

/** Variables that hold a directory just made: `GNUPGHOME="$(mktemp -d)"`. */
function temporaryNames(commands: readonly Command[]): ReadonlySet<string> {
  const names = new Set<string>();
  const made = commands.filter(({ name, inside }) => name === 'mktemp' && inside.substitution);
  if (made.length === 0) return names;
  const within = ({ start, end }: { start: number; end: number }): boolean =>
    made.slice(0, 64).some(({ span }) => start < span.start && span.end < end);
  for (const { name, args, assignments } of commands) {
    for (const assignment of assignments) if (within(assignment.span)) names.add(assignment.name);
    if (name === 'export') for (const { text, span } of args) if (within(span)) names.add(text.split('=')[0] as string);
  }
  return names;
}
