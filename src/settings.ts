/** Settings from disk and from the command line → what holds for each file. */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { PresetName, RegisteredRule } from './rule.js';
import { FORMAT_NAMES } from './secrets.js';
import { DEFAULTS, type FailOn, type RuleSetting, type Settings } from './selection.js';
import { Finder } from './settings/find.js';
import { relativeTo, slashed } from './settings/paths.js';
import type { Layer, SettingsFile } from './settings/read.js';

/** What the command line says; it wins over every file. */
export interface Asked {
  /** A settings file instead of the nearest; `''`: none at all. */
  readonly config?: string | undefined;
  readonly preset?: PresetName | undefined;
  readonly failOn?: FailOn | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
}

/** What holds for one file. */
export interface FileSettings {
  readonly settings: Settings;
  /** The settings file wants it left out. */
  readonly ignored: boolean;
}

interface Loaded {
  readonly folder: string;
  readonly content: SettingsFile;
  /** Settings that were put together already, by which overrides match. */
  readonly made: Map<string, Settings>;
}

/** Larger settings files are refused. */
const LARGEST = 256 * 1024;

/** Answers what holds for files; reads each settings file once. */
export class SettingsReader {
  /** What is wrong with the settings files read so far, one line each. */
  readonly mistakes: string[] = [];
  readonly #rules: readonly RegisteredRule[];
  readonly #cwd: string;
  readonly #asked: Asked;
  readonly #finder = new Finder();
  readonly #loaded = new Map<string, Loaded | undefined>();
  readonly #plain: Settings;

  constructor(rules: readonly RegisteredRule[], cwd: string, asked: Asked) {
    this.#rules = rules;
    this.#cwd = cwd;
    this.#asked = asked;
    this.#plain = merge([], asked);
  }

  /** What holds for a file, named by its absolute path. When `mistakes` grows the answer is of no use. */
  async for(file: string): Promise<FileSettings> {
    const source = this.#sourceFor(dirname(file));
    const loaded = source === undefined ? undefined : await this.#load(source);
    if (loaded === undefined) return { settings: this.#plain, ignored: false };
    const name = relativeTo(loaded.folder, file);
    const { base, overrides, ignore, secrets } = loaded.content;
    const matching = overrides.map(({ files }) => files(name));
    const key = matching.map(Number).join('');
    let settings = loaded.made.get(key);
    if (settings === undefined) {
      const layers = [base, ...overrides.filter((_, i) => matching[i]).map(({ layer }) => layer)];
      settings = { ...merge(layers, this.#asked), secrets };
      loaded.made.set(key, settings);
    }
    return { settings, ignored: ignore(name) };
  }

  #sourceFor(folder: string): string | undefined {
    const { config } = this.#asked;
    if (config === '') return undefined;
    if (config !== undefined) return resolve(this.#cwd, config);
    const nearest = this.#finder.above(folder);
    if (nearest === undefined || 'file' in nearest) return nearest?.file;
    const [first = '', ...others] = nearest.several;
    const names = others.map(file => basename(file)).join(' and ');
    this.#mistake(`${this.#shown(first)}: there is ${names} in the same folder; delete all but one of them`);
    return undefined;
  }

  async #load(file: string): Promise<Loaded | undefined> {
    if (this.#loaded.has(file)) return this.#loaded.get(file);
    let loaded: Loaded | undefined;
    const text = this.#read(file);
    if (text !== undefined) {
      const { readSettings } = await import('./settings/read.js');
      const result = await readSettings(text, this.#rules, FORMAT_NAMES);
      if ('settings' in result) loaded = { folder: dirname(file), content: result.settings, made: new Map() };
      else for (const mistake of result.mistakes) this.#mistake(`${this.#shown(file)}:${mistake}`);
    }
    this.#loaded.set(file, loaded);
    return loaded;
  }

  #read(file: string): string | undefined {
    try {
      const { size } = statSync(file);
      if (size <= LARGEST) return readFileSync(file, 'utf8');
      this.#mistake(`${this.#shown(file)}: a settings file has at most ${LARGEST / 1024} KB`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = code === 'ENOENT' ? 'there is no such settings file' : `the settings cannot be read (${code})`;
      this.#mistake(`${this.#shown(file)}: ${why}`);
    }
    return undefined;
  }

  #mistake(line: string): void {
    if (!this.mistakes.includes(line)) this.mistakes.push(line);
  }

  #shown(file: string): string {
    const name = relativeTo(this.#cwd, file);
    return name.startsWith('..') ? slashed(file) : name;
  }
}

/** Lays settings over each other: the defaults, the layers in order, the command line. */
function merge(layers: readonly Layer[], asked: Asked): Settings {
  let { preset, failOn } = DEFAULTS;
  const rules = new Map<string, RuleSetting>();
  for (const layer of layers) {
    preset = layer.preset ?? preset;
    failOn = layer.failOn ?? failOn;
    for (const [id, setting] of layer.rules) {
      const before = rules.get(id);
      rules.set(id, { ...before, ...setting, options: { ...before?.options, ...setting.options } });
    }
  }
  return {
    preset: asked.preset ?? preset,
    failOn: asked.failOn ?? failOn,
    rules,
    only: asked.only ?? [],
    skip: asked.skip ?? [],
  };
}
