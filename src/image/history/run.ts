import { continues, exec, fitsLine, isBlankText, wrap } from './quote.js';
import type { Setting } from './setting.js';
import { takeShell } from './shell.js';

/** What a here-document is called that the history does not show: the file that builders hand its content over in. */
const PIPE = '/dev/pipes/';

/**
 * RUN of a command with its shell in front. The shell in force makes shell form; another one makes exec form, which is
 * what ran in any case, without a SHELL that the image may never have had. `undefined`: there is no command.
 *
 * @param joined shell words and command, joined by blanks
 * @param expected the words that count as the shell in force
 * @param flags the command may begin with RUN's own flags
 */
export function runShelled(
  joined: string,
  expected: readonly (readonly string[])[],
  flags = false,
): string | undefined {
  const found = takeShell(joined, expected);
  if (found === undefined) return undefined;
  if (expected.includes(found.shell)) return runCommand(found.command, found.shell, flags);
  return isBlankText(found.command) ? undefined : wrap(`RUN ${exec([...found.shell, found.command])}`);
}

/** RUN of words whose boundaries are gone: every blank counts as one. */
export function runWords(joined: string): string | undefined {
  const words = joined.split(' ').filter(word => word !== '');
  return words.length === 0 ? undefined : wrap(`RUN ${exec(words)}`);
}

/** RUN in shell form; with a heredoc around it where one line would be read as something else. */
export function runCommand(command: string, shell: readonly string[], flags = false): string | undefined {
  const text = command.includes('\n') ? command : withoutHeredocs(command);
  if (isBlankText(text)) return undefined;
  const plain =
    !text.includes('\n') &&
    !text.includes('<<') &&
    !continues(text) &&
    (flags || !/^[\s\u0085]*--/.test(text)) &&
    !isOtherJson(text);
  if (plain) return wrap(`RUN ${text}`);
  if (text.startsWith('#!') || !fitsLine(text)) return wrap(`RUN ${exec([...shell, text])}`);
  const name = delimiterFor(text);
  return `RUN <<${name}\n${text}${text.endsWith('\n') ? '' : '\n'}${name}`;
}

/** A line of one of these is a script that the history does not hold: only the opening of the here-document is there. */
export function withoutHeredocs(line: string): string {
  if (!line.includes('<<')) return line;
  const alone = /^\s*\d*<<-?\s*["']?([A-Za-z_]\w*)["']?\s*$/.exec(line);
  if (alone !== null) return `${PIPE}${alone[1]}`;
  return line.replace(/(^|[\s;|&(])(\d*)<<-?(["']?)([A-Za-z_]\w*)\3(?![\w<])/g, `$1$2<${PIPE}$4`);
}

/** JSON that is no array of texts would be refused. */
function isOtherJson(text: string): boolean {
  if (!text.trimStart().startsWith('[')) return false;
  try {
    const value: unknown = JSON.parse(text);
    return !(Array.isArray(value) && value.every(item => typeof item === 'string'));
  } catch {
    return false;
  }
}

function delimiterFor(text: string): string {
  const taken = new Set(text.match(/^HISTORY\d*\r*$/gm)?.map(line => line.trimEnd()));
  let name = 'HISTORY';
  for (let i = 2; taken.has(name); i++) name = `HISTORY${i}`;
  return name;
}

/** RUN of a whole entry: shell and command, or words in exec form. */
export function runEntry(joined: string, setting: Setting): string | undefined {
  return takeShell(joined, [setting.shell]) === undefined ? runWords(joined) : runShelled(joined, [setting.shell]);
}
