/** What is read of a script, so that no input takes more time than its size deserves. */

/** Bytes of UTF-8 in one script: the longest line that the builder reads. */
export const LONGEST_SCRIPT = 65_535;

/** Heredoc openings in one script: the parser looks through all pending ones at each further opening. */
export const MOST_HEREDOCS = 1_000;

/** Substitutions open at the same time, by a count of brackets. A cheap first look that quotes can deceive. */
export const MOST_OPEN = 1_000;

/** Levels of `$( )` that are followed: the parser reads the text anew at each level. */
export const DEEPEST_SUBSTITUTION = 24;

/** Levels of `sudo`, `env`, `sh -c '…'` and the like that are looked through. */
export const DEEPEST_WRAPPER = 8;

/** Thrown by the walk, and caught where it began, when a script asks for more than is followed. */
export class TooMuch extends Error {}

/** Why a text is too much to parse; `undefined` if it is not. Takes time linear in the text's length. */
export function tooMuch(text: string): string | undefined {
  if (text.length * 3 > LONGEST_SCRIPT && bytes(text) > LONGEST_SCRIPT) return 'it is longer than 65,535 bytes';
  let heredocs = 0;
  for (let at = text.indexOf('<<'); at !== -1; at = text.indexOf('<<', at + 2))
    if (++heredocs > MOST_HEREDOCS) return 'it opens more than 1,000 heredocs';
  if (openBrackets(text) > MOST_OPEN) return 'its substitutions are nested deeper than 1,000 levels';
  return undefined;
}

function openBrackets(text: string): number {
  let most = 0;
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x28) most = Math.max(most, ++open);
    else if (code === 0x29 && open > 0) open--;
  }
  return most;
}

function bytes(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    count += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return count;
}
