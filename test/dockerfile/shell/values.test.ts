import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, read, values } from './read.js';

test('quotes and escapes are taken away', () => {
  assert.deepEqual(values(`x a\\ b 'c d' "e \\"f\\" \\g" $'h\\ti' 'j'"k"l ''`), [
    'a b',
    'c d',
    'e "f" \\g',
    'h\ti',
    'jkl',
    '',
  ]);
});

test('A4: what ENV and ARG make known is filled in, nothing else', () => {
  const before = 'ARG A=1 B\nENV C=2 D="x y" E=*.c F=\n';
  const list = ['$A', '${A}', '"$C-x"', '$B', '$D', '"$D"', '$E', '"$E"', '$F', '"$F"', 'x$F', '$PATH', '$1', "'$A'"];
  assert.deepEqual(values(`x ${list.join(' ')}`, before), [
    '1',
    '1',
    '2-x',
    undefined,
    undefined,
    'x y',
    undefined,
    '*.c',
    undefined,
    '',
    'x',
    undefined,
    undefined,
    '$A',
  ]);
  assert.deepEqual(
    commands('x "$A${C:-$D}" y*', before)[0]?.args.map(({ literal, variables }) => [literal, variables]),
    [
      [false, ['A', 'C', 'D']],
      [false, []],
    ],
  );
});

test('defaults are taken where the variable is sure', () => {
  const list = ['${A:-d}', '${E:-d}', '${E-d}', '${Z:-d}', '${A:+s}', '${E:+s}', '${A:?}', '${A#1}', '${#A}', '${!A}'];
  assert.deepEqual(values(`x ${list.join(' ')} "\${E:-$A b}"`, 'ENV A=1 E=\n'), [
    '1',
    'd',
    undefined,
    undefined,
    's',
    undefined,
    '1',
    undefined,
    undefined,
    undefined,
    '1 b',
  ]);
  assert.deepEqual(
    read('FROM scratch\nRUN ["a"]\nRUN x ${Z:-d} "$Z"\n').scripts[1]?.commands[0]?.args.map(({ value }) => value),
    ['d', ''],
    'nothing but the file sets variables of an empty image',
  );
});

test('assignments earlier in the script win over ENV', () => {
  const before = 'ENV V=0\n';
  const last = (text: string) => values(text, before).at(-1);
  assert.equal(last('V=1; x $V'), '1');
  assert.equal(last('V=1 && a && x $V'), '1');
  assert.equal(last('export V="1" && x $V'), '1');
  assert.equal(last('V=1; W=$V.2; x $W'), '1.2');
  assert.equal(last('x $V; V=1'), undefined, 'the last command only assigns');
  assert.equal(last('V=1 a; x $V'), '0');
  assert.equal(last('(V=1); x $V'), '0');
  assert.equal(last('a $(V=1); x $V'), '0');
  assert.equal(last('V=1 | a; x $V'), '0');
});

test('what may have been set since is unknown', () => {
  for (const set of [
    'V=$(a)',
    'if a; then V=1; fi',
    'a && V=1',
    'a || V=1',
    'case a in a) V=1;; esac',
    'while a; do V=1; done',
    'for V in 1 2; do a; done',
    'f() { V=1; }; f',
    'read V',
    'unset V',
    'printf -v V 1',
    '. /etc/os-release',
    'source x',
    'eval "$(a)"',
    'eval V=\\$W',
    ': ${V:=1}',
    ': $((V++))',
    '((V = 1))',
    'V+=1',
    'declare -i V=1',
    'f() { local V; }',
    'getopts ab V',
    '{ V=1; } || a; a || V=2',
  ])
    assert.deepEqual(values(`${set}; x $V`, 'ENV V=0\n'), [undefined], set);
  assert.deepEqual(values('V=1; f() { V=2; }; V=3; f; x $V'), [undefined]);
  const loop = commands('V=1; while a; do x $V; V=2; done; for i in 1; do y $V; done', 'ENV W=1\n');
  assert.deepEqual(
    loop.filter(({ name }) => name === 'x' || name === 'y').map(({ args }) => args[0]?.value),
    [undefined, undefined],
  );
  assert.deepEqual(values('P=a; for i in 1 2; do x $P; done'), ['a']);
  assert.deepEqual(values('f() { x $V; }; true', 'ENV V=0\n'), []);
  assert.equal(commands('f() { x $V; }; V=1; f', 'ENV V=0\n')[0]?.args[0]?.value, undefined);
});

test('globs stay as they are written, braces and tildes are left to the shell', () => {
  assert.deepEqual(values('x /lists/* [ab]? {a,b} ~/x ~root {} \\*'), [
    '/lists/*',
    '[ab]?',
    undefined,
    undefined,
    undefined,
    '{}',
    '*',
  ]);
  assert.deepEqual(
    commands('x a* {a,b} ~ {} \\*')[0]?.args.map(({ literal }) => literal),
    [false, false, false, true, true],
  );
  assert.deepEqual(values('x ~/a ~', 'ENV HOME=/h\n'), ['/h/a', '/h']);
});

test('ARG is not there at run time', () => {
  const { scripts } = read('FROM a\nARG A=1\nENV B=2\nCMD x $A $B\nONBUILD RUN x $A $B\n');
  assert.deepEqual(
    scripts.map(({ commands }) => commands[0]?.args.map(({ value }) => value)),
    [
      [undefined, '2'],
      [undefined, '2'],
    ],
  );
});
