// What people write into the inputs of the action.

/** The lines of a text, without blanks around them and without empty ones. */
export function lines(text) {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/**
 * The words of a text; `undefined` if a quote in it is not closed. Quotes of both kinds keep blanks, and mean nothing else;
 * nothing is expanded.
 */
export function words(text) {
  const word = /(?:[^\s"']|"[^"]*"|'[^']*')+/g;
  if (/["']/.test(text.replace(word, ''))) return undefined;
  return [...text.matchAll(word)].map(([one]) =>
    one.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  );
}
