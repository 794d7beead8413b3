/** What a variable holds: a text, nothing (`null`: surely unset), or `undefined`: not to be known. */
export type Content = string | null | undefined;

/** What a script may switch on and off for itself. */
export interface ShellOptions {
  readonly pipefail: boolean;
  readonly errexit: boolean;
}

/**
 * What is known of variables and options at one point of a script. A part that may run or not, that runs more than
 * once, or in a process of its own has a scope of its own; what it sets is in doubt for what follows.
 */
export class Scope {
  /** `set -o pipefail` is in force. */
  pipefail: boolean;
  /** `set -e` is in force. */
  errexit: boolean;
  readonly #parent: Scope | undefined;
  readonly #outside: (name: string) => Content;
  readonly #process: boolean;
  readonly #mentioned: (() => ReadonlySet<string>) | undefined;
  readonly #never: Set<string>;
  #own: Map<string, Content> | undefined;
  #anything = false;

  private constructor(
    parent: Scope | undefined,
    outside: (name: string) => Content,
    options: ShellOptions,
    never: Set<string>,
    process: boolean,
    mentioned?: () => ReadonlySet<string>,
  ) {
    this.#parent = parent;
    this.#outside = outside;
    this.pipefail = options.pipefail;
    this.errexit = options.errexit;
    this.#never = never;
    this.#process = process;
    this.#mentioned = mentioned;
  }

  /** @param outside what the environment of the script holds */
  static root(outside: (name: string) => Content, options: ShellOptions): Scope {
    return new Scope(undefined, outside, options, new Set(), false);
  }

  /**
   * A part of the script.
   *
   * @param mentioned for a part that runs later or repeatedly: the names that may be set while it does
   */
  fork(mentioned?: () => ReadonlySet<string>): Scope {
    return new Scope(this, this.#outside, this, this.#never, false, mentioned);
  }

  /** A shell of its own (`sh -c`): it has the environment; whether a variable of this script is in it stays open. */
  process(options: ShellOptions): Scope {
    return new Scope(this, this.#outside, options, new Set(), true);
  }

  get(name: string): Content {
    let foreign = false;
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent) {
      if (scope.#never.has(name)) return undefined;
      if (scope.#own?.has(name)) return foreign ? undefined : scope.#own.get(name);
      if (scope.#anything || scope.#mentioned?.().has(name)) return undefined;
      if (scope.#process) foreign = true;
    }
    return this.#outside(name);
  }

  set(name: string, content: Content): void {
    this.#own ??= new Map();
    this.#own.set(name, content);
  }

  /** Something ran that may have set any variable (`. file`, `eval "$x"`). */
  doubtAll(): void {
    this.#own = undefined;
    this.#anything = true;
  }

  /** Takes over what a part that may have run or not has set: nothing of it is sure. */
  merge(part: Scope): void {
    if (part.#anything) this.doubtAll();
    if (part.#own !== undefined) for (const name of part.#own.keys()) this.set(name, undefined);
    this.pipefail ||= part.pipefail;
    this.errexit ||= part.errexit;
  }

  /** The same for the body of a function: any later line may call it. */
  mergeFunction(body: Scope): void {
    this.merge(body);
    if (body.#own !== undefined) for (const name of body.#own.keys()) this.#never.add(name);
  }
}

/** Names in a part of a script that do not just read a variable: one that is set there is among them. */
export function mentionedNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [name] of text.matchAll(/(?<![\w$]|\$\{[!#]?)[A-Za-z_]\w*/g)) names.add(name);
  for (const [, name] of text.matchAll(/\$\{([A-Za-z_]\w*):?=/g)) names.add(name as string);
  return names;
}
