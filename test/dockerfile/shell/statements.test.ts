import assert from 'node:assert/strict';
import { test } from 'node:test';
import { named, read, run } from './read.js';

/** The statements of `RUN …`: text, what ends it, and `-e` where that is in force. */
function statements(text: string, before = ''): string[] {
  const { scripts, at } = read(`FROM debian\n${before}RUN ${text}\n`);
  return (scripts[0]?.statements ?? []).map(
    statement => `${at(statement)} ${statement.after ?? '.'}${statement.errexit ? ' -e' : ''}`,
  );
}

test('statements are what stands side by side at the top', () => {
  assert.deepEqual(statements('a; b && c || d & if e; then f; fi; g | h; { i; j; }; k'), [
    'a ;',
    'b && c || d &',
    'if e; then f; fi ;',
    'g | h ;',
    '{ i; j; } ;',
    'k .',
  ]);
  assert.deepEqual(statements('a; $(b; c)'), ['a ;', '$(b; c) .'], 'a substitution is a list of its own');
  assert.deepEqual(statements("sh -c 'a; b'"), ["sh -c 'a; b' ."], 'another shell is, too');
  assert.deepEqual(statements('<<EOF\na\nb;c\nEOF'), ['a newline', 'b ;', 'c .']);
  assert.deepEqual(statements('a;'), ['a .']);
});

test('a statement knows its simple command and its semicolon', () => {
  const { scripts, at } = read('FROM debian\nRUN a > b  ; \\\n  (c) ;d\n');
  const [a, c, d] = scripts[0]?.statements ?? [];
  assert.equal(a?.command?.name, 'a');
  assert.equal(c?.command, undefined);
  assert.equal(d?.command?.name, 'd');
  assert.equal(a?.separator && at({ span: a.separator }), ';');
  assert.equal(c?.separator && at({ span: c.separator }), ';');
  assert.equal(d?.separator, undefined);
});

test('-e: options of the shell, set and shopt switch it; other shells and subshells keep it to themselves', () => {
  const on = (text: string, name: string, before = ''): boolean | undefined =>
    named(run(text, before)[0]?.commands ?? [], name).errexit;
  assert.equal(on('a; set -ex; b', 'a'), false);
  assert.equal(on('a; set -ex; b', 'b'), true);
  assert.equal(on('set -o errexit && b', 'b'), true);
  assert.equal(on('set -e; set +e; b', 'b'), false);
  assert.equal(on('shopt -so errexit; b', 'b'), true);
  assert.equal(on('shopt -s nullglob; b', 'b'), false);
  assert.equal(on('set -- -e; b', 'b'), false);
  assert.equal(on('b', 'b', 'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\n'), true);
  assert.equal(on('(set -e; a); b', 'a'), true);
  assert.equal(on('(set -e; a); b', 'b'), false);
  assert.equal(on("set -e; sh -c 'a'", 'a'), false);
  assert.equal(on("sh -ec 'a'; b", 'a'), true);
  assert.equal(on("sh -ec 'a'; b", 'b'), false);
  assert.equal(on('set -e; $(a)', 'a'), true);
  assert.equal(on('if x; then set -e; fi; b', 'b'), true, 'maybe is taken for yes, as for pipefail');
  const [, fed] = run('bash -e <<EOF\na\nb\nEOF');
  assert.equal(fed?.statements[0]?.errexit, true);
});

test('chains hold their parts wherever they stand', () => {
  const { scripts, at } = read('FROM debian\nRUN a && b c || (d) && e | f; if g && h; then i || j; fi; k\n');
  const chains = (scripts[0]?.chains ?? []).map(({ parts, operators }) => [
    parts.map(part => part && at(part)),
    operators,
  ]);
  assert.deepEqual(chains, [
    [
      ['a', 'b c', undefined, undefined],
      ['&&', '||', '&&'],
    ],
    [['g', 'h'], ['&&']],
    [['i', 'j'], ['||']],
  ]);
});

/** The constructs beyond POSIX in `RUN …`. */
function extensions(text: string, before = ''): string[] {
  const { scripts, at } = read(`FROM debian\n${before}RUN ${text}\n`);
  return scripts.flatMap(script => script.extensions).map(found => `${found.kind} ${at(found)}`);
}

test('extensions: what POSIX does not know of, in source order', () => {
  assert.deepEqual(extensions('[[ -f x ]] && A=(a b) && B+=c && B[1]=d && echo ${A[0]}'), [
    'double-bracket [[',
    'array (a b)',
    'append B+=c',
    'array B[1]=d',
    'array ${A[0]}',
  ]);
  assert.deepEqual(extensions('a <(b $(c <<< d)) &> e; f >& g; h |& i'), [
    'process-substitution <(b $(c <<< d))',
    'here-string <<< d',
    'redirect-both &> e',
    'redirect-both >& g',
    'pipe-both |&',
  ]);
  assert.deepEqual(extensions('echo ${a/b/c} ${a:1} ${a^} ${!a} ${a@Q} "${a//b}"'), [
    'replace ${a/b/c}',
    'slice ${a:1}',
    'case-modification ${a^}',
    'indirect ${!a}',
    'transform ${a@Q}',
    'replace ${a//b}',
  ]);
  assert.deepEqual(extensions('mkdir {a,b} x{1..3} $\'c\' $"d"'), [
    'brace-expansion {a,b}',
    'brace-expansion {1..3}',
    "ansi-quote $'c'",
    'locale-quote $"d"',
  ]);
  assert.deepEqual(extensions('function f { ((1)); }; for ((;;)); do a; done; case b in c) ;& d) ;; esac'), [
    'function-keyword function',
    'arithmetic-command ((1))',
    'arithmetic-for for',
    'case-fallthrough c) ;&',
  ]);
});

test('extensions: nothing where it is text, POSIX, or the script of another shell', () => {
  assert.deepEqual(
    extensions('echo "{a,b} [[ <( <<<" \'$x\' && find . -exec a {} \\; && f() { b; } && c 2>&1 >&- <&3'),
    [],
  );
  assert.deepEqual(extensions('echo ${a:-b} ${a%.*} ${a##*/} ${#a} $((1 + (2))) && a & b > c'), []);
  assert.deepEqual(extensions("bash -c '[[ a ]] && mkdir {b,c}'"), []);
  assert.deepEqual(extensions('[[ a ]]', 'SHELL ["/bin/bash", "-c"]\n'), [], 'bash reads it');
  assert.deepEqual(extensions('bash <<EOF\n[[ a ]]\nEOF'), []);
});
