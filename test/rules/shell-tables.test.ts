import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unquotedExpansion } from '../../rules/_share/expansions.js';
import { mistakenTerminator } from '../../rules/_share/heredoc-terminators.js';

const found = (word: string): string | undefined => {
  const at = unquotedExpansion(word);
  return at && word.slice(at.start, at.end);
};

test('an expansion outside of quotes is found, however quotes are nested', () => {
  assert.equal(found('a$B/c'), '$B');
  assert.equal(found('"$A"${B}'), '${B}');
  assert.equal(found('$(a "$(b)" c)d'), '$(a "$(b)" c)');
  assert.equal(found('`a b`'), '`a b`');
  assert.equal(found('$1'), '$1');
  assert.equal(found('${a:-"${b}"}'), '${a:-"${b}"}');
});

test('quoted ones, numbers and lone dollars are not', () => {
  for (const word of [
    '"$A"',
    "'$A'",
    '\\$A',
    '"a $(b "c") d"',
    '$?',
    '$#',
    '${#a}',
    '$((1 + $x))',
    '$',
    'a$',
    '$.',
    '"',
    "'",
    '',
  ])
    assert.equal(found(word), undefined, word);
});

test('cut words do no harm', () => {
  for (const word of ['$(', '${', '`', '"$(', "$('", '\\', '$(\\'])
    for (let end = 0; end <= word.length; end++) unquotedExpansion(word.slice(0, end));
});

test('a terminator with blanks is told from one that is right and from text', () => {
  const look = (text: string, chomp = false): string | undefined => {
    const mistaken = mistakenTerminator(text, 100, 'EOF', chomp);
    if (mistaken === undefined) return undefined;
    let mended = text;
    for (const { start, end } of [...mistaken.blanks].reverse())
      mended = mended.slice(0, start - 100) + mended.slice(end - 100);
    assert.equal(text.slice(mistaken.span.start - 100, mistaken.span.end - 100), 'EOF');
    return mended;
  };
  assert.equal(look('a\n  EOF\nb\n'), 'a\nEOF\nb\n');
  assert.equal(look('a\n\tEOF \nb\n'), 'a\nEOF\nb\n');
  assert.equal(look('a\n\t  EOF', true), 'a\n\tEOF');
  assert.equal(look('EOF \r\n'), 'EOF\r\n');
  assert.equal(look('a\n\tEOF\n', true), undefined);
  assert.equal(look('a\nEOF\n'), undefined);
  assert.equal(look('a EOF\nEOFX\n'), undefined);
  assert.equal(look(''), undefined);
});
