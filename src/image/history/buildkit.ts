import type { HistoryEntry } from '../model.js';
import { copyWords } from './copy.js';
import { PLAIN, plainInstruction } from './plain.js';
import { runEntry } from './run.js';
import type { Setting, Step } from './setting.js';
import { withoutBuildArgs } from './shell.js';

const SUFFIX = ' # buildkit';

/** Whether BuildKit's Dockerfile frontend wrote the entry: by its comment, or by what it puts behind the command. */
export function isBuildkit(entry: HistoryEntry): boolean {
  return (entry.comment?.startsWith('buildkit.dockerfile.') ?? false) || entry.createdBy.endsWith(SUFFIX);
}

/**
 * BuildKit: the instruction as it was carried out, all variables of the builder's own filled in. RUN shows
 * `|2 A=x B=y ` for the arguments in force, the shell and the command.
 */
export function readBuildkit(createdBy: string, setting: Setting): Step | undefined {
  const line = createdBy.endsWith(SUFFIX) ? createdBy.slice(0, -SUFFIX.length) : createdBy;
  const keyword = /^[A-Z]+(?= )/.exec(line.slice(0, 20))?.[0];
  if (keyword === undefined) return undefined;
  const rest = line.slice(keyword.length + 1);
  let text: string | undefined;
  if (keyword === 'RUN') text = runEntry(withoutBuildArgs(rest, setting.values, [setting.shell]), setting);
  else if (keyword === 'COPY' || keyword === 'ADD') text = copyWords(keyword, rest);
  else if (PLAIN.has(keyword)) text = plainInstruction(keyword, rest, 'printed', setting);
  return text === undefined ? undefined : { dialect: 'buildkit', keyword, text };
}
