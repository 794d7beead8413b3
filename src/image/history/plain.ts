import { goTextList, goWords } from './golang.js';
import { healthcheck } from './health.js';
import { splitArguments, splitPairs, writePair } from './pairs.js';
import { exec, isBlankText, list, oneLine, quote, wrap } from './quote.js';
import { withoutHeredocs } from './run.js';
import type { Setting } from './setting.js';

/** How the arguments stand in the history: `printed` by the builder after expansion, or `written` as in the Dockerfile. */
export type Manner = 'printed' | 'written';

/** Instructions other than RUN, COPY, ADD and FROM. */
export const PLAIN = new Set(
  'ARG CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);

/**
 * An instruction that makes no layer (and WORKDIR) from its keyword, one of `PLAIN`, and what the history says behind
 * it. `undefined`: it cannot be read as that instruction. Updates the setting.
 */
export function plainInstruction(keyword: string, rest: string, manner: Manner, setting: Setting): string | undefined {
  const body = argumentsOf(keyword, rest, manner, setting);
  if (body === undefined || isBlankText(body)) return undefined;
  if (keyword === 'HEALTHCHECK' && body.startsWith('HEALTHCHECK ')) return body;
  return wrap(`${keyword} ${body}`);
}

function argumentsOf(keyword: string, rest: string, manner: Manner, setting: Setting): string | undefined {
  switch (keyword) {
    case 'CMD':
    case 'ENTRYPOINT': {
      const words = manner === 'written' ? undefined : goTextList(rest);
      return words === undefined ? oneLine(rest) : exec(words);
    }
    case 'SHELL': {
      const words = goTextList(rest) ?? shellWords(rest, setting);
      setting.shell = words;
      return words.length === 0 ? undefined : exec(words);
    }
    case 'HEALTHCHECK':
      return /^\s*&?\{/.test(rest) ? healthcheck(rest) : oneLine(rest);
    case 'ONBUILD': {
      const line = withoutHeredocs(oneLine(rest));
      return line.includes('<<') ? undefined : line;
    }
    case 'MAINTAINER':
      return oneLine(rest);
    case 'VOLUME':
      if (manner === 'written') return oneLine(rest);
      return listed(goTextList(rest) ?? goWords(rest, setting.volumes));
    case 'EXPOSE':
      return manner === 'written' ? oneLine(rest) : goWords(rest).map(quote).join(' ');
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return pairs(keyword, rest, manner, setting);
    default:
      // USER, WORKDIR, STOPSIGNAL: one word.
      return manner === 'written' || isBlankText(rest) ? oneLine(rest) : quote(rest.trim());
  }
}

function listed(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : list(words);
}

function pairs(keyword: string, rest: string, manner: Manner, setting: Setting): string | undefined {
  if (manner === 'written') return oneLine(rest);
  if (keyword === 'ARG') {
    const found = splitArguments(rest.trim());
    for (const { name, value } of found) if (value !== undefined) setting.values.set(name, value);
    return found.map(({ name, value }) => writePair(name, value)).join(' ');
  }
  const found = splitPairs(rest, keyword === 'ENV' ? setting.env : setting.labels);
  if (keyword === 'ENV') for (const { name, value } of found ?? []) setting.values.set(name, value);
  return found?.map(({ name, value }) => writePair(name, value)).join(' ');
}

/** The words of `[a b]`. Those of the last SHELL stand in the configuration; behind PowerShell's option is one word. */
function shellWords(rest: string, setting: Setting): string[] {
  const inner = rest.trim().replace(/^\[/, '').replace(/\]$/, '');
  if (setting.finalShell.join(' ') === inner) return [...setting.finalShell];
  const option =
    inner.length > 5000 ? null : /^(\S*(?:powershell|pwsh)\S*(?: -\w+){0,8}? -(?:c|command)) (.+)$/is.exec(inner);
  return option === null ? goWords(inner) : [...(option[1] as string).split(' '), option[2] as string];
}
