import type { Lookup } from './expansion.js';
import { parseImageReference } from './image-reference.js';
import { expand } from './lexer.js';
import type { BaseImage, FromInstruction, Instruction, Stage } from './model.js';
import { isPlatformArgument } from './predefined.js';

export type BuildArgs = Readonly<Record<string, string>>;

/** What FROM can see: the ARGs before the first FROM, with their defaults, and the platform variables. */
export function globalScope(instructions: readonly Instruction[], escape: string, buildArgs: BuildArgs): Lookup {
  const values = new Map<string, { value: string } | { unknown: string }>();
  const lookup: Lookup = name =>
    values.get(name) ?? (isPlatformArgument(name) ? { unknown: `the builder sets ${name}` } : undefined);
  for (const instruction of instructions) {
    if (instruction.kind === 'from') break;
    if (instruction.kind !== 'arg') continue;
    for (const { key, value } of instruction.pairs) {
      const given = Object.hasOwn(buildArgs, key.text) ? buildArgs[key.text] : undefined;
      if (given !== undefined) values.set(key.text, { value: given });
      else if (value !== undefined) {
        const expanded = expand(value.text, escape, lookup);
        values.set(
          key.text,
          expanded.value === undefined
            ? { unknown: expanded.unknown ?? (expanded.error as string) }
            : { value: expanded.value },
        );
      } else if (!isPlatformArgument(key.text)) values.set(key.text, { unknown: `ARG ${key.text} has no default` });
    }
  }
  return lookup;
}

/** Cuts the instructions into stages and finds out what each starts from. */
export function buildStages(
  instructions: readonly Instruction[],
  escape: '\\' | '`',
  buildArgs: BuildArgs,
): readonly Stage[] {
  const lookup = globalScope(instructions, escape, buildArgs);
  const stages: Stage[] = [];
  const byName = new Map<string, number>();
  for (let i = 0; i < instructions.length; i++) {
    const from = instructions[i] as Instruction;
    if (from.kind !== 'from') continue;
    let end = i + 1;
    while (end < instructions.length && instructions[end]?.kind !== 'from') end++;
    const flag = from.flags.find(flag => flag.name === 'platform');
    const platform = flag?.value === undefined ? undefined : expand(flag.value, escape, lookup).value;
    const base = baseOf(from, escape, lookup, byName);
    const name = from.name?.text.toLowerCase();
    const stage: Stage = Object.freeze({
      index: stages.length,
      name,
      from,
      instructions: Object.freeze(instructions.slice(i, end)),
      base,
      platform,
      os: operatingSystem(base, platform, stages),
    });
    if (name !== undefined) byName.set(name, stage.index);
    stages.push(stage);
  }
  return Object.freeze(stages);
}

function baseOf(from: FromInstruction, escape: string, lookup: Lookup, byName: ReadonlyMap<string, number>): BaseImage {
  if (from.image === undefined) return Object.freeze({ kind: 'unknown', why: 'FROM names no image' });
  const { value, unknown, error } = expand(from.image.text, escape, lookup);
  if (value === undefined || value === '') {
    return Object.freeze({ kind: 'unknown', why: unknown ?? error ?? `${from.image.text} is empty` });
  }
  if (value === 'scratch') return Object.freeze({ kind: 'scratch' });
  const stage = byName.get(value.toLowerCase());
  if (stage !== undefined) return Object.freeze({ kind: 'stage', stage });
  return Object.freeze({ kind: 'image', reference: value, parsed: parseImageReference(value) });
}

/** Windows is told by a constant platform or by the name of the base image; everything else counts as Linux. */
function operatingSystem(base: BaseImage, platform: string | undefined, stages: readonly Stage[]): 'linux' | 'windows' {
  if (platform !== undefined && platform !== '') return /^windows(\/|$)/i.test(platform) ? 'windows' : 'linux';
  if (base.kind === 'stage') return stages[base.stage]?.os ?? 'linux';
  if (base.kind !== 'image') return 'linux';
  const { repository, tag } = base.parsed;
  if (!/windows|server/.test(base.reference)) return 'linux';
  const isWindows =
    /(^|\/)(windows|nanoserver|servercore|windowsservercore)(\/|$)/.test(repository) ||
    /nanoserver|windowsservercore|(^|-)windows(-|$)/.test(tag ?? '');
  return isWindows ? 'windows' : 'linux';
}
