import type { Argument, Command, DockerfileSubject, Instruction, Span } from '../../src/rule.js';
import { isMounted } from './cleanup.js';
import { DOWNLOADERS, downloadCall } from './downloads.js';
import { sourceKind } from './sources.js';
import { resolvePath } from './workdirs.js';

type Subject = Pick<DockerfileSubject, 'stateBefore' | 'scripts'>;

/** A file or folder that an instruction puts into its layer. */
export interface Made {
  /** Absolute, without a slash at its end. */
  readonly path: string;
  readonly span: Span;
  readonly instruction: Instruction;
}

/** A command with the folder in which it works, as far as that is known. */
export interface Placed {
  readonly command: Command;
  readonly folder: string | undefined;
}

/** The commands of a RUN in the order in which they stand, each with its folder. */
export function placedCommands(subject: Subject, instruction: Instruction): Placed[] {
  const start = subject.stateBefore(instruction).workdir.value;
  return subject.scripts(instruction).flatMap(({ commands }) => {
    let folder = start;
    return commands.map(command => {
      const placed = { command, folder };
      const { subshell, substitution, condition, branch, loop } = command.inside;
      if (command.name === 'cd' || command.name === 'pushd' || command.name === 'popd') {
        const target = command.name === 'popd' ? undefined : command.args[0]?.value;
        const plain = !(substitution || condition || branch || loop || subshell);
        folder = plain && target !== undefined && target !== '-' ? placeOf(target, folder) : undefined;
      }
      return placed;
    });
  });
}

/** Does the RUN call one of these programs? Cheap, to be asked first. */
export function runs(
  subject: Pick<DockerfileSubject, 'scripts'>,
  instruction: Instruction,
  names: ReadonlySet<string>,
): boolean {
  return subject
    .scripts(instruction)
    .some(({ commands }) => commands.some(({ name }) => name !== undefined && names.has(name)));
}

/** What COPY, ADD or RUN writes by a name that stands in the file, and does not delete again. */
export function madeBy(subject: Subject, instruction: Instruction): Made[] {
  const made = instruction.kind === 'run' ? madeByRun(subject, instruction) : madeByCopy(subject, instruction);
  return made.filter(({ path }) => path !== '/' && !isMounted(subject, instruction, path));
}

/** The absolute path of a word; `undefined` where the folder is not known or the word is no plain path. */
export function placeOf(path: string, folder: string | undefined): string | undefined {
  if (path === '' || path.startsWith('-') || path.startsWith('~') || /[*?[\n]/.test(path)) return undefined;
  if (!path.startsWith('/') && !folder?.startsWith('/')) return undefined;
  return resolvePath(folder ?? '/', path);
}

/** The folder or file that `rm` deletes by one of its words; `inside`: what is in it, `rm -rf x/*`. */
export function removed(
  { value, text, literal }: Argument,
  folder: string | undefined,
): { readonly path: string; readonly inside: boolean } | undefined {
  const word = value ?? (/^[\w./*-]+$/.test(text) ? text : undefined);
  if (word === undefined || (literal && /[*?[]/.test(word))) return undefined;
  const inside = word.endsWith('/*');
  const path = placeOf(inside ? word.slice(0, -2) || '/' : word, folder);
  return path === undefined || (path === '/' && !inside) ? undefined : { path, inside };
}

function madeByCopy(subject: Subject, instruction: Instruction): Made[] {
  if (instruction.kind !== 'copy' && instruction.kind !== 'add') return [];
  const { destination, sources, flags } = instruction;
  const state = subject.stateBefore(instruction);
  const target = destination && state.expand(destination).value;
  if (target === undefined || destination === undefined || flags.some(({ name }) => name === 'parents')) return [];
  const folder = placeOf(target, state.workdir.value);
  if (folder === undefined) return [];
  const into = target.endsWith('/') || target === '.' || sources.length > 1;
  return sources.flatMap(source => {
    const expanded = state.expand(source);
    const kind = sourceKind(source, expanded);
    if (kind === 'heredoc' || kind === 'unknown' || kind === 'git') return [];
    if (kind === 'archive' && instruction.kind === 'add') return [];
    const { span } = source;
    if (!into) return [{ path: folder, span, instruction }];
    const name =
      (expanded.value ?? '')
        .replace(/[?#].*$/, '')
        .replace(/\/+$/, '')
        .split('/')
        .at(-1) ?? '';
    // A folder's contents are copied, not the folder: only a name with an extension is surely a file.
    const isFile = kind === 'url' || /.\.[A-Za-z0-9]{1,8}$/.test(name);
    const path = isFile ? placeOf(name, folder) : undefined;
    return path === undefined || name === '.' || name === '..' ? [] : [{ path, span, instruction }];
  });
}

const MAKERS = new Set(['mkdir', 'git', ...DOWNLOADERS]);

function madeByRun(subject: Subject, instruction: Instruction): Made[] {
  const made: Made[] = [];
  if (!runs(subject, instruction, MAKERS)) return made;
  const placed = placedCommands(subject, instruction);
  for (const [i, { command, folder }] of placed.entries()) {
    if (command.name === 'rm') {
      for (const argument of command.args) {
        const gone = removed(argument, folder);
        if (gone === undefined) continue;
        for (let k = made.length - 1; k >= 0; k--) if (holds(gone, (made[k] as Made).path)) made.splice(k, 1);
      }
      continue;
    }
    for (const word of writtenWords(command)) {
      const path = placeOf(word, folder);
      if (path === undefined || made.length >= 64) continue;
      if (command.name === 'mkdir' && !isFilled(placed.slice(i + 1), path)) continue;
      made.push({ path, span: command.span, instruction });
    }
  }
  // Something that cannot be read from here may have deleted or moved it.
  return placed.some(({ command }) => command.name === undefined || command.name === 'mv' || command.name === 'find')
    ? []
    : made;
}

/** Does removing one path take the other away? */
export function holds({ path, inside }: { path: string; inside: boolean }, other: string): boolean {
  if (path === other) return !inside;
  return other.startsWith(path === '/' ? '/' : `${path}/`);
}

/** The names of what a command writes: downloads, clones, folders. */
function writtenWords(command: Command): string[] {
  const words = command.args.map(({ value }) => value ?? '');
  if (command.name === 'mkdir') return words.filter(word => word !== '' && !word.startsWith('-'));
  if (command.name === 'git') return command.args[0]?.value === 'clone' ? cloned(words) : [];
  const call = downloadCall(command);
  if (call === undefined) return [];
  const output = call.arguments.flag('--output', '--output-document')?.value;
  if (output !== undefined) return output === '-' || output.startsWith('/dev/') ? [] : [output];
  const redirect = command.redirects.find(({ operator, fd }) => operator === '>' && (fd === undefined || fd === 1));
  if (call.tool === 'curl' && redirect?.target?.value !== undefined && !redirect.target.value.startsWith('/dev/'))
    return [redirect.target.value];
  const folder = call.arguments.flag('-P', '--directory-prefix', '-d', '--dir', '--output-dir')?.value;
  if (call.toOutput || call.arguments.flag('--remote-header-name') !== undefined) return [];
  return call.urls.flatMap(({ value }) => {
    const name = /^[a-z]+:\/\/[^/?#]+\/(?:[^?#]*\/)?([^/?#]+)$/i.exec(value ?? '')?.[1];
    if (name === undefined) return [];
    return call.tool !== 'curl' && folder !== undefined ? [`${folder}/${name}`] : [name];
  });
}

/** The folder of `git clone URL [folder]`. */
function cloned(words: readonly string[]): string[] {
  const operands: string[] = [];
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as string;
    if (
      /^(?:-b|-o|-c|-j|-u|--branch|--depth|--origin|--config|--jobs|--reference|--filter|--shallow-since)$/.test(word)
    )
      i++;
    else if (!word.startsWith('-')) operands.push(word);
  }
  const [url = '', folder] = operands;
  const name =
    folder ??
    url
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .at(-1);
  return name === undefined || name === '' ? [] : [name];
}

/** Does a later command work in the folder, or write into it? */
function isFilled(later: readonly Placed[], path: string): boolean {
  return later.some(
    ({ command, folder }) =>
      !/^(?:chmod|chown|echo|mkdir)$/.test(command.name ?? '') &&
      (folder === path ||
        command.args.some(({ value }) => {
          const place = value === undefined ? undefined : placeOf(value, folder);
          return place === path || place?.startsWith(`${path}/`) === true;
        })),
  );
}
