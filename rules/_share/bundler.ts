import type { Argument, Command, DockerfileSubject, Instruction, Span, Stage } from '../../src/rule.js';
import { commandsOf } from './cleanup.js';
import { stageOf } from './copies.js';
import { isForDevelopment } from './development-stages.js';
import { through } from './edits.js';
import { rubyStages } from './ruby.js';

type Subject = Pick<DockerfileSubject, 'file' | 'instructions' | 'scripts' | 'stateBefore' | 'needs'>;

/** A `bundle install` in a stage that is to be used in production, as far as the file tells. */
export interface BundleInstall {
  readonly command: Command;
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly verb: Argument;
  /** From the program's name to the sub-command. */
  readonly span: Span;
  /** The words behind the sub-command. */
  readonly words: readonly Argument[];
  /**
   * A setting of Bundler's in force here: `without` of BUNDLE_WITHOUT, `bundle config` and `--without`. `unknown`: something
   * outside the file decides.
   */
  setting(name: string): string | 'unknown' | undefined;
}

/** Every one that the target needs, in stages of Ruby that no name or variable marks as being for development. */
export function* bundleInstalls(subject: Subject): Iterable<BundleInstall> {
  // What `bundle config` has set, by stage; a stage made FROM another begins with that of it.
  const configured = new Map<number, Map<string, string | undefined>>();
  for (const instruction of subject.instructions('run')) {
    const commands = commandsOf(subject, instruction);
    if (!commands.some(isBundler)) continue;
    const stage = stageOf(subject, instruction);
    if (stage === undefined) continue;
    const settings = configured.get(stage.index) ?? inherited(configured, subject, stage);
    configured.set(stage.index, settings);
    const exported = new Map<string, string | undefined>();
    for (const command of commands) {
      if (command.name === 'export') noteExports(command, exported);
      if (!isBundler(command)) continue;
      const words = command.args.filter(({ value }) => !/^_[\d.]+_$/.test(value ?? ''));
      const verb = words.find(({ value }) => value === undefined || /^[^-]/.test(value));
      if (verb?.value === 'config') noteConfig(words.slice(words.indexOf(verb) + 1), settings);
      const last = verb ?? command.args.at(-1) ?? command.program;
      if (
        last === undefined ||
        (verb === undefined ? words.length > 0 : verb.value !== 'install' && verb.value !== 'i')
      )
        continue;
      if (words.some(({ value }) => value === '--help' || value === '--version')) continue;
      if (!subject.needs(stage) || isForDevelopment(stage) || !rubyStages(subject).has(stage)) continue;
      const state = subject.stateBefore(instruction);
      const own = new Map([...settings, ...exported, ...assigned(command)]);
      const behind = words.slice(verb === undefined ? 0 : words.indexOf(verb) + 1);
      const setting = (name: string): string | 'unknown' | undefined => {
        const flag = flagValue(behind, name);
        if (flag !== undefined) return flag;
        const key = `BUNDLE_${name.toUpperCase()}`;
        if (own.has(key)) return own.get(key) ?? 'unknown';
        const variable = state.variable(key);
        if (variable !== undefined) return variable.value.value ?? 'unknown';
        return own.has(name) ? (own.get(name) ?? 'unknown') : undefined;
      };
      const environment = ['RAILS_ENV', 'RACK_ENV'].map(key =>
        own.has(key) ? own.get(key) : state.variable(key)?.value.value,
      );
      if (environment.some(value => value === 'development' || value === 'test')) continue;
      yield { command, instruction, stage, verb: last, span: through(command, last), words: behind, setting };
    }
  }
}

/** Is a setting switched on? `undefined`: nobody knows. */
export function isOn(value: string | undefined): boolean | undefined {
  return value === 'unknown' ? undefined : value !== undefined && !/^(?:|0|false|no|n|f|off)$/i.test(value);
}

function isBundler({ name }: Command): boolean {
  return name === 'bundle' || name === 'bundler';
}

function inherited(
  configured: ReadonlyMap<number, ReadonlyMap<string, string | undefined>>,
  { file }: Pick<DockerfileSubject, 'file'>,
  stage: Stage,
): Map<string, string | undefined> {
  let { base } = stage;
  while (base.kind === 'stage') {
    const found = configured.get(base.stage);
    if (found !== undefined) return new Map(found);
    base = (file.stages[base.stage] as Stage).base;
  }
  return new Map();
}

/** `bundle config set --local without 'development test'`, `bundle config without test`, `bundle config --global frozen 1`. */
function noteConfig(words: readonly Argument[], settings: Map<string, string | undefined>): void {
  const [name, ...values] = words.filter(({ value }) => value === undefined || !/^(?:-.*|set)$/.test(value));
  if (name?.value === undefined || values.length === 0 || /^(?:get|list|unset)$/.test(name.value)) return;
  if (settings.size < 64)
    settings.set(
      name.value,
      values.some(({ value }) => value === undefined) ? undefined : values.map(({ value }) => value).join(' '),
    );
}

function noteExports({ args }: Command, into: Map<string, string | undefined>): void {
  for (const { text, value } of args) {
    const [name = ''] = text.split('=');
    if (/^(?:BUNDLE_\w+|RAILS_ENV|RACK_ENV)$/.test(name) && text.includes('=') && into.size < 64)
      into.set(name, value?.slice(name.length + 1));
  }
}

/** What stands in front of the command itself, also behind `env`. */
function assigned(command: Command): [string, string | undefined][] {
  return [...command.wrappers, command].flatMap(({ assignments, args, name }) => [
    ...assignments.map((each): [string, string | undefined] => [each.name, each.value]),
    ...(name === 'env'
      ? args.flatMap(({ text, value }): [string, string | undefined][] =>
          /^[A-Z_]+=/.test(text) ? [[text.split('=')[0] as string, value?.slice(text.indexOf('=') + 1)]] : [],
        )
      : []),
  ]);
}

/** `--without development test`, `--without=test`, `--deployment`. */
function flagValue(words: readonly Argument[], name: string): string | 'unknown' | undefined {
  const at = words.findIndex(({ text }) => text === `--${name}` || text.startsWith(`--${name}=`));
  if (at === -1) return words.some(({ value }) => value === undefined) ? 'unknown' : undefined;
  if (name === 'deployment' || name === 'frozen') return 'true';
  const end = words.findIndex(({ text }, i) => i > at && text.startsWith('-'));
  const values = words.slice(at, end === -1 ? undefined : end).map(({ value }) => value);
  return values.includes(undefined) ? 'unknown' : values.join(' ').slice(name.length + 3);
}
