/** Build arguments as the history of an image tells them. */

/**
 * The values in one `created_by`: `|2 A=x B=y /bin/sh -c …` of a RUN (the count, then so many words, of which values with
 * blanks in them cannot be told from the next), `ARG A=x` and `ENV A=x B="y z"`, also behind `#(nop)` of the classic builder.
 */
export function valuesIn(createdBy: string): { name: string; value: string }[] {
  const text = createdBy.slice(0, 65_536);
  const count = /^(?:RUN )?\|(\d{1,3}) /.exec(text);
  if (count !== null) {
    const words = text.slice(count[0].length).split(' ');
    const first = words.flatMap((word, i) =>
      i < 10_000 && /^[A-Za-z_]\w*=/.test(word) ? pairOf(word) : word.startsWith('/') ? [undefined] : [],
    );
    const end = first.indexOf(undefined);
    return first
      .slice(0, Math.min(Number(count[1]), end === -1 ? first.length : end))
      .filter(pair => pair !== undefined);
  }
  const rest = /^(?:\/bin\/sh -c #\(nop\)\s{1,3})?(?:ARG|ENV) (.*)$/s.exec(text)?.[1];
  if (rest === undefined) return [];
  const words = rest.match(/(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  return words.flatMap(word => pairOf(word));
}

function pairOf(word: string): { name: string; value: string }[] {
  const equals = word.indexOf('=');
  const name = word.slice(0, Math.max(equals, 0));
  if (!/^[A-Za-z_]\w{0,199}$/.test(name)) return [];
  return [{ name, value: word.slice(equals + 1).replace(/^(["'])(.*)\1$/s, '$2') }];
}
