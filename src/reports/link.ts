import { uriOf } from './uri.js';

/**
 * A text that leads to a line of a file when clicked (OSC 8), if links are wanted and the file's place is known; else
 * the text alone, in which terminals find paths themselves.
 * @param options `base`: `file:` URI of the folder that relative paths start from.
 */
export function linked(
  text: string,
  file: string,
  line: number,
  options: { readonly hyperlinks: boolean; readonly base?: string },
): string {
  const uri = options.hyperlinks ? absolute(uriOf(file), options.base) : undefined;
  return uri === undefined ? text : `\x1b]8;;${uri}#${line}\x1b\\${text}\x1b]8;;\x1b\\`;
}

function absolute(uri: string, base: string | undefined): string | undefined {
  if (uri.startsWith('file:')) return uri;
  return base === undefined ? undefined : `${base.replace(/\/*$/, '/')}${uri}`;
}
