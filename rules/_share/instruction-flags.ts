import type { Instruction } from '../../src/rule.js';

/** How a flag of an instruction is written. `many`: it may stand there more than once; a list: one of
 * these values. */
export type FlagKind = 'value' | 'many' | 'boolean' | 'duration' | 'count' | readonly string[];

const COPY = { chown: 'value', chmod: 'value', link: 'boolean', exclude: 'many' } as const;

/** Flags that the current Dockerfile frontend knows. Instructions that are not listed take none. */
const FLAGS: Partial<Record<Instruction['kind'], Readonly<Record<string, FlagKind>>>> = {
  from: { platform: 'value' },
  run: { mount: 'many', network: ['default', 'none', 'host'], security: ['sandbox', 'insecure'], device: 'many' },
  copy: { ...COPY, from: 'value', parents: 'boolean' },
  add: { ...COPY, checksum: 'value', 'keep-git-dir': 'boolean', unpack: 'boolean' },
  healthcheck: {
    interval: 'duration',
    timeout: 'duration',
    'start-period': 'duration',
    'start-interval': 'duration',
    retries: 'count',
  },
};

/** The flags that an instruction may have. */
export function flagsOf(kind: Instruction['kind']): Readonly<Record<string, FlagKind>> {
  return FLAGS[kind] ?? {};
}
