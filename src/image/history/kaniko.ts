import type { HistoryEntry } from '../model.js';
import { copyRaw } from './copy.js';
import { PLAIN, plainInstruction } from './plain.js';
import { runCommand } from './run.js';
import type { Setting, Step } from './setting.js';

/** Whether kaniko wrote the entry. */
export function isKaniko(entry: HistoryEntry): boolean {
  return entry.author === 'kaniko';
}

/** Kaniko: the Dockerfile's own line; instructions that make no layer are mostly missing. */
export function readKaniko(createdBy: string, setting: Setting): Step | undefined {
  const keyword = /^[A-Za-z]+(?=\s)/.exec(createdBy.slice(0, 20))?.[0].toUpperCase();
  if (keyword === undefined) return undefined;
  const text = written(keyword, createdBy.slice(keyword.length + 1), setting);
  return text === undefined ? undefined : { dialect: 'kaniko', keyword, text };
}

/** An instruction as it stood in the Dockerfile, continuations joined. */
export function written(keyword: string, rest: string, setting: Setting): string | undefined {
  if (keyword === 'RUN') return runCommand(rest, setting.shell, true);
  if (keyword === 'COPY' || keyword === 'ADD') return copyRaw(keyword, rest);
  return PLAIN.has(keyword) ? plainInstruction(keyword, rest, 'written', setting) : undefined;
}
