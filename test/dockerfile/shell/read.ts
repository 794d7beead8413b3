import { parseDockerfile } from '../../../src/dockerfile/parse.js';
import type { Command, Script } from '../../../src/dockerfile/shell/model.js';
import { scriptsOf } from '../../../src/dockerfile/shell/scripts.js';
import { Ledger } from '../../../src/dockerfile/state.js';
import type { Span } from '../../../src/place.js';

/** All scripts of a Dockerfile, triggers of ONBUILD included, with a function that gives a span's text. */
export function read(text: string): { scripts: Script[]; at: (node: { span: Span }) => string } {
  const file = parseDockerfile(text);
  const ledger = new Ledger(file);
  const scripts: Script[] = [];
  for (const instruction of file.instructions) {
    const runs =
      instruction.kind === 'onbuild' && instruction.trigger !== undefined ? instruction.trigger : instruction;
    scripts.push(...scriptsOf(runs, file, ledger.before(runs)));
  }
  return { scripts, at: ({ span }) => text.slice(span.start, span.end) };
}

/** The scripts of `RUN …` in a stage of its own. */
export function run(text: string, before = ''): Script[] {
  return read(`FROM debian\n${before}RUN ${text}\n`).scripts;
}

/** The commands of the first script of `RUN …`. */
export function commands(text: string, before = ''): readonly Command[] {
  return run(text, before)[0]?.commands ?? [];
}

/** The command of a name. */
export function named(list: readonly Command[], name: string): Command {
  const found = list.find(command => command.name === name);
  if (found === undefined) throw new Error(`no command ${name} among ${list.map(command => command.name).join(', ')}`);
  return found;
}

/** A command in one line: `sudo>apt-get install ?`, unknown words as `?`. */
export function line(command: Command): string {
  const words = [command.name ?? '?', ...command.args.map(({ value }) => value ?? '?')].join(' ');
  return [...command.wrappers.map(({ name }) => name ?? '?'), words].join('>');
}

/** The commands of `RUN …`, one a line. */
export function lines(text: string, before = ''): string[] {
  return commands(text, before).map(line);
}

/** The values of the arguments of the last command. */
export function values(text: string, before = ''): (string | undefined)[] {
  return commands(text, before)
    .at(-1)!
    .args.map(({ value }) => value);
}
