import type { CopyInstruction, DockerfileSubject, Instruction, Stage } from '../../src/rule.js';
import { landings } from './copies.js';
import { isArchiveName, isPlain, sourceKind } from './sources.js';

/** Has an image a file? `maybe`: something was brought that may hold it. */
export type Has = 'yes' | 'maybe' | 'no';

/**
 * Walks the stages that go back to scratch, and tells before each of their instructions whether a file can be there. In
 * file order and linear time.
 *
 * @param path absolute
 */
export function* inScratch(
  subject: Pick<DockerfileSubject, 'file' | 'stateBefore'>,
  path: string,
): Iterable<{ readonly stage: Stage; readonly instruction: Instruction; readonly has: Has }> {
  const atEnd: (Has | undefined)[] = [];
  for (const stage of subject.file.stages) {
    const { base } = stage;
    let has = base.kind === 'scratch' ? 'no' : base.kind === 'stage' ? atEnd[base.stage] : undefined;
    if (has !== undefined)
      for (const instruction of stage.instructions) {
        yield { stage, instruction, has };
        if (has !== 'yes') has = stronger(has, brings(subject, instruction, path));
      }
    atEnd.push(has);
  }
}

function stronger(one: Has, other: Has): Has {
  return one === 'no' || other === 'yes' ? other : one;
}

/** May an instruction bring the file? */
function brings(subject: Pick<DockerfileSubject, 'stateBefore'>, instruction: Instruction, path: string): Has {
  // A program without a shell can write what it likes.
  if (instruction.kind === 'run') return 'maybe';
  if (instruction.kind !== 'copy' && instruction.kind !== 'add') return 'no';
  let has: Has = 'no';
  for (const source of instruction.sources) has = stronger(has, bringsOne(subject, instruction, source, path));
  return has;
}

function bringsOne(
  subject: Pick<DockerfileSubject, 'stateBefore'>,
  copy: CopyInstruction,
  source: CopyInstruction['sources'][number],
  path: string,
): Has {
  const places = landings(subject, copy, source);
  if (places === undefined) return 'maybe';
  if (places.includes(path)) return 'yes';
  const expanded = subject.stateBefore(copy).expand(source);
  const kind = sourceKind(source, expanded);
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (places.some(place => place.startsWith(`${folder}/`) && /\/(?:busybox|toybox|bash|dash|ash)$/.test(place)))
    return 'maybe';
  if (kind === 'heredoc' || (copy.kind === 'add' && kind === 'url' && !isArchiveName(expanded.value ?? '')))
    return 'no';
  const plain =
    kind === 'local' &&
    expanded.value !== undefined &&
    isPlain(expanded.value) &&
    !/(?:^|\/)\.{0,2}$/.test(expanded.value);
  // A folder's contents, or an archive's, land in the destination itself.
  const target = subject.stateBefore(copy).expand(copy.destination ?? '').value ?? '/';
  const into = places.map(place => (target.endsWith('/') || copy.sources.length > 1 ? parent(place) : place));
  const reaches = [...places, ...into].some(place => place === '/' || place === folder || path.startsWith(`${place}/`));
  return reaches && !plain ? 'maybe' : 'no';
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
