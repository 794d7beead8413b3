/** What editors call documents → where these are. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a text without a name is called. */
const NAMELESS = 'untitled';

/** Where a document is. */
export interface Located {
  /**
   * Absolute path on this machine: of a file, or where a text without a file is going to be saved. `undefined`: nobody knows,
   * or it is on another machine.
   */
  readonly path: string | undefined;
  /** The last part of its name. */
  readonly name: string;
}

/**
 * Finds out where a document is. `file:` (drive letters too) and `untitled:` with a path are on this machine; what has any
 * other scheme, as `vscode-remote:`, is not: where a server runs beside such files, their URIs begin with `file:`.
 *
 * @param windows whether paths are those of Windows
 */
export function locate(uri: string, windows: boolean): Located {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase() ?? '';
  const rest = uri.slice(scheme.length + 1);
  const local = scheme === 'file' ? uri : scheme === 'untitled' && /^\/[^/]/.test(rest) ? `file://${rest}` : undefined;
  const path = local === undefined ? undefined : pathOf(local, windows);
  const name = path === undefined ? lastPart(rest) : (path.split(windows ? /[\\/]/ : '/').at(-1) ?? '');
  return { path, name: /^\.{0,2}$|[/\\]/.test(name) ? NAMELESS : name };
}

/** The `file:` URI of an absolute path. */
export function fileUri(path: string, windows: boolean): string {
  return pathToFileURL(path, { windows }).href;
}

function pathOf(uri: string, windows: boolean): string | undefined {
  try {
    const path = fileURLToPath(uri, { windows });
    return path.includes('\0') ? undefined : path;
  } catch {
    // Of another system, or with a slash that is written %2F.
    return undefined;
  }
}

function lastPart(rest: string): string {
  const last =
    rest
      .replace(/[?#].*$/s, '')
      .split('/')
      .at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    // A percent sign that stands for itself.
    return last;
  }
}
