/** Settings files, followed while they change: the nearest of each Dockerfile, as on the command line. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { RegisteredRule } from '../rule.js';
import { Finder } from '../settings/find.js';
import { type Asked, type FileSettings, SettingsReader } from '../settings.js';

/** Something wrong with a settings file. */
export interface SettingsMistake {
  /** 1-based; the first character where the whole file is meant. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What holds for a file now. */
export interface Followed extends FileSettings {
  /** The settings file that says so, an absolute path. */
  readonly source: string | undefined;
  /** What is wrong with it. What it said when it was last right holds on; if it never was, what holds without it. */
  readonly mistakes: readonly SettingsMistake[];
  /** The file is not there although it was asked for. */
  readonly missing: boolean;
}

interface Known {
  /** Changes when the file does. */
  readonly stamp: string;
  readonly reader: SettingsReader;
  readonly mistakes: readonly SettingsMistake[];
}

/** Answers what holds for files. The disk is asked each time; a settings file is read again only when it has changed. */
export class FollowedSettings {
  readonly #rules: readonly RegisteredRule[];
  readonly #asked: Asked;
  readonly #known = new Map<string, Known>();
  readonly #lastGood = new Map<string, SettingsReader>();

  /** @param asked what the editor says; `config`, if it is not empty, is an absolute path */
  constructor(rules: readonly RegisteredRule[], asked: Asked) {
    this.#rules = rules;
    this.#asked = asked;
  }

  /** What holds for a file, named by its absolute path. */
  async for(file: string): Promise<Followed> {
    const { source, stamp, asked } = this.#sourceFor(dirname(file));
    let known = this.#known.get(source ?? '');
    if (known?.stamp !== stamp) {
      // Paths in its mistakes then begin with the file's bare name.
      const reader = new SettingsReader(this.#rules, source === undefined ? dirname(file) : dirname(source), asked);
      await reader.for(file);
      known = { stamp, reader, mistakes: reader.mistakes.map(line => mistakeIn(line, basename(source ?? ''))) };
      this.#known.set(source ?? '', known);
      if (known.mistakes.length === 0) this.#lastGood.set(source ?? '', reader);
    }
    const reader = this.#lastGood.get(source ?? '') ?? known.reader;
    return { ...(await reader.for(file)), source, mistakes: known.mistakes, missing: stamp === MISSING };
  }

  #sourceFor(folder: string): { source: string | undefined; stamp: string; asked: Asked } {
    const { config } = this.#asked;
    if (config === '') return { source: undefined, stamp: '', asked: this.#asked };
    if (config !== undefined) return { source: resolve(config), stamp: stampOf(config), asked: this.#asked };
    const nearest = new Finder().above(folder);
    if (nearest === undefined) return { source: undefined, stamp: '', asked: { ...this.#asked, config: '' } };
    if ('file' in nearest)
      return { source: nearest.file, stamp: stampOf(nearest.file), asked: { ...this.#asked, config: nearest.file } };
    // The reader finds them again, and says what is wrong.
    return { source: nearest.several[0], stamp: nearest.several.join('\0'), asked: this.#asked };
  }
}

const MISSING = 'missing';

function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return MISSING;
  }
}

/** Takes apart what a settings reader says: `name:line:column: message` or `name: message`. */
function mistakeIn(line: string, name: string): SettingsMistake {
  const rest = line.startsWith(`${name}:`) ? line.slice(name.length + 1) : line;
  return placed(rest) ?? { line: 1, column: 1, message: rest.trim() };
}

/** Takes apart `line:column: message`; `undefined` if it is not of that form. */
export function placed(text: string): SettingsMistake | undefined {
  const match = /^(\d+):(\d+): (.*)$/s.exec(text);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]), message: match[3] ?? '' };
}
