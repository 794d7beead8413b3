/** What the language server may touch. The command line hands it in. */
import type { BuildContext } from '../context.js';
import type { RegisteredRule } from '../rule.js';

/** A build context on disk. */
export interface ContextFolder {
  /** Why there is none, as a clause. */
  mistake(): string | undefined;
  /** The context for a Dockerfile, named by its absolute path if it has one. */
  for(dockerfile: string | undefined): BuildContext;
}

/** Everything outside. */
export interface Surroundings {
  readonly rules: readonly RegisteredRule[];
  /** The folder it was started in. */
  readonly cwd: string;
  /** Paths are those of Windows. */
  readonly windows: boolean;
  /** The process that is to be outlived by no more than seconds, if the command line names it. */
  readonly parent: number | undefined;
  /** The day it is, `YYYY-MM-DD`. */
  today(): string;
  /** Sends text to the editor. */
  write(text: string): void;
  /** Is there a process of this number? */
  isRunning(process: number): boolean;
  /** Does a file of this name hold a Dockerfile? */
  isDockerfile(name: string): boolean;
  /** The URI of the page about a rule; `undefined`: there is none here. */
  rulePage(rule: string): string | undefined;
  /** The build context in a folder. */
  context(folder: string): ContextFolder;
}
