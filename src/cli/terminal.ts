/** What the place where the report is printed can show. */
import type { Sink, World } from './world.js';

/** How the text report is to look. */
export interface Look {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly width: number;
  readonly hyperlinks: boolean;
}

/** Columns that are written for where no terminal says how many it has. */
const WIDTH = 100;

/**
 * Decides the look. What does not go to a terminal looks the same on every machine, unless colours are asked for.
 *
 * @param wish `--color`, if it was given; it wins over NO_COLOR, and that over FORCE_COLOR
 * @param sink where the report goes; `undefined` for a file
 */
export function look(wish: string | undefined, sink: Sink | undefined, { env }: Pick<World, 'env'>): Look {
  const terminal = sink?.terminal();
  const color = wanted(wish, env, terminal !== undefined && env.TERM !== 'dumb');
  if (terminal === undefined) return { color, unicode: true, width: WIDTH, hyperlinks: false };
  return {
    color,
    unicode: drawsUnicode(env),
    width: terminal.columns > 0 ? terminal.columns : WIDTH,
    hyperlinks: color && knowsLinks(env),
  };
}

function wanted(wish: string | undefined, env: World['env'], able: boolean): boolean {
  if (wish === 'always' || wish === 'never') return wish === 'always';
  // Both as their authors define them: set to anything but nothing; FORCE_COLOR=0 says no.
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return able;
}

function drawsUnicode(env: World['env']): boolean {
  if (env.TERM === 'linux' || env.TERM === 'dumb') return false;
  if (env.WT_SESSION || env.TERM_PROGRAM) return true;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

function knowsLinks(env: World['env']): boolean {
  if (env.CI || env.TMUX || env.TERM === 'dumb') return false;
  return (
    ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper'].includes(env.TERM_PROGRAM ?? '') ||
    Number(env.VTE_VERSION ?? 0) >= 5000 ||
    Boolean(env.WT_SESSION || env.KITTY_WINDOW_ID)
  );
}
