/** Characters that XML 1.0 does not allow, and those that turn text around or pass for the end of a line. */
const NEVER = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/gu;
const COMMAND = /(##[A-Za-z]*)\[/g;

/** A text for an attribute or an element. Line breaks are written as references, so that attributes keep them. */
export function xml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(NEVER, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replace(COMMAND, '$1&#91;');
}

/** Attributes in the order given, each with a blank in front; those that are `undefined` are left out. */
export function attributes(list: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(list)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join('');
}
