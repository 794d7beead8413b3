import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expand } from '../../src/dockerfile/lexer.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { Ledger } from '../../src/dockerfile/state.js';

/** The state at the end of the last stage. */
function end(text: string, buildArgs: Record<string, string> = {}) {
  const file = parseDockerfile(text, { buildArgs });
  return new Ledger(file, buildArgs).atEnd(file.stages.at(-1) as (typeof file.stages)[0]);
}

describe('expansion', () => {
  const env: Record<string, string> = { A: 'abc.tar.gz', EMPTY: '', P: '/a/b/c' };
  const lookup = (name: string) =>
    Object.hasOwn(env, name) ? { value: env[name] as string } : name === 'U' ? { unknown: 'nobody knows' } : undefined;
  const value = (word: string) => expand(word, '\\', lookup).value;

  for (const [word, wanted] of [
    ['$A-${A}', 'abc.tar.gz-abc.tar.gz'],
    ['"$A" \'$A\' \\$A', 'abc.tar.gz $A $A'],
    ['${NO:-d} ${NO-d} ${EMPTY:-d} ${EMPTY-d}', 'd d d '],
    ['${A:+y}${NO:+y}${EMPTY:+y}${EMPTY+y}', 'yy'],
    ['${A%.*} ${A%%.*}', 'abc.tar abc'],
    ['${P#*/} ${P##*/}', 'a/b/c c'],
    ['${A/./-} ${A//./-}', 'abc-tar.gz abc-tar-gz'],
    ['${NO:-${A%%.*}x}', 'abcx'],
    ['$NO', ''],
    ['a$', 'a$'],
    ['${A:-$U}', 'abc.tar.gz'],
    ['${NO:+$U}', ''],
  ] as const) {
    test(word, () => assert.equal(value(word), wanted));
  }

  test('what cannot be known is said, not guessed', () => {
    for (const word of ['$U', 'a${U}b', '${U:-x}', '${U:+x}', '${NO:-$U}', '${U%x}', '${A:+$U}'])
      assert.equal(expand(word, '\\', lookup).unknown, 'nobody knows', word);
  });

  test('what the builder refuses is an error', () => {
    for (const word of ['${A', '${}', '${:x}', '"a', "'a", '${NO:?must be set}', '${A:x}', '${A:#x}', '${A/b}'])
      assert.notEqual(expand(word, '\\', lookup).error, undefined, word);
  });

  test('no input grows or nests without end', () => {
    let text = 'FROM scratch\nENV A=aaaaaaaaaa\n';
    for (let i = 0; i < 64; i++) text += 'ENV A=$A$A\n';
    assert.match(end(text).variable('A')?.value.unknown ?? '', /longer/);
    assert.match(expand('${x:-'.repeat(50_000), '\\', lookup).unknown ?? '', /nested/);
    assert.match(
      expand(`\${B//${'*a'.repeat(2000)}/x}`, '\\', () => ({ value: 'a'.repeat(5000) })).unknown ?? '',
      /work/,
    );
  });
});

describe('scopes', () => {
  test('ENV wins over ARG, a global ARG needs ARG in the stage, build arguments win over defaults', () => {
    const text = 'ARG G=global\nARG H=$G-h\nFROM scratch\nARG G\nARG H=own\nARG NONE\nENV E=1\nARG E=2\nENV F=$E$G\n';
    const state = end(text);
    const of = (name: string) => state.variable(name)?.value;
    assert.equal(of('G')?.value, 'global');
    assert.equal(of('H')?.value, 'own');
    assert.equal(of('E')?.value, '1');
    assert.equal(of('F')?.value, '1global');
    assert.match(of('NONE')?.unknown ?? '', /no default/);
    assert.equal(end(text, { G: 'x', H: 'y' }).variable('F')?.value.value, '1x');
    assert.equal(end('ARG G=1\nFROM scratch\n').variable('G'), undefined);
  });

  test('all variables of one ENV see the values before it', () => {
    assert.equal(end('FROM scratch\nENV A=1\nENV A=2 B=$A\n').variable('B')?.value.value, '1');
  });

  test('a stage inherits everything from its parent stage, names compare without case, sisters see nothing', () => {
    const text =
      'FROM scratch AS One\nENV A=1\nARG B=2\nUSER u\nWORKDIR /w\nSHELL ["/bin/bash", "-c"]\nFROM scratch AS sister\nENV A=no\nFROM oNE\nWORKDIR sub\n';
    const state = end(text);
    assert.deepEqual(
      [
        state.variable('A')?.value.value,
        state.variable('B')?.value.value,
        state.user.value,
        state.workdir.value,
        state.shell.value,
      ],
      ['1', '2', 'u', '/w/sub', ['/bin/bash', '-c']],
    );
  });

  test('what an image below may set is unknown; below scratch there is nothing', () => {
    const state = end('FROM debian:12\n');
    for (const known of [state.user, state.workdir]) assert.match(known.unknown ?? '', /debian:12/);
    assert.match(state.expand('$X').unknown ?? '', /may set X/);
    const empty = end('FROM scratch\n');
    assert.deepEqual(
      [empty.user.value, empty.workdir.value, empty.expand('$X').value, empty.expand('$PATH').value],
      ['', '/', '', undefined],
    );
  });

  test('platform variables are set by the builder, and in a stage only after ARG', () => {
    const file = parseDockerfile('FROM --platform=$BUILDPLATFORM debian:$TARGETARCH\nARG TARGETARCH\n');
    assert.match(file.stages[0]?.base.kind === 'unknown' ? file.stages[0].base.why : '', /TARGETARCH/);
    assert.equal(file.stages[0]?.platform, undefined);
    assert.match(end('FROM scratch\nARG TARGETARCH\n').expand('$TARGETARCH').unknown ?? '', /builder sets/);
  });
});

describe('stages', () => {
  test('bases: scratch, earlier stages, images with variables, and what cannot be known', () => {
    const { stages } = parseDockerfile(
      'ARG V=1.2\nARG R\nFROM reg:5000/a/b:$V@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS X\nFROM x\nFROM scratch\nFROM $R\nFROM later\nFROM a AS later\n',
    );
    assert.deepEqual(
      stages.map(stage => stage.base.kind),
      ['image', 'stage', 'scratch', 'unknown', 'image', 'image'],
    );
    const [first] = stages;
    assert.deepEqual(
      first?.base.kind === 'image' && [
        first.base.parsed.registry,
        first.base.parsed.repository,
        first.base.parsed.tag,
        first.base.parsed.digest?.slice(0, 10),
      ],
      ['reg:5000', 'a/b', '1.2', 'sha256:012'],
    );
    assert.equal(first?.name, 'x');
  });

  test('Windows is told by the base image or a constant platform, and inherited', () => {
    const os = (text: string) => parseDockerfile(text).stages.at(-1)?.os;
    assert.equal(os('FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS a\nFROM a'), 'windows');
    assert.equal(os('FROM golang:1.22-nanoserver'), 'windows');
    assert.equal(os('FROM --platform=windows/amd64 x'), 'windows');
    assert.equal(os('FROM mcr.microsoft.com/dotnet/sdk:8.0'), 'linux');
    assert.deepEqual(end('FROM mcr.microsoft.com/windows/nanoserver:1').shell.value, ['cmd', '/S', '/C']);
  });
});

test('time grows with the text, not with its square', () => {
  // No clock: work is bounded because each of these would otherwise take minutes.
  const big = [
    `FROM a\nRUN ${'x '.repeat(500_000)}\n`,
    `FROM a\n${'RUN x\n'.repeat(100_000)}`,
    `FROM a\nRUN x ${'\\\n && y'.repeat(10_000)}\n`,
    `FROM a\n${'ENV A=$B\n'.repeat(60_000)}`,
    `FROM a AS s0\n${Array.from({ length: 8000 }, (_, i) => `FROM s${i} AS s${i + 1}\nENV V${i}=$V${i - 1}$NO${i}\n`).join('')}`,
    `FROM a\n${'RUN cat <<A\n'.repeat(30_000)}`,
    `FROM scratch\n${'WORKDIR a\n'.repeat(50_000)}`,
  ];
  for (const text of big) {
    const file = parseDockerfile(text);
    new Ledger(file);
    assert.ok(file.instructions.length > 1);
  }
});
