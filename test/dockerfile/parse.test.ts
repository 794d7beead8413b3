import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Instruction, InstructionOf } from '../../src/dockerfile/model.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';

const parse = parseDockerfile;
function first<K extends Instruction['kind']>(text: string, kind: K): InstructionOf<K> {
  const found = parse(text).instructions.find(instruction => instruction.kind === kind);
  assert.ok(found, `${kind} in ${JSON.stringify(text)}`);
  return found as InstructionOf<K>;
}
const at = (text: string, span: { start: number; end: number }): string => text.slice(span.start, span.end);

describe('lines', () => {
  test('a continuation takes comments and empty lines out and keeps every position', () => {
    const text = 'FROM a\nRUN one \\\n  # a comment\n\n  && two \\ \t\n three\nUSER x\n';
    const run = first(text, 'run');
    assert.equal(run.rest.text, 'one   && two  three');
    assert.deepEqual([run.line, run.endLine], [2, 6]);
    for (const word of ['one', '&&', 'two', 'three']) {
      const i = run.rest.text.indexOf(word);
      assert.equal(at(text, run.rest.part(i, i + word.length)), word);
    }
    assert.deepEqual(
      parse(text).problems.map(problem => [problem.kind, at(text, problem.span)]),
      [['blank-continuation', '']],
    );
    assert.deepEqual(
      parse(text).comments.map(comment => [comment.text, comment.line, comment.inside]),
      [['a comment', 3, true]],
    );
  });

  test('two escape characters at the end of a line continue nothing', () => {
    assert.deepEqual(
      parse('RUN dir C:\\\\\nUSER x\n').instructions.map(i => i.kind),
      ['run', 'user'],
    );
  });

  test('CRLF, a byte order mark and blanks in front', () => {
    const text = '\ufeff  FROM a\r\n\tRUN x \\\r\n  y\r\n';
    const file = parse(text);
    assert.deepEqual(
      file.instructions.map(i => [i.keyword.text, i.rest.text, at(text, i.span)]),
      [
        ['FROM', 'a', 'FROM a'],
        ['RUN', 'x   y', 'RUN x \\\r\n  y'],
      ],
    );
  });

  test('a lone carriage return, a form feed and a no-break space end no line, but part words as the builder has it', () => {
    assert.equal(first('RUN\fx\ry', 'run').rest.text, 'x\ry');
    assert.equal(parse('RUN\u00a0x').instructions[0]?.keyword.text, 'RUN\u00a0x');
  });

  test('a keyword may be continued, in any letter case', () => {
    assert.deepEqual(
      parse('fr\\\nom a\nRuN x').instructions.map(i => [i.kind, i.keyword.text]),
      [
        ['from', 'from'],
        ['run', 'RuN'],
      ],
    );
  });

  test('an unknown instruction hides nothing that follows', () => {
    assert.deepEqual(
      parse('FROM a\nRUM x\nuser b').instructions.map(i => i.kind),
      ['from', 'unknown', 'user'],
    );
  });

  test('a line over 65,535 bytes is a problem and is read all the same', () => {
    const file = parse(`FROM a\nRUN ${'é'.repeat(33_000)}\nUSER x`);
    assert.deepEqual(
      file.problems.map(problem => problem.kind),
      ['line-too-long'],
    );
    assert.equal(file.instructions.length, 3);
  });

  test('a text without instructions is a problem', () => {
    for (const text of ['', '\n\n', '# only this\n'])
      assert.deepEqual(
        parse(text).problems.map(problem => problem.kind),
        ['empty-file'],
      );
  });
});

describe('directives', () => {
  const names = (text: string): string[] =>
    parse(text).directives.map(directive => `${directive.name}=${directive.value}`);

  test('stand at the top, in any order and letter case', () => {
    const text = '# Syntax = docker/dockerfile:1\n#escape=`\n# check=skip=all;error=true\nFROM a\nRUN x `\n y';
    assert.deepEqual(names(text), ['syntax=docker/dockerfile:1', 'escape=`', 'check=skip=all;error=true']);
    assert.equal(first(text, 'run').rest.text, 'x  y');
    assert.equal(at(text, parse(text).directives[0]?.valueSpan ?? { start: 0, end: 0 }), 'docker/dockerfile:1');
  });

  test('a comment, an empty line, an instruction or an unknown name ends them', () => {
    for (const before of ['# hello\n', '\n', 'ARG x\n', '# foo=bar\n'])
      assert.deepEqual(names(`${before}# escape=\`\nFROM a`), [], before);
  });

  test('a #! line hides escape only', () => {
    const file = parse('#!/usr/bin/env x\n# syntax=y\n# escape=`\nFROM a');
    assert.deepEqual(
      file.directives.map(directive => directive.name),
      ['syntax'],
    );
    assert.equal(file.escape, '\\');
  });

  test('twice, or with a wrong value, is a problem', () => {
    assert.deepEqual(
      parse('# escape=\\\n# escape=`\nFROM a').problems.map(problem => problem.kind),
      ['directive-duplicate'],
    );
    assert.deepEqual(
      parse('# escape=x\nFROM a').problems.map(problem => problem.kind),
      ['directive-invalid'],
    );
  });
});

describe('flags', () => {
  test('with values, quotes and escapes', () => {
    const text = 'COPY --from=build --chown="a b:c" --link --x=\'y\'\\ z a b\n';
    const copy = first(text, 'copy');
    assert.deepEqual(
      copy.flags.map(flag => [flag.name, flag.value]),
      [
        ['from', 'build'],
        ['chown', 'a b:c'],
        ['link', undefined],
        ['x', 'y z'],
      ],
    );
    assert.deepEqual(
      copy.flags.map(flag => at(text, flag.span)),
      ['--from=build', '--chown="a b:c"', '--link', "--x='y'\\ z"],
    );
    assert.deepEqual(
      copy.flags.map(flag => at(text, flag.valueSpan)),
      ['build', '"a b:c"', '', "'y'\\ z"],
    );
    assert.deepEqual(
      copy.args.map(word => word.text),
      ['a', 'b'],
    );
  });

  test('two dashes alone end them', () => {
    assert.deepEqual(
      first('CMD --a -- --b', 'cmd').args.map(word => word.text),
      ['--b'],
    );
  });
});

describe('JSON form', () => {
  test('decodes escapes and knows where each item stands', () => {
    const text = 'CMD ["a b", "\\u0041\\n\\"", \\\n "c"]\n';
    const { json } = first(text, 'cmd');
    assert.deepEqual(
      json?.items.map(item => item.text),
      ['a b', 'A\n"', 'c'],
    );
    assert.deepEqual(
      json?.items.map(item => at(text, item.span)),
      ['a b', '\\u0041\\n\\"', 'c'],
    );
  });

  test('an empty array is JSON form', () => assert.deepEqual(first('CMD []', 'cmd').json?.items, []));

  for (const [text, why, where] of [
    ["CMD ['a']", /single quotes/, "'"],
    ['CMD ["a",]', /comma after the last/, ']'],
    ['CMD ["a" "b"]', /comma is missing/, '"'],
    ['CMD [a]', /not stand in double quotes/, 'a'],
    ['CMD ["a"] x', /after the closing/, 'x'],
    ['CMD ["a"', /closing ] is missing/, '"'],
    ['CMD ["a]', /closing " is missing/, '"'],
    ['CMD [\u201ca\u201d]', /typographic/, '\u201c'],
    ['CMD ["C:\\path"]', /\\p is no escape/, '\\'],
  ] as const) {
    test(`${text} is not, and says why`, () => {
      const cmd = first(text, 'cmd');
      assert.equal(cmd.json, undefined);
      assert.match(cmd.notJson?.why ?? '', why);
      assert.equal(at(text, cmd.notJson?.span ?? { start: 0, end: 0 }), where);
      assert.deepEqual(parse(text).problems, []);
    });
  }

  test('JSON that is no list of strings is a problem', () => {
    for (const text of ['CMD [1]', 'RUN ["a", null]', 'SHELL [["x"]]'])
      assert.deepEqual(
        parse(text).problems.map(problem => problem.kind),
        ['not-string-array'],
        text,
      );
  });
});

describe('heredocs', () => {
  test('several, chomped, quoted, with a descriptor; the body is no instruction', () => {
    const text = 'COPY <<A <<-"B C" 3<<D /x/\n1\nFROM no\nA\n\t2\n\tB C\n# 3\nD\nUSER u\n';
    const copy = first(text, 'copy');
    assert.deepEqual(
      copy.heredocs.map(({ name, fd, expand, chomp, content }) => ({ name, fd, expand, chomp, content })),
      [
        { name: 'A', fd: 0, expand: true, chomp: false, content: '1\nFROM no\n' },
        { name: 'B C', fd: 0, expand: false, chomp: true, content: '\t2\n' },
        { name: 'D', fd: 3, expand: true, chomp: false, content: '# 3\n' },
      ],
    );
    assert.deepEqual(
      copy.heredocs.map(doc => at(text, doc.contentSpan)),
      copy.heredocs.map(doc => doc.content),
    );
    assert.deepEqual(
      copy.heredocs.map(doc => at(text, doc.terminator ?? { start: 0, end: 0 })),
      ['A', 'B C', 'D'],
    );
    assert.deepEqual([copy.line, copy.endLine], [1, 8]);
    assert.equal(parse(text).instructions.at(-1)?.kind, 'user');
  });

  test('also in a trigger, after a space, and not inside quotes, JSON or other instructions', () => {
    const text = 'ONBUILD RUN <<EOF\nx\nEOF\n';
    const onbuild = first(text, 'onbuild');
    assert.equal(onbuild.trigger?.heredocs[0]?.content, 'x\n');
    assert.equal(onbuild.trigger?.onbuild, onbuild);
    assert.equal(first('RUN cat << E\nx\nE\n', 'run').heredocs.length, 1);
    for (const text of [
      'RUN echo "a <<EOF b"\nx',
      'RUN ["sh","-c","cat <<EOF"]\nx',
      'CMD <<EOF\nx',
      'LABEL a="<<EOF"\nx',
      'RUN a <<<b\nx',
    ])
      assert.deepEqual(
        parse(text).instructions.map(i => i.heredocs.length),
        [0, 0],
        text,
      );
  });

  test('one that nobody closes ends before the next instruction', () => {
    const file = parse('FROM a\nRUN <<EOF\nx\nE0F\nUSER u\n');
    assert.deepEqual(
      file.problems.map(problem => problem.kind),
      ['unterminated-heredoc'],
    );
    assert.deepEqual(
      file.instructions.map(i => i.kind),
      ['from', 'run', 'user'],
    );
    assert.equal(file.instructions[1]?.heredocs[0]?.content, 'x\nE0F\n');
  });
});

describe('arguments', () => {
  test('ENV, LABEL and ARG', () => {
    const text = 'ENV A=1 B="x y" C=a\\ b\nENV OLD some text \nLABEL "a.b"=\'c d\'\nARG X\nARG Y=1 Z\n';
    const pairs = parse(text).instructions.map(i =>
      'pairs' in i ? [i.legacy, ...i.pairs.map(pair => [pair.key.text, pair.value?.text])] : [],
    );
    assert.deepEqual(pairs, [
      [false, ['A', '1'], ['B', '"x y"'], ['C', 'a\\ b']],
      [true, ['OLD', 'some text']],
      [false, ['"a.b"', "'c d'"]],
      [false, ['X', undefined]],
      [false, ['Y', '1'], ['Z', undefined]],
    ]);
  });

  test('a pair without = is a problem', () => {
    assert.deepEqual(
      parse('ENV A=1 B\nLABEL x\n').problems.map(problem => problem.kind),
      ['bad-arguments', 'bad-arguments'],
    );
  });

  test('HEALTHCHECK, FROM and ONBUILD ONBUILD', () => {
    const health = first('HEALTHCHECK --interval=5s CMD curl -f x || exit 1', 'healthcheck');
    assert.deepEqual([health.type?.text, health.command.text], ['CMD', 'curl -f x || exit 1']);
    assert.deepEqual(
      first('HEALTHCHECK CMD ["a","b"]', 'healthcheck').args.map(word => word.text),
      ['CMD', 'a', 'b'],
    );
    const from = first('FROM --platform=x a:1 As Build', 'from');
    assert.deepEqual([from.image?.text, from.as?.text, from.name?.text], ['a:1', 'As', 'Build']);
    assert.equal(first('FROM a b', 'from').name, undefined);
    const nested = first(`${'ONBUILD '.repeat(20_000)}RUN x`, 'onbuild');
    assert.equal(nested.trigger?.kind, 'onbuild');
  });

  test('the block of comments directly above', () => {
    const file = parse('# far\n\n# one\n# two\nFROM a\n# no\n\nUSER x');
    assert.deepEqual(
      file.instructions.map(i => i.comments.map(comment => comment.text)),
      [['one', 'two'], []],
    );
  });
});
