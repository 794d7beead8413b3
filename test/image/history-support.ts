import { expand } from '../../src/dockerfile/lexer.js';
import type { Instruction } from '../../src/dockerfile/model.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { readConfig } from '../../src/image/config.js';
import { type Reconstruction, reconstruct } from '../../src/image/history.js';

/** A history entry of the configuration; a text is one with nothing but `created_by`. */
export type Entry =
  | string
  | { created_by?: unknown; comment?: string; author?: string; created?: string; empty_layer?: boolean };

export interface Told {
  readonly reconstruction: Reconstruction;
  /** Each instruction behind FROM: its kind, then its words as the builder has them after expansion. */
  readonly instructions: string[][];
  /** The history entry of each instruction. */
  readonly entries: (number | undefined)[];
  /** What the parser complained of. */
  readonly problems: string[];
}

/** Reads a configuration with this history, turns it into a Dockerfile and parses that. */
export function tell(history: readonly Entry[], config: object = {}, more: object = {}): Told {
  const entries = history.map(entry => (typeof entry === 'string' ? { created_by: entry } : entry));
  const json = JSON.stringify({ architecture: 'amd64', os: 'linux', config, history: entries, ...more });
  const reconstruction = reconstruct(readConfig(new TextEncoder().encode(json)));
  const file = parseDockerfile(reconstruction.text);
  const told = file.stages[0]?.instructions.slice(1) ?? [];
  return {
    reconstruction,
    instructions: told.map(instruction => [instruction.kind, ...wordsOf(instruction)]),
    entries: told.map(instruction => reconstruction.entryAt(instruction.span.start)),
    problems: file.problems.map(problem => problem.kind),
  };
}

function wordsOf(instruction: Instruction): string[] {
  const plain = (text: string): string => expand(text, '\\', () => undefined, { keepUnset: true }).value ?? text;
  const flags = instruction.flags.map(flag => `--${flag.name}=${flag.value}`);
  switch (instruction.kind) {
    case 'env':
    case 'label':
    case 'arg':
      return instruction.pairs.map(({ key, value }) =>
        value === undefined ? plain(key.text) : `${plain(key.text)}=${plain(value.text)}`,
      );
    case 'run':
    case 'cmd':
    case 'entrypoint':
    case 'shell':
    case 'healthcheck': {
      if (instruction.heredocs.length > 0) return instruction.heredocs.map(heredoc => heredoc.content);
      const form = instruction.json === undefined ? 'shell' : 'exec';
      return [...flags, form, ...instruction.args.map(word => word.text)];
    }
    case 'onbuild':
      return [instruction.rest.text];
    default:
      return [...flags, ...instruction.args.map(word => plain(word.text))];
  }
}
