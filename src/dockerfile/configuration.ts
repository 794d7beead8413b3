import type { ConfigEntry, RuntimeConfig } from '../config.js';
import { inDockerfile, type Known, type Place } from '../place.js';
import type { Dockerfile, Instruction, Stage } from './model.js';
import type { Ledger, State } from './state.js';
import type { Text } from './text.js';

type Draft = { -readonly [K in keyof RuntimeConfig]: RuntimeConfig[K] };
type Entries = Map<string, ConfigEntry>;

/**
 * The effective runtime configuration of the stage that is built, with everything it inherits from earlier stages of
 * the file. What an image below brings along is unknown.
 */
export function configurationOf(file: Dockerfile, ledger: Ledger, target: Stage): RuntimeConfig {
  const chain: Stage[] = [];
  for (
    let stage: Stage | undefined = target;
    stage !== undefined;
    stage = stage.base.kind === 'stage' ? file.stages[stage.base.stage] : undefined
  )
    chain.push(stage);
  chain.reverse();
  const root = chain[0] as Stage;
  const end = ledger.atEnd(target);
  const untouched = <T>(nothing: T): Known<T> =>
    root.base.kind === 'scratch'
      ? { value: nothing }
      : {
          unknown:
            root.base.kind === 'image' ? `the base image ${root.base.reference} decides` : 'the base image decides',
        };
  const draft: Draft = {
    user: end.user,
    workdir: end.workdir,
    stopSignal: untouched(undefined),
    healthcheck: untouched(undefined),
    entrypoint: untouched(undefined),
    cmd: untouched(undefined),
    env: [],
    labels: [],
    exposed: [],
    volumes: [],
    os: target.os,
    base: root.base.kind === 'stage' ? { kind: 'unknown', why: 'the stages turn in a circle' } : root.base,
    whole: inDockerfile(target.from.span),
  };
  const lists = { env: new Map(), labels: new Map(), exposed: new Map(), volumes: new Map() } as Record<
    'env' | 'labels' | 'exposed' | 'volumes',
    Entries
  >;
  for (const stage of chain) {
    let cmdHere = false;
    for (const instruction of stage.instructions) {
      if (instruction.kind === 'cmd') cmdHere = true;
      if (instruction.kind === 'entrypoint' && !cmdHere)
        draft.cmd = { value: undefined, at: inDockerfile(instruction.span) };
      apply(instruction, ledger.before(instruction), draft, lists);
    }
  }
  for (const name of ['env', 'labels', 'exposed', 'volumes'] as const)
    draft[name] = Object.freeze([...lists[name].values()]);
  return Object.freeze(draft);
}

function apply(
  instruction: Instruction,
  state: State,
  draft: Draft,
  lists: Record<'env' | 'labels' | 'exposed' | 'volumes', Entries>,
): void {
  const at = inDockerfile(instruction.span);
  const value = (word: Text): Known<string> => {
    const { value, unknown, error } = state.expand(word);
    return value === undefined
      ? { unknown: unknown ?? error ?? 'it cannot be expanded', at: inDockerfile(word.span) }
      : { value, at: inDockerfile(word.span) };
  };
  const put = (list: Entries, name: string, known: Known<string>, place: Place): void => {
    list.delete(name);
    list.set(name, Object.freeze({ name, value: known, at: place }));
  };
  switch (instruction.kind) {
    case 'env':
    case 'label':
      for (const pair of instruction.pairs) {
        const name = state.expand(pair.key).value ?? pair.key.text;
        put(
          instruction.kind === 'env' ? lists.env : lists.labels,
          name,
          pair.value === undefined ? { value: '' } : value(pair.value),
          inDockerfile(pair.span),
        );
      }
      break;
    case 'expose':
    case 'volume':
      for (const word of instruction.args) {
        put(
          instruction.kind === 'expose' ? lists.exposed : lists.volumes,
          word.text,
          value(word),
          inDockerfile(word.span),
        );
      }
      break;
    case 'stopsignal':
      draft.stopSignal = value(instruction.rest);
      break;
    case 'healthcheck':
      draft.healthcheck = {
        value:
          instruction.type?.text.toUpperCase() === 'NONE'
            ? { none: true }
            : { none: false, command: instruction.command.text },
        at,
      };
      break;
    case 'entrypoint':
    case 'cmd': {
      const words = instruction.args.map(word => word.text);
      draft[instruction.kind] = {
        value: words.length === 0 ? undefined : { exec: instruction.json !== undefined, words },
        at,
      };
      break;
    }
    default:
  }
}
