import type { Expansion, Text } from '../../src/rule.js';

/** What a source of COPY or ADD names. */
export type SourceKind =
  /** `<<EOF`: the text stands in the Dockerfile. */
  | 'heredoc'
  | 'url'
  | 'git'
  /** A file whose name says that ADD unpacks it: tar, compressed or not. */
  | 'archive'
  /** A file or folder of the build context. */
  | 'local'
  /** A variable hides it. */
  | 'unknown';

const ARCHIVE = /\.(?:tar|tar\.(?:gz|bz2|xz|zst|zstd|lzma|z)|tgz|tbz|tbz2|tb2|txz|tzst|tlz|taz)$/i;
/** A file of these names may be a tar archive for all its name says; ADD looks into it. */
const MAYBE_ARCHIVE = /\.(?:gz|bz2|xz|zst|lzma|apk|gem|crate|ova|box|oci|img|layer|bundle|pkg|bin)$/i;
const GIT =
  /^(?:git@[^:/]+:|git:\/\/|ssh:\/\/git@|github\.com\/)|^https?:\/\/[^#?]+\.git(?:$|[#?])|^https?:\/\/(?:www\.)?github\.com\/[^/]+\/[^/]+\/?#/i;

/**
 * What a source names; where variables hide a part, the literal beginning and end may still tell.
 *
 * @param expanded the source as `state.expand` reads it
 */
export function sourceKind(source: Text, expanded: Expansion): SourceKind {
  const { text } = source;
  if (text.startsWith('<<')) return 'heredoc';
  const known = expanded.value;
  const value = known ?? text;
  if (known === undefined && /^["']?\$/.test(text)) return 'unknown';
  if (GIT.test(value)) return 'git';
  if (/^(?:https?|ftp):\/\//i.test(value)) return 'url';
  if (known !== undefined) return ARCHIVE.test(known) ? 'archive' : 'local';
  // `target/app-$VERSION.jar`: a folder in front, an extension behind.
  const head = text.slice(0, text.indexOf('$'));
  const tail = /[^}$]*$/.exec(text)?.[0] ?? '';
  if (!/^[\w.]+\//.test(head) || !/\.[A-Za-z0-9]{1,10}$/.test(tail)) return 'unknown';
  return ARCHIVE.test(tail) ? 'archive' : MAYBE_ARCHIVE.test(tail) ? 'unknown' : 'local';
}

/** Does the name say that a file is a tar archive, compressed or not? */
export function isArchiveName(path: string): boolean {
  return ARCHIVE.test(path);
}

/**
 * Does a name say that a file is compressed, but not whether a tar archive is inside? ADD looks into the file, whatever it is called
 * (gzip, bzip2, xz and zstd), and unpacks it then.
 */
export function isCompressed(path: string): boolean {
  return /\.(?:gz|bz2|xz|zst)$/i.test(path) && !ARCHIVE.test(path);
}

/** Can nobody mistake a local source for a tar archive: a folder, or a file with the extension of something else? */
export function isPlain(path: string): boolean {
  if (/[*?[\]]/.test(path)) return false;
  if (/(?:^|\/)\.{0,2}$/.test(path)) return true;
  const name = path.split('/').at(-1) ?? '';
  return /.\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(name) && !MAYBE_ARCHIVE.test(name) && !ARCHIVE.test(name);
}
