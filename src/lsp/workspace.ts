/** The folders that are open in the editor. */
import { dirname, isAbsolute, relative, sep } from 'node:path';
import type { Open } from './documents.js';
import { at, isObject } from './params.js';
import { locate } from './uris.js';

/** Folders that are worked on: what relative paths in the editor's settings start from. */
export class Workspace {
  readonly #cwd: string;
  readonly #windows: boolean;
  /** By URI: the path. */
  #folders = new Map<string, string>();

  constructor(cwd: string, windows: boolean) {
    this.#cwd = cwd;
    this.#windows = windows;
  }

  /** Takes the folders out of the parameters of `initialize`: the list, else the root, as a URI or, in old editors, a path. */
  begin(params: unknown): void {
    const folders = at(params, 'workspaceFolders');
    const [rootUri, rootPath] = [at(params, 'rootUri'), at(params, 'rootPath')];
    if (Array.isArray(folders)) this.#add(folders);
    else if (typeof rootUri === 'string') this.#add([{ uri: rootUri }]);
    else if (typeof rootPath === 'string') this.#folders.set(rootPath, rootPath);
  }

  /** `workspace/didChangeWorkspaceFolders`. */
  changed(params: unknown): void {
    const [added, removed] = [at(params, 'event', 'added'), at(params, 'event', 'removed')];
    for (const folder of Array.isArray(removed) ? removed : []) this.#folders.delete(String(at(folder, 'uri')));
    if (Array.isArray(added)) this.#add(added);
  }

  /** The innermost folder in which a document is; else the first one; else the one in which the server was started. */
  rootFor({ path }: Open): string {
    const all = [...this.#folders.values()];
    const around = path === undefined ? [] : all.filter(folder => isIn(dirname(path), folder));
    return around.sort((a, b) => b.length - a.length)[0] ?? all[0] ?? this.#cwd;
  }

  #add(folders: readonly unknown[]): void {
    for (const folder of folders) {
      if (!isObject(folder) || typeof folder['uri'] !== 'string') continue;
      const { path } = locate(folder['uri'], this.#windows);
      if (path !== undefined) this.#folders.set(folder['uri'], path);
    }
  }
}

function isIn(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
