import type { CopyInstruction, DockerfileSubject, Fix, Flag, Instruction, Stage, Text } from '../../src/rule.js';
import { resolvePath } from './workdirs.js';

/** A flag of an instruction, by its name without dashes. */
export function flagOf({ flags }: Pick<Instruction, 'flags'>, name: string): Flag | undefined {
  return flags.find(flag => flag.name === name);
}

/** Does it copy from the build context, or what stands in the file, and not from a stage or an image? */
export function isFromContext(copy: CopyInstruction): boolean {
  return flagOf(copy, 'from') === undefined;
}

/** The stage an instruction stands in. */
export function stageOf({ file }: Pick<DockerfileSubject, 'file'>, { stage }: Instruction): Stage | undefined {
  return stage === undefined ? undefined : file.stages[stage];
}

/** Stands for a working directory that nobody knows, so that two paths in it can still be compared. */
export const SOMEWHERE = '/\0';

/**
 * The absolute paths a source may have in the image: a destination without a slash is the file itself or, where it
 * exists, a folder. `undefined` where the destination, or the name, is not known.
 */
export function landings(
  subject: Pick<DockerfileSubject, 'stateBefore'>,
  copy: CopyInstruction,
  source: Text,
): readonly string[] | undefined {
  const state = subject.stateBefore(copy);
  const target = copy.destination === undefined ? undefined : state.expand(copy.destination).value;
  if (target === undefined || target === '') return undefined;
  const folder = resolvePath(state.workdir.value ?? SOMEWHERE, target);
  const heredoc = copy.heredocs.find(({ name }) => source.text.replace(/^\d*<<-?/, '').replace(/["']/g, '') === name);
  const value = heredoc?.name ?? state.expand(source).value;
  const name = value?.split(/[\\/]/).findLast(part => part !== '');
  const isFolder = /(?:^|\/)\.{0,2}$/.test(target) || copy.sources.length > 1;
  if (name === undefined || name === '.' || name === '..') return [folder];
  const inside = `${folder === '/' ? '' : folder}/${name}`;
  return isFolder ? [inside] : [folder, inside];
}

/** Puts a further flag in front of the sources, behind the flags that are there. */
export function addedFlag({ flags, keyword }: Instruction, flag: string): Fix['edits'][number] {
  const at = flags.at(-1)?.span.end ?? keyword.span.end;
  return { span: { start: at, end: at }, text: ` ${flag}` };
}

/** Takes an instruction's flag away, with the blanks in front of it. */
export function withoutFlag(text: string, { span }: Flag): Fix['edits'][number] {
  let { start } = span;
  while (start > 0 && /[ \t]/.test(text[start - 1] as string)) start--;
  return { span: { start, end: span.end }, text: '' };
}

/** Takes a whole instruction away, with the end of its line. */
export function withoutInstruction(text: string, { span }: Instruction): Fix['edits'][number] {
  const line = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  return { span: { start: line, end: next === -1 ? text.length : next + 1 }, text: '' };
}
