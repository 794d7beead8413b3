/** Characters that JSON may hold as they are but that a terminal obeys: C1 controls, and those that turn text around. */
const UNSAFE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
/** What log readers of CI services obey wherever it stands; inside a string `[` may as well be written `\u005b`. */
const COMMAND = /(##[A-Za-z]*)\[/g;

/**
 * JSON (RFC 8259) that any reader takes and that is safe to print: indented by two, final line feed, surrogates without
 * partner replaced by U+FFFD.
 */
export function stringify(value: unknown): string {
  return safely(value, 2);
}

/** The same on one line. */
export function stringifyLine(value: unknown): string {
  return safely(value, 0);
}

function safely(value: unknown, indent: number): string {
  const text = JSON.stringify(value, (_, each) => (typeof each === 'string' ? wellFormed(each) : each), indent);
  const escape = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${text.replace(UNSAFE, escape).replace(COMMAND, '$1\\u005b')}\n`;
}

/** The text with U+FFFD for each surrogate that has no partner. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
