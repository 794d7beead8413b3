import { isBlankText, list, oneLine, quote, wrap } from './quote.js';
import { withoutHeredocs } from './run.js';

/** What the classic builder and buildah show instead of sources: a hash over their content. */
const HASHED = /^(?:file|dir|multi):[0-9a-f]{6,64}$/;
/** A file that is written in the Dockerfile; its content is not in the history. */
const INLINE = /^heredoc:/;

/** Whether a source of a reconstructed COPY or ADD only stands for what the history does not name. */
export function isPlaceholderSource(text: string): boolean {
  return HASHED.test(text) || INLINE.test(text);
}

/** COPY and ADD as BuildKit writes them: flags, sources and destination, joined by blanks. */
export function copyWords(keyword: string, rest: string): string | undefined {
  const words = rest.split(/\s+/).filter(word => word !== '');
  const flags: string[] = [];
  while (/^--[a-z]/.test(words[0] ?? '')) flags.push(words.shift() as string);
  return words.length < 2 ? undefined : writeCopy(keyword, flags, words.map(inline));
}

/**
 * COPY and ADD as the classic builder and buildah write them: `file:<hash> in /to `, with `--chown=…` (no blank behind
 * it) in front of the hash; a URL may stand for the hash.
 */
export function copyHashed(keyword: string, rest: string): string | undefined {
  const split = rest.indexOf(' in ');
  if (split === -1) return copyWords(keyword, rest);
  const flags: string[] = [];
  let source = rest.slice(0, split).trim();
  const hash = /(?:file|dir|multi):[0-9a-f]{6,64}$/.exec(source.slice(-80))?.[0];
  if (source.startsWith('--') && hash !== undefined) {
    flags.push(...source.slice(0, -hash.length).split(/\s+/).filter(Boolean));
    source = hash;
  }
  const destination = rest.slice(split + 4).replace(/ $/, '');
  return source === '' || destination === '' ? undefined : writeCopy(keyword, flags, [source, destination]);
}

/** COPY and ADD as the Dockerfile had them. */
export function copyRaw(keyword: string, rest: string): string | undefined {
  const line = withoutHeredocs(oneLine(rest));
  // What may still open a here-document cannot stand as it is: its body is gone.
  if (line !== oneLine(rest) || line.includes('<<')) return copyWords(keyword, oneLine(rest));
  return isBlankText(line) ? undefined : wrap(`${keyword} ${line}`);
}

function inline(word: string): string {
  const opening = /^\d*<<-?["']?([^<"']+)["']?$/.exec(word);
  return opening === null ? word : `heredoc:${opening[1]}`;
}

function writeCopy(keyword: string, flags: readonly string[], words: readonly string[]): string {
  const front = [keyword, ...flags.map(flag => flag.replace(/[\\"']/g, '\\$&'))].join(' ');
  const quoted = words.map(quote);
  const plain = quoted.every((word, i) => word === words[i]);
  return wrap(`${front} ${plain ? words.join(' ') : list(words)}`);
}
