import type { BuildContext } from '../../src/rule.js';
import { cleanPath, type IgnoreFile, ignoredBy, mayLetIn, readIgnoreFile } from './dockerignore.js';
import { isKey, isMadeUp, isSecretPath } from './secret-files.js';

/** Something in the build context that nobody wants in an image. */
export interface Unwanted {
  /** Relative to the context; a folder ends in `/`. */
  readonly path: string;
  readonly kind: 'key' | 'secret' | 'history' | 'modules';
}

/** More than these are not looked at: there is enough to tell. */
const MOST = 200;
const HISTORY = new Set(['.git', '.hg', '.svn', '.bzr']);
const OTHERS = /(?:^|\/)(?:node_modules|vendor|\.git|\.hg|\.svn|\.bzr|venv|\.venv|site-packages|testdata)\//;

/** What of the context nobody wants in an image and no ignore file keeps out; `undefined`: its files are not known. */
export function unwantedIn(context: BuildContext | undefined): readonly Unwanted[] | undefined {
  if (context?.paths === undefined) return undefined;
  const ignore = context.ignore === undefined ? undefined : readIgnoreFile(context.ignore);
  const found: Unwanted[] = [];
  for (const path of context.paths) {
    const kind = kindOf(path);
    if (kind === undefined || (ignore !== undefined && isOut(ignore, path))) continue;
    found.push({ path, kind });
    if (found.length === MOST) break;
  }
  // The work was not enough to read the ignore file to its end: nothing is known then.
  return ignore !== undefined && ignore.budget.left < 0 ? undefined : found;
}

/** Those that a source, by its cleaned path, takes along. */
export function takenBy(source: string, unwanted: readonly Unwanted[]): readonly Unwanted[] {
  return source === '.' ? unwanted : unwanted.filter(({ path }) => path.startsWith(`${source}/`));
}

/** The folder of the context that a source names, cleaned; `undefined` for anything that is no folder there. */
export function folderOf(source: string, { paths }: BuildContext): string | undefined {
  const path = cleanPath(source.replace(/^\/?\*$/, '.'));
  return path === '.' || paths?.includes(`${path}/`) === true ? path : undefined;
}

function kindOf(path: string): Unwanted['kind'] | undefined {
  const isFolder = path.endsWith('/');
  const name = path.slice(path.lastIndexOf('/', path.length - (isFolder ? 2 : 1)) + 1, isFolder ? -1 : undefined);
  if (isFolder && !HISTORY.has(name) && name !== 'node_modules') return undefined;
  const above = path.slice(0, path.length - name.length - (isFolder ? 1 : 0));
  if (OTHERS.test(above)) return undefined;
  if (isFolder) return name === 'node_modules' ? 'modules' : 'history';
  const parts = path.split('/');
  if (!isSecretPath(parts) || isMadeUp(parts)) return undefined;
  return isKey(parts) ? 'key' : 'secret';
}

/** Is it kept out, a folder with all that is in it? */
function isOut(ignore: IgnoreFile, path: string): boolean {
  const clean = cleanPath(path);
  const pattern = ignoredBy(ignore, clean);
  if (pattern === undefined) return path.endsWith('/') && ignoredBy(ignore, `${clean}/HEAD`) !== undefined;
  return !path.endsWith('/') || !mayLetIn(ignore.patterns.slice(ignore.patterns.indexOf(pattern)), clean);
}
