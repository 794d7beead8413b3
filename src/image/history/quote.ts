/** Writing texts so that the builder's parser (and ours, which follows it) reads the same texts back. */

/** Instructions stand one a line: a line end becomes a blank, and an escape character at the end would join the next line. */
export function oneLine(text: string): string {
  let line = text.replaceAll('\n', ' ');
  while (continues(line)) line = line.slice(0, line.lastIndexOf('\\'));
  return line;
}

/** The last line of the text would be continued by the line behind it. */
export function continues(text: string): boolean {
  let end = text.length;
  while (text[end - 1] === '\r') end--;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
  return text[end - 1] === '\\' && text[end - 2] !== '\\';
}

/** Nothing but what the parser takes for white space. */
export function isBlankText(text: string): boolean {
  return !/[^\s\u0085]/.test(text);
}

/**
 * A value as a word in which nothing is expanded: plain where that says the same, else in double quotes. Line ends
 * become blanks: no Dockerfile can hold them in a word.
 */
export function quote(value: string): string {
  if (/^[^\s\u0085"'\\$<`[-][^\s\u0085"'\\$<`]*$/.test(value)) return value;
  return `"${value.replaceAll('\n', ' ').replace(/["\\$]/g, '\\$&')}"`;
}

/** Words in JSON form, which the instruction takes as they are (CMD, ENTRYPOINT, RUN, SHELL). */
export function exec(words: readonly string[]): string {
  return `[${words.map(word => JSON.stringify(word)).join(', ')}]`;
}

/** Words in JSON form, for an instruction that expands variables in them (COPY, ADD, VOLUME). */
export function list(words: readonly string[]): string {
  return exec(words.map(word => word.replace(/["'\\$]/g, '\\$&')));
}

/** Lines of up to this many UTF-16 code units surely hold fewer than the 65,535 bytes that the builder reads. */
const LONGEST_LINE = 20_000;

/** Whether the builder reads a line as long as the longest one of the text. */
export function fitsLine(text: string): boolean {
  if (text.length <= LONGEST_LINE) return true;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    if (end - start > LONGEST_LINE) return false;
    start = end + 1;
  }
  return true;
}

/** Breaks a line that is too long by continuations, where they change nothing. A line without such a place stays long. */
export function wrap(line: string): string {
  const pieces: string[] = [];
  let start = 0;
  while (line.length - start > LONGEST_LINE) {
    let cut = start + LONGEST_LINE;
    while (cut > start && !(isSafe(line[cut - 1]) && isSafe(line[cut]) && line[cut] !== '#')) cut--;
    if (cut === start) break;
    pieces.push(line.slice(start, cut));
    start = cut;
  }
  pieces.push(line.slice(start));
  return pieces.join('\\\n');
}

/** A character that neither an escape nor white space nor half a character makes special at the end of a line. */
function isSafe(character: string | undefined): boolean {
  return character !== undefined && !/[\s\u0085\\\ud800-\udfff]/.test(character);
}

/** An entry that is no instruction, as a comment that no tool takes for an order to itself. */
export function comment(text: string): string {
  const short = text.length > 500 ? `${text.slice(0, 500)}…` : text;
  const line = short.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return line === '' ? '# (an entry without text)' : `# not an instruction: ${line}`;
}
