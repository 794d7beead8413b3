/** Reads what a run of `lint` needs: the texts, the build context, the build arguments. */
import type { DockerfileInput, Failed } from '../lint.js';
import type { Parsed } from './arguments.js';
import type { Chosen } from './files.js';
import { decode, LARGEST, readDockerfile, readingFailed } from './read.js';
import type { World } from './world.js';
import { WrongUse } from './wrong-use.js';

/** Reads the files. What cannot be read stays among them, with the reason. */
export async function readInputs(
  chosen: readonly Chosen[],
  parsed: Parsed,
  world: World,
): Promise<(DockerfileInput | Failed)[]> {
  const buildArgs = buildArgsOf(parsed.lists.get('build-arg') ?? [], world.env);
  const target = parsed.values.get('target');
  const folder = parsed.values.get('context');
  const context = folder === undefined ? undefined : await contextReader(folder, world.cwd);
  return chosen.map(file => {
    if ('error' in file) return file;
    const read = file.absolute === undefined ? readStdin(file.path, world) : readDockerfile(file.absolute, file.path);
    if ('error' in read) return { path: file.path, error: read.error };
    return {
      path: file.path,
      text: read.text,
      buildArgs,
      ...(file.settings === undefined ? {} : { settings: file.settings }),
      ...(target === undefined ? {} : { target }),
      ...(context === undefined ? {} : { context: context.for(file.absolute) }),
    };
  });
}

function readStdin(shown: string, world: World): { readonly text: string } | Failed {
  try {
    return decode(world.stdin(LARGEST + 1), shown);
  } catch (error) {
    return { path: shown, error: readingFailed(error) };
  }
}

async function contextReader(folder: string, cwd: string) {
  const { ContextReader } = await import('./context.js');
  const reader = new ContextReader(cwd, folder);
  const mistake = reader.mistake();
  if (mistake !== undefined) throw new WrongUse(`--context '${folder}': ${mistake}`);
  return reader;
}

function buildArgsOf(given: readonly string[], env: World['env']): Record<string, string> {
  const args: Record<string, string> = Object.create(null);
  for (const one of given) {
    const at = one.indexOf('=');
    const name = at === -1 ? one : one.slice(0, at);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new WrongUse(`--build-arg: '${name}' is not the name of a variable`);
    const value = at === -1 ? env[name] : one.slice(at + 1);
    // Docker leaves an argument alone that the environment does not have.
    if (value !== undefined) args[name] = value;
  }
  return args;
}
