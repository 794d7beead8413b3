import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, line, lines, named, read, run } from './read.js';

test('A1: commands are found wherever they stand', () => {
  const text =
    'a && b || c; d | e & (f); { g; }; if h; then i; elif j; then k; else l; fi; for x in $(m); do n; done; ' +
    'while o; do p; done; until q; do r; done; case $(s) in x) t;; esac; ! u; time v; w() { x; }; ' +
    'y "$(z "`aa`")" <(bb) $((1 + $(cc))) ${X:-$(dd)} > $(ee); [[ -f $(ff) ]]; coproc gg; select s in hh; do ii; done';
  const names = commands(text).map(command => command.name);
  const expected =
    'a b c d e f g h i j k l m n o p q r s t u v x y z aa bb cc dd ee ff gg ii'; /* hh is a word, w a function */
  assert.deepEqual(names, expected.split(' '));
});

test('A1: each command knows where it stands', () => {
  const list = commands(
    '(a); b $(c); if d; then e; fi; while f; do g; done; h() { i; }; ! j; case x in x) k $(l);; esac; ! m $(n)',
  );
  const inside = (name: string): string[] =>
    Object.entries(named(list, name).inside)
      .filter(([, is]) => is)
      .map(([where]) => where);
  assert.deepEqual(inside('a'), ['subshell']);
  assert.deepEqual(inside('b'), []);
  assert.deepEqual(inside('c'), ['substitution']);
  assert.deepEqual(inside('d'), ['condition']);
  assert.deepEqual(inside('e'), ['branch']);
  assert.deepEqual(inside('f'), ['condition']);
  assert.deepEqual(inside('g'), ['loop']);
  assert.deepEqual(inside('i'), ['function']);
  assert.deepEqual(inside('j'), ['negated']);
  assert.deepEqual(inside('k'), ['branch']);
  assert.deepEqual(inside('l'), ['substitution', 'branch']);
  assert.deepEqual(inside('m'), ['negated']);
  assert.deepEqual(inside('n'), ['substitution']);
});

test('A2: assignments in front of a command are no part of its name; paths and .exe neither', () => {
  const [command] = commands('A=1 B="x y" /usr/bin/apt-get install');
  assert.equal(command?.name, 'apt-get');
  assert.deepEqual(
    command?.assignments.map(({ name, value }) => [name, value]),
    [
      ['A', '1'],
      ['B', 'x y'],
    ],
  );
  const [only] = commands('A=1');
  assert.equal(only?.name, '');
  assert.equal(only?.program, undefined);
  assert.deepEqual(lines('"C:\\\\tools\\\\Git.EXE" clone'), ['Git clone']);
  assert.deepEqual(lines('$CMD x'), ['? x']);
  assert.deepEqual(lines('"$VENV"/bin/pip install'), ['pip install']);
});

test('A12: commands are in the order in which they stand', () => {
  const list = commands('rm -rf /var/lib/apt/lists/* && apt-get update; x=$(a | b) c');
  assert.deepEqual(
    list.map(({ name, index }) => [name, index]),
    [
      ['rm', 0],
      ['apt-get', 1],
      ['c', 2],
      ['a', 3],
      ['b', 4],
    ],
  );
});

test('what stands behind each command', () => {
  const after = (text: string) => commands(text).map(command => command.after);
  assert.deepEqual(after('a && b || c; d & e | f'), ['&&', '||', ';', '&', '|', undefined]);
  assert.deepEqual(after('a && { b; c; } && d'), ['&&', ';', undefined, undefined]);
  assert.deepEqual(after('<<EOF\na # x\nb ;\n\nc\nEOF'), ['newline', ';', undefined]);
});

test('redirections keep operator, descriptor and target', () => {
  const [command] = commands('a >/dev/null 2>&1 <<<"x y" >> "$F" &> b 3< c');
  assert.deepEqual(
    command?.redirects.map(({ operator, fd, target }) => [operator, fd, target?.value]),
    [
      ['>', undefined, '/dev/null'],
      ['>&', 2, '1'],
      ['<<<', undefined, 'x y'],
      ['>>', undefined, undefined],
      ['&>', undefined, 'b'],
      ['<', 3, 'c'],
    ],
  );
});

test('A10: spans lead through continuations, comments inside them, blank lines and Windows line ends', () => {
  const text =
    '# escape=`\r\nFROM debian\r\nRUN apt-get update && `  \r\n  # a comment\r\n\r\n    apt-get `\r\n install cu`\r\nrl | b\r\n';
  const { scripts, at } = read(text);
  const [script] = scripts;
  assert.deepEqual(script?.commands.map(line), ['apt-get update', 'apt-get install curl', 'b']);
  const [first, second] = script?.commands ?? [];
  assert.equal(at(first!), 'apt-get update');
  assert.equal(at(second!), 'apt-get `\r\n install cu`\r\nrl');
  assert.deepEqual(second?.args.map(at), ['install', 'cu`\r\nrl']);
  assert.equal(second?.args[1]?.text, 'curl');
  assert.deepEqual(
    script?.pipelines[0]?.operators.map(span => at({ span })),
    ['|'],
  );
  assert.equal(at(script!.pipelines[0]!), 'apt-get `\r\n install cu`\r\nrl | b');
});

test('backticks inside quotes keep their places, escapes or not', () => {
  const { scripts, at } = read('FROM a\nRUN a "x `b \\"c d\\" \\`e \\$f\\``"\n');
  assert.deepEqual(scripts[0]?.commands.map(line), ['a ?', 'b c d ?', 'e ?']);
  assert.equal(at(scripts[0]!.commands[1]!.args[0]!), '\\"c d\\"'.slice(1));
  assert.equal(at(scripts[0]!.commands[2]!), 'e \\$f');
});

test('errors of the script and of scripts inside words are told where they are', () => {
  const { scripts, at } = read('FROM a\nRUN a && ) b\nRUN c "$(if d)"\nRUN e\n');
  assert.deepEqual(
    scripts.map(({ errors }) => errors.length > 0),
    [true, true, false],
  );
  assert.equal(at(scripts[0]!.errors[0]!), ')');
  assert.deepEqual(run('sh -c "if $X"')[0]?.errors, []);
});

test('everything is frozen', () => {
  const seen = new Set<unknown>();
  const check = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    assert.ok(Object.isFrozen(value), path);
    for (const [key, inner] of Object.entries(value)) check(inner, `${path}.${key}`);
  };
  const text = 'A=1 sudo x "$(b)" >f | sh -c \'c; if\' && bash <<E && find . -exec d {} \\; | xargs e\nf $X\nE\n';
  for (const script of [...run(text, 'SHELL ["bash", "-c"]\n'), ...run('["tini", "--", "sh", "-c", "x"]')]) {
    seen.add(script.instruction);
    check(script, 'script');
  }
});
