import type { ConfigEntry, Healthcheck, RuntimeConfig } from '../../config.js';
import type { Known } from '../../place.js';
import { inConfig, isObject, type JsonObject, listIn, objectIn, own } from './json.js';

type Words = RuntimeConfig['cmd'];

const BASE = Object.freeze({ kind: 'unknown', why: 'an image does not tell where the image beneath it ends' } as const);

/**
 * What a container of the image runs with (OCI image specification, `config.md`; Docker's image specification adds
 * `Healthcheck`). An image holds everything that is in force, so what is missing is absent, not unknown; only a value of
 * the wrong type is unknown.
 */
export function runtimeOf(raw: JsonObject): RuntimeConfig {
  const config = objectIn(raw, 'config');
  const os = own(raw, 'os');
  return Object.freeze({
    user: text(config, 'User', ''),
    workdir: text(config, 'WorkingDir', '/'),
    stopSignal: text<string | undefined>(config, 'StopSignal', undefined),
    healthcheck: healthcheck(config),
    entrypoint: words(config, 'Entrypoint'),
    cmd: words(config, 'Cmd'),
    env: environment(config),
    labels: entries(config, 'Labels', (value, at) =>
      typeof value === 'string' ? { value, at } : { unknown: 'the value in the configuration is no text', at },
    ),
    exposed: names(config, 'ExposedPorts'),
    volumes: names(config, 'Volumes'),
    os: typeof os === 'string' && os.toLowerCase() === 'windows' ? 'windows' : 'linux',
    base: BASE,
    whole: inConfig(),
  });
}

/** The runtime configuration where nobody can know it. */
export function unknownRuntime(why: string): RuntimeConfig {
  const unknown = Object.freeze({ unknown: why });
  return Object.freeze({
    user: unknown,
    workdir: unknown,
    stopSignal: unknown,
    healthcheck: unknown,
    entrypoint: unknown,
    cmd: unknown,
    env: Object.freeze([]),
    labels: Object.freeze([]),
    exposed: Object.freeze([]),
    volumes: Object.freeze([]),
    os: 'linux',
    base: Object.freeze({ kind: 'unknown', why }),
    whole: inConfig(),
  });
}

/** An empty text means the same as none. */
function text<T extends string | undefined>(config: JsonObject, field: string, absent: T): Known<string | T> {
  const value = own(config, field);
  if (value === undefined || value === null || value === '') return Object.freeze({ value: absent });
  const at = inConfig('config', field);
  return Object.freeze(typeof value === 'string' ? { value, at } : { unknown: `${field} is no text`, at });
}

/** ENTRYPOINT or CMD. Shell form stands there with its shell, which cannot be told from the same words in exec form. */
function words(config: JsonObject, field: string): Words {
  const value = own(config, field);
  if (value === undefined || value === null) return Object.freeze({ value: undefined });
  const at = inConfig('config', field);
  const list = strings(value);
  if (list === undefined) return Object.freeze({ unknown: `${field} is no list of texts`, at });
  if (list.length === 0) return Object.freeze({ value: undefined, at });
  return Object.freeze({ value: Object.freeze({ exec: true, words: list }), at });
}

/** An empty `Test` means "as in the image beneath", and there is none left beneath. */
function healthcheck(config: JsonObject): Known<Healthcheck | undefined> {
  const value = own(config, 'Healthcheck');
  if (value === undefined || value === null) return Object.freeze({ value: undefined });
  const at = inConfig('config', 'Healthcheck');
  const test = isObject(value) ? strings(own(value, 'Test') ?? []) : undefined;
  if (test === undefined) return Object.freeze({ unknown: 'Healthcheck is not of the form it should have', at });
  const [type, ...rest] = test;
  if (type === undefined || type === '') return Object.freeze({ value: undefined, at });
  if (type === 'NONE') return Object.freeze({ value: Object.freeze({ none: true }), at });
  if (type !== 'CMD' && type !== 'CMD-SHELL')
    return Object.freeze({ unknown: 'Healthcheck has a test of a type that nobody knows', at });
  // As a Dockerfile writes it: the shell's text, or the list.
  const command = type === 'CMD-SHELL' ? rest.join(' ') : JSON.stringify(rest);
  return Object.freeze({ value: Object.freeze({ none: false, command }), at });
}

/** Split at the first `=`. The last setting of a name wins and stands where it was made. */
function environment(config: JsonObject): readonly ConfigEntry[] {
  const found = new Map<string, ConfigEntry>();
  for (const [index, item] of listIn(config, 'Env').entries()) {
    if (typeof item !== 'string') continue;
    const equals = item.indexOf('=');
    const name = equals === -1 ? item : item.slice(0, equals);
    const at = inConfig('config', 'Env', index);
    found.delete(name);
    found.set(name, entry(name, { value: equals === -1 ? '' : item.slice(equals + 1), at }));
  }
  return Object.freeze([...found.values()]);
}

function names(config: JsonObject, field: string): readonly ConfigEntry[] {
  return entries(config, field, (_, at, name) => ({ value: name, at }));
}

function entries(
  config: JsonObject,
  field: string,
  known: (value: unknown, at: ConfigEntry['at'], name: string) => Known<string>,
): readonly ConfigEntry[] {
  return Object.freeze(
    Object.entries(objectIn(config, field)).map(([name, value]) =>
      entry(name, known(value, inConfig('config', field, name), name)),
    ),
  );
}

function entry(name: string, value: Known<string>): ConfigEntry {
  return Object.freeze({ name, value: Object.freeze(value), at: value.at as ConfigEntry['at'] });
}

function strings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
    ? Object.freeze([...(value as string[])])
    : undefined;
}
