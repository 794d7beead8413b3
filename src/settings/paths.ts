/** Paths as they are shown and matched: with `/` on every system. */
import { relative, sep } from 'node:path';

/** A path of this system, written with `/`. */
export function slashed(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** A path relative to a folder, both absolute, written with `/`. */
export function relativeTo(folder: string, absolute: string): string {
  return slashed(relative(folder, absolute));
}
