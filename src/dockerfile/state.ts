import type { Known, Place, Span } from '../place.js';
import type { Expansion, Lookup } from './expansion.js';
import { expand } from './lexer.js';
import type { Dockerfile, Instruction, Stage } from './model.js';
import { isPlatformArgument } from './predefined.js';
import { type BuildArgs, globalScope } from './stages.js';
import type { Text } from './text.js';

/** A variable as one instruction sets it. */
export interface Variable {
  readonly kind: 'env' | 'arg';
  readonly name: string;
  readonly value: Known<string>;
  /** The `name=value`. */
  readonly span: Span;
  readonly instruction: Instruction;
}

/** What holds at one point of a stage, inherited through `FROM stage`. */
export interface State {
  /** The variable in force. ENV wins over ARG, whichever comes later. `undefined`: no line of this file sets it. */
  variable(name: string): Variable | undefined;
  /** Expands a word as the builder does here. */
  expand(word: Text | string): Expansion;
  /** Expands the body of a heredoc of COPY or ADD: quotes do nothing there, and the escape is always a backslash. */
  expandBody(body: string): Expansion;
  /** The same, without what the base image or the builder may set: unset variables are then empty. */
  readonly user: Known<string>;
  /** Absolute, unless it begins in a directory of the base image that nobody knows. */
  readonly workdir: Known<string>;
  /** The words in front of a shell-form command. */
  readonly shell: Known<readonly string[]>;
}

interface Entry<T> {
  /** Place of the instruction in the file. */
  readonly index: number;
  readonly stage: number;
  readonly value: T;
}

/**
 * Who set what, over the whole file, so that each question is answered by a look backwards. Each variable's entries
 * stand in file order; those of stages that are no ancestors are passed over.
 */
export class Ledger {
  readonly #file: Dockerfile;
  readonly #global: Lookup;
  readonly #env = new Map<string, Entry<Variable>[]>();
  readonly #args = new Map<string, Entry<Variable>[]>();
  readonly #users: Entry<Known<string>>[] = [];
  readonly #workdirs: Entry<Known<string>>[] = [];
  readonly #shells: Entry<Known<readonly string[]>>[] = [];
  /** Entry and exit time of each stage in a walk over the forest of `FROM stage`: an ancestor's interval encloses. */
  readonly #enter: number[];
  readonly #leave: number[];
  readonly #roots: number[];

  constructor(file: Dockerfile, buildArgs: BuildArgs = {}) {
    this.#file = file;
    this.#global = globalScope(file.instructions, file.escape, buildArgs);
    ({ enter: this.#enter, leave: this.#leave, roots: this.#roots } = walkForest(file.stages));
    for (const instruction of file.instructions)
      if (instruction.stage !== undefined) this.#record(instruction, instruction.stage, buildArgs);
  }

  /** The state just before an instruction; for a trigger, before its ONBUILD. */
  before(instruction: Instruction): State {
    return this.#state(instruction.stage, instruction.index);
  }

  /** The state at the end of a stage. */
  atEnd(stage: Stage): State {
    return this.#state(stage.index, Number.POSITIVE_INFINITY);
  }

  /** The stage without parent stage from which this one descends. */
  root(stage: Stage): Stage {
    return this.#file.stages[this.#roots[stage.index] as number] as Stage;
  }

  #state(stage: number | undefined, index: number): State {
    const ledger = this;
    const variable = (name: string): Variable | undefined =>
      stage === undefined
        ? undefined
        : (ledger.#last(ledger.#env.get(name), stage, index) ?? ledger.#last(ledger.#args.get(name), stage, index))
            ?.value;
    const lookup = stage === undefined ? this.#global : this.#lookup(stage, variable);
    const settled = <T>(entries: readonly Entry<Known<T>>[], initial: (root: Stage) => Known<T>): Known<T> => {
      if (stage === undefined) return { unknown: 'no stage has begun' };
      return (
        this.#last(entries, stage, index)?.value ?? initial(this.#file.stages[this.#roots[stage] as number] as Stage)
      );
    };
    return {
      variable,
      expand: word => expand(typeof word === 'string' ? word : word.text, this.#file.escape, lookup),
      expandBody: body => expand(body, '\\', lookup, { skipQuotes: true }),
      get user() {
        return settled(ledger.#users, root =>
          root.base.kind === 'scratch' ? { value: '' } : { unknown: `${describe(root)} decides` },
        );
      },
      get workdir() {
        return settled(ledger.#workdirs, root =>
          root.base.kind === 'scratch' ? { value: '/' } : { unknown: `${describe(root)} decides` },
        );
      },
      get shell() {
        return settled(ledger.#shells, root => ({
          value: root.os === 'windows' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'],
        }));
      },
    };
  }

  #lookup(stage: number, variable: (name: string) => Variable | undefined): Lookup {
    return name => {
      const found = variable(name);
      if (found !== undefined)
        return found.value.value === undefined
          ? { unknown: (found.value as { unknown: string }).unknown }
          : { value: found.value.value };
      const root = this.#file.stages[this.#roots[stage] as number] as Stage;
      if (root.base.kind === 'scratch') return name === 'PATH' ? { unknown: 'the builder sets PATH' } : undefined;
      return { unknown: `${describe(root)} may set ${name}` };
    };
  }

  #last<T>(entries: readonly Entry<T>[] | undefined, stage: number, before: number): Entry<T> | undefined {
    if (entries === undefined) return undefined;
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle] as Entry<T>).index < before) low = middle + 1;
      else high = middle;
    }
    const enter = this.#enter[stage] as number;
    for (let i = low - 1; i >= 0; i--) {
      const entry = entries[i] as Entry<T>;
      if ((this.#enter[entry.stage] as number) <= enter && enter < (this.#leave[entry.stage] as number)) return entry;
    }
    return undefined;
  }

  #record(instruction: Instruction, stage: number, buildArgs: BuildArgs): void {
    const { index } = instruction;
    const place = (span: Span): Place => ({ in: 'dockerfile', span });
    switch (instruction.kind) {
      case 'env':
      case 'arg': {
        const state = this.before(instruction);
        for (const { key, value, span } of instruction.pairs) {
          const name = state.expand(key).value ?? key.text;
          const known =
            instruction.kind === 'arg'
              ? this.#argument(name, value, state, buildArgs, place(span))
              : toKnown(state.expand(value ?? ''), place(span));
          const entries = instruction.kind === 'env' ? this.#env : this.#args;
          const list = entries.get(name);
          const entry = { index, stage, value: { kind: instruction.kind, name, value: known, span, instruction } };
          if (list === undefined) entries.set(name, [entry]);
          else list.push(entry);
        }
        break;
      }
      case 'user':
        this.#users.push({
          index,
          stage,
          value: toKnown(this.before(instruction).expand(instruction.rest), place(instruction.rest.span)),
        });
        break;
      case 'workdir': {
        const state = this.before(instruction);
        const path = toKnown(state.expand(instruction.rest), place(instruction.rest.span));
        this.#workdirs.push({ index, stage, value: resolve(state.workdir, path) });
        break;
      }
      case 'shell':
        if (instruction.json !== undefined)
          this.#shells.push({
            index,
            stage,
            value: { value: instruction.json.items.map(item => item.text), at: place(instruction.json.span) },
          });
        break;
      default:
    }
  }

  #argument(name: string, value: Text | undefined, state: State, buildArgs: BuildArgs, at: Place): Known<string> {
    const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
    if (given !== undefined) return { value: given, at };
    if (value !== undefined) return toKnown(state.expand(value), at);
    const global = this.#global(name);
    if (global !== undefined) return 'value' in global ? { value: global.value, at } : { unknown: global.unknown };
    return { unknown: isPlatformArgument(name) ? `the builder sets ${name}` : `ARG ${name} has no default` };
  }
}

function toKnown(expansion: Expansion, at: Place): Known<string> {
  if (expansion.value !== undefined) return { value: expansion.value, at };
  return { unknown: expansion.unknown ?? expansion.error ?? 'it cannot be expanded', at };
}

/** PATH_MAX of Linux; thousands of relative WORKDIR would add up without end. */
const LONGEST_PATH = 4096;

/** How a stage's base is named in a reason. */
function describe(root: Stage): string {
  return root.base.kind === 'image' ? `the base image ${root.base.reference}` : 'the base image';
}

/** A WORKDIR on top of the one before. Windows paths are left as they are written. */
function resolve(before: Known<string>, path: Known<string>): Known<string> {
  if (path.value === undefined || /^([a-zA-Z]:|[\\/])/.test(path.value)) return path;
  if (before.value === undefined) return before;
  const value = `${before.value.replace(/\/+$/, '')}/${path.value}`;
  return value.length > LONGEST_PATH ? { unknown: 'the path is longer than is followed' } : { ...path, value };
}

function walkForest(stages: readonly Stage[]): { enter: number[]; leave: number[]; roots: number[] } {
  const children: number[][] = stages.map(() => []);
  const roots: number[] = [];
  for (const { index, base } of stages) {
    roots[index] = base.kind === 'stage' ? (roots[base.stage] as number) : index;
    if (base.kind === 'stage') children[base.stage]?.push(index);
  }
  const enter: number[] = [];
  const leave: number[] = [];
  let time = 0;
  for (const stage of stages) {
    if (stage.base.kind === 'stage') continue;
    const pending = [stage.index];
    while (pending.length > 0) {
      const next = pending.pop() as number;
      if (next < 0) leave[~next] = time;
      else {
        enter[next] = time++;
        pending.push(~next);
        for (const child of children[next] as number[]) pending.push(child);
      }
    }
  }
  return { enter, leave, roots };
}
