import type { FileAt, ImageSubject } from '../../src/rule.js';

/** What Docker sets where the configuration has no PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

type Subject = Pick<ImageSubject, 'at' | 'image'>;

/** What a word that names a program leads to. */
export type Resolved =
  | { readonly file: FileAt; readonly problem?: undefined }
  | { readonly problem: 'directory' | 'not-executable'; readonly file: FileAt }
  | { readonly problem: 'missing'; readonly file?: undefined }
  /** Why nobody knows. */
  | { readonly problem: 'unknown'; readonly why: string; readonly file?: undefined };

/**
 * Finds what the engine would start for a word: with a slash from the working directory on, without one along PATH.
 * What lies on a volume or below `/proc`, `/dev` and the like is unknown.
 */
export function resolveProgram(subject: Subject, word: string): Resolved {
  const { runtime } = subject.image;
  const { workdir } = runtime;
  if (!word.startsWith('/') && word.includes('/') && workdir.unknown !== undefined)
    return { problem: 'unknown', why: workdir.unknown };
  const here = workdir.value ?? '/';
  const absolute = (path: string): string => (path.startsWith('/') ? path : `${here}/${path}`);
  if (word.includes('/')) return look(subject, absolute(word));
  const path = runtime.env.find(({ name }) => name === 'PATH');
  if (path?.value.unknown !== undefined) return { problem: 'unknown', why: path.value.unknown };
  let worst: Resolved = { problem: 'missing' };
  for (const folder of (path?.value.value ?? DEFAULT_PATH).split(':').slice(0, 200)) {
    const found = look(subject, `${absolute(folder)}/${word}`);
    if (found.problem === undefined) return found;
    if (worst.problem === 'missing' || found.problem === 'unknown') worst = found;
  }
  return worst;
}

function look({ at, image }: Subject, path: string): Resolved {
  const file = at(path);
  if (file === undefined) {
    const clean = `/${path
      .split('/')
      .filter(part => part !== '' && part !== '.')
      .join('/')}`;
    const mounts = image.runtime.volumes.map(({ name, value }) => (value.value ?? name).replace(/\/+$/, ''));
    const mounted = ['/proc', '/dev', '/sys', '/run', ...mounts].find(
      mount => mount !== '' && clean.startsWith(`${mount}/`),
    );
    return mounted === undefined
      ? { problem: 'missing' }
      : { problem: 'unknown', why: `what is in ${mounted} is known only when a container runs` };
  }
  if (file.type === 'directory') return { problem: 'directory', file };
  return (file.mode & 0o111) === 0 ? { problem: 'not-executable', file } : { file };
}

/** The words that a container starts with. `undefined`: there are none. */
export function startWords({ image }: Pick<ImageSubject, 'image'>): {
  readonly words?: readonly string[];
  readonly from: 'Entrypoint' | 'Cmd';
  readonly unknown?: string;
} {
  const { entrypoint, cmd } = image.runtime;
  if (entrypoint.unknown !== undefined) return { from: 'Entrypoint', unknown: entrypoint.unknown };
  const own = entrypoint.value?.words ?? [];
  // An entry point of one empty word means none.
  if (own.length > 1 || (own[0] ?? '') !== '') return { from: 'Entrypoint', words: own };
  if (cmd.unknown !== undefined) return { from: 'Cmd', unknown: cmd.unknown };
  const words = cmd.value?.words ?? [];
  return words.length === 0 ? { from: 'Cmd' } : { from: 'Cmd', words };
}
