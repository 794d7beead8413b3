import { isKnown } from '../../place.js';
import { listIn, objectIn } from '../config/json.js';
import type { HistoryEntry, ImageConfig } from '../model.js';

/** Builders whose way of writing the history is known. */
export type Dialect = 'buildkit' | 'classic' | 'buildah' | 'kaniko';

/** A history entry as the instruction it tells of. */
export interface Step {
  /** `undefined`: it reads as an instruction, but nothing says which builder wrote it. */
  readonly dialect: Dialect | undefined;
  /** In capitals. */
  readonly keyword: string;
  /** The instruction, possibly on several lines, without the final line end. */
  readonly text: string;
}

/** What is known while a history is read from its oldest entry on. */
export interface Setting {
  /** The words in front of a shell-form command, as the last SHELL set them. */
  shell: readonly string[];
  /** What ARG and ENV entries so far showed. */
  readonly values: Map<string, string>;
  /** The image carries the marks of buildah or podman, whose entries look like the classic builder's. */
  readonly buildah: boolean;
  /** From the configuration, which holds the last value of every name. */
  readonly env: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly volumes: ReadonlySet<string>;
  readonly finalShell: readonly string[];
}

/** Buildah's words in front of every RUN, whatever SHELL says. */
export const PLAIN_SHELL: readonly string[] = Object.freeze(['/bin/sh', '-c']);

/** The setting before the first entry. */
export function settingOf(config: ImageConfig): Setting {
  const { env, labels, volumes, os } = config.runtime;
  const values = (list: typeof env): Map<string, string> =>
    new Map(list.flatMap(({ name, value }) => (isKnown(value) ? [[name, value.value] as const] : [])));
  const shell = listIn(objectIn(config.raw, 'config'), 'Shell');
  return {
    shell: os === 'windows' ? ['cmd', '/S', '/C'] : PLAIN_SHELL,
    values: new Map(),
    buildah: labels.some(({ name }) => name === 'io.buildah.version') || config.history.some(isFromComment),
    env: values(env),
    labels: values(labels),
    volumes: new Set(volumes.map(({ name }) => name)),
    finalShell: shell.every(word => typeof word === 'string') ? shell : [],
  };
}

/** Buildah notes the parent image in the first entry of a build (older ones: in every entry, or in the last). */
export function isFromComment(entry: HistoryEntry): boolean {
  return entry.comment?.startsWith('FROM ') ?? false;
}
