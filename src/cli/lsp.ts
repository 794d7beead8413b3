/** The command `lsp`: a language server for editors, over standard input and output. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '../lsp/server.js';
import type { Parsed } from './arguments.js';
import { ContextReader } from './context.js';
import { isDockerfileName } from './names.js';
import type { World } from './world.js';

/** Runs until the editor ends it, and gives the exit code. Standard output belongs to the protocol alone. */
export async function runLsp(parsed: Parsed, world: World): Promise<number> {
  const { rules } = await import('./catalogue.js');
  const parent = Number(parsed.values.get('clientProcessId'));
  // Not the stream that others read files by: a read of that one could not be given up when the editor says exit.
  const { stdin } = process;
  try {
    return await serve(stdin, {
      rules,
      cwd: world.cwd,
      windows: world.system === 'win32',
      parent: Number.isNaN(parent) ? undefined : parent,
      today: world.today,
      write: text => world.stdout.write(text),
      isRunning,
      isDockerfile: isDockerfileName,
      rulePage: pagesIn(world.script),
      context: folder => new ContextReader(world.cwd, folder),
    });
  } finally {
    stdin.destroy();
  }
}

/** The pages about rules stand beside what runs. */
function pagesIn(script: string | undefined): (rule: string) => string | undefined {
  const folder = script === undefined ? undefined : join(dirname(real(script)), '..', 'docs', 'rules');
  if (folder === undefined || !existsSync(folder)) return () => undefined;
  return rule => pathToFileURL(join(folder, `${rule}.md`)).href;
}

/** npm starts a link to it. */
function real(script: string): string {
  try {
    return realpathSync(script);
  } catch {
    return script;
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // It is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
