import type { Dockerfile, PlainInstruction } from '../../src/rule.js';

/**
 * For each stage the place in the file from which a WORKDIR of this file holds: that of its first one; -1 where a stage
 * it is made FROM has one already; infinity where there is none.
 */
export function workdirStarts({ stages }: Pick<Dockerfile, 'stages'>): readonly number[] {
  const starts: number[] = [];
  for (const { base, instructions } of stages) {
    const inherited =
      base.kind === 'stage' && (starts[base.stage] ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY;
    const own = instructions.find(({ kind }) => kind === 'workdir');
    starts.push(inherited ? -1 : (own?.index ?? Number.POSITIVE_INFINITY));
  }
  return starts;
}

/** Every WORKDIR that is no trigger of ONBUILD. */
export function workdirs({ instructions }: Pick<Dockerfile, 'instructions'>): PlainInstruction[] {
  return instructions.flatMap(instruction => (instruction.kind === 'workdir' ? [instruction] : []));
}

/**
 * `/x`, and on Windows `C:\x` and `\x`. A drive letter with a slash counts everywhere: the base may be a Windows one that nobody knows. Without a
 * slash (`C:x`) it is relative to where the drive happens to be.
 */
export function isAbsolute(path: string, os: 'linux' | 'windows'): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || (os === 'windows' && path.startsWith('\\'));
}

/** A path without slashes at its end. */
export function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}

/** The absolute path that a Linux path means in a directory, without `.`, `..` and doubled slashes. */
export function resolvePath(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
