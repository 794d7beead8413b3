/** What must hold for any text at all, and the comparison with a parser that others wrote. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DockerfileParser } from 'dockerfile-ast';
import fc from 'fast-check';
import { expand } from '../../src/dockerfile/lexer.js';
import type { Dockerfile, Instruction } from '../../src/dockerfile/model.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { Ledger } from '../../src/dockerfile/state.js';
import type { Span } from '../../src/place.js';

const fragments = [
  'FROM a\n',
  'FROM a AS b\n',
  'RUN ',
  'ENV ',
  'LABEL ',
  'ARG A=1\n',
  'COPY --from=b x y\n',
  'ONBUILD ',
  'HEALTHCHECK CMD ',
  'CMD ["a"]\n',
  'SHELL ["x"]\n',
  'WORKDIR $A\n',
  '<<EOF',
  '<<-"E"',
  'EOF\n',
  'E\n',
  '\\\n',
  '`\n',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '# c\n',
  '# escape=`\n',
  '"',
  "'",
  '\\',
  '$',
  '${A:-',
  '${A/',
  '}',
  '[',
  ']',
  ',',
  '=',
  '--x=y ',
  'é',
  '\u{1f600}',
  '\ufeff',
  '\u0085',
  'word',
];
const dockerfiles = fc.oneof(
  fc.array(fc.constantFrom(...fragments), { maxLength: 30 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Every span in a model, found by walking it. */
function spansOf(value: unknown, seen = new Set<unknown>()): Span[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const own = 'start' in value && 'end' in value && typeof value.start === 'number' ? [value as Span] : [];
  return [...own, ...Object.values(value).flatMap(child => spansOf(child, seen))];
}

function checkModel(file: Dockerfile): void {
  for (const { start, end } of spansOf(file))
    assert.ok(start >= 0 && start <= end && end <= file.text.length, `${start}-${end}`);
  let last = -1;
  for (const instruction of file.instructions) {
    assert.ok(
      instruction.span.start > last || instruction.keyword.length === 0,
      'instructions stand one after the other',
    );
    last = instruction.span.start;
    checkText(file, instruction);
  }
}

/** Each character of what the builder sees stands in the source where the map says. */
function checkText(file: Dockerfile, { rest, keyword }: Instruction): void {
  for (const text of [rest, keyword]) {
    for (let i = 0; i < text.length; i++) assert.equal(file.text[text.at(i)], text.text[i]);
  }
}

test('any text, cut anywhere: no throw, true positions, frozen', () => {
  fc.assert(
    fc.property(dockerfiles, fc.nat(), (text, cut) => {
      for (const each of [text, text.slice(0, cut % (text.length + 1))]) {
        const file = parseDockerfile(each);
        checkModel(file);
        assert.ok(
          Object.isFrozen(file) &&
            file.instructions.every(instruction => Object.isFrozen(instruction) && Object.isFrozen(instruction.args)),
        );
        const ledger = new Ledger(file);
        for (const instruction of file.instructions) {
          const state = ledger.before(instruction);
          state.expand(instruction.rest);
          assert.ok(
            [state.user, state.workdir, state.shell].every(
              known => known.value !== undefined || known.unknown !== undefined,
            ),
          );
        }
      }
    }),
    { numRuns: 1500 },
  );
});

test('expansion never throws, and its variables stand where it says', () => {
  const words = fc
    .array(
      fc.constantFrom(
        '$A',
        '${B}',
        '${A:-',
        '${A#',
        '${A%%',
        '${A//',
        '/',
        '}',
        '"',
        "'",
        '\\',
        '`',
        '*',
        '?',
        ' ',
        'x',
        '$',
        '${',
        '<<',
        'é',
      ),
      { maxLength: 12 },
    )
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(words, fc.constantFrom('\\', '`'), (word, escape) => {
      const { value, unknown, error, variables } = expand(word, escape, name =>
        name === 'A' ? { value: 'a/b a' } : name === 'B' ? { unknown: 'why' } : undefined,
      );
      assert.equal([value, unknown, error].filter(each => each !== undefined).length, 1);
      for (const { name, span } of variables) assert.ok(word.slice(span.start, span.end).includes(name));
    }),
    { numRuns: 3000 },
  );
});

test('a plain word expands to itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9/.:=_-]*$/), word =>
      assert.equal(expand(word, '\\', () => undefined).value, word),
    ),
  );
});

test('dockerfile-ast agrees on where instructions begin and end, where it can be trusted', () => {
  // Left out is what that parser is known to read otherwise: heredocs, doubled escapes at line ends, odd white space.
  const lines = fc.constantFrom(
    'FROM a AS b',
    'RUN one && two',
    'RUN one \\\n  # comment\n  && two',
    'COPY --from=x a b',
    'ENV A=1 B=2',
    '# comment',
    '',
    'CMD ["a", "b"]',
    'LABEL a=b \\\n c=d',
    'EXPOSE 80',
    'ONBUILD RUN x',
    'USER 1',
    'WORKDIR /x y',
  );
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (parts, feed) => {
      const text = parts.join('\n').replaceAll('\n', feed);
      const theirs = DockerfileParser.parse(text)
        .getInstructions()
        .map(instruction => {
          const range = instruction.getRange();
          return [instruction.getKeyword(), range.start.line + 1, range.end.line + 1];
        });
      const ours = parseDockerfile(text).instructions.map(i => [i.keyword.text, i.line, i.endLine]);
      assert.deepEqual(ours, theirs);
    }),
  );
});
