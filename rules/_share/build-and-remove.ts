import type { Command, Script } from '../../src/rule.js';
import { withoutSlashes } from './workdirs.js';

/**
 * Does a later command of the same script remove folders again, as after a build from sources? An instruction of its own in place of the
 * command would leave them in a layer.
 *
 * @param spare names (last parts of paths) whose removal does not count: the archive, `.git`
 */
export function removesFolders({ script, index }: Command, spare: readonly string[]): boolean {
  return removals(script).some(
    ({ at, names }) =>
      at > index && names.some(name => !spare.includes(name) && !/\.(?:zip|gz|tgz|xz|bz2|deb|rpm)$/.test(name)),
  );
}

interface Removal {
  readonly at: number;
  readonly names: readonly string[];
}
const known = new WeakMap<Script, readonly Removal[]>();

/** The last part of each path that is removed with what is below it; read once for each script. */
function removals(script: Script): readonly Removal[] {
  let found = known.get(script);
  if (found === undefined) {
    found = script.commands.flatMap(({ name, args, index }) => {
      const words = args.map(({ text, value = text }) => value.replace(/["']/g, ''));
      if (name !== 'rm' || !words.some(word => /^-[a-zA-Z]*[rR]|^--recursive$/.test(word))) return [];
      const paths = words.filter(word => !word.startsWith('-') && !SYSTEM.test(word));
      const names = paths.map(path =>
        withoutSlashes(path.endsWith('/*') ? path.slice(0, -2) : path)
          .split('/')
          .at(-1),
      );
      return [{ at: index, names: names.map(one => one ?? '') }];
    });
    known.set(script, found);
  }
  return found;
}

/** Caches of package managers, which are cleaned in every RUN. */
const SYSTEM = /^\/(?:var\/(?:lib\/apt|cache)|root\/\.)|^~/;
