import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, read, run } from './read.js';

const summary = (text: string) =>
  read(text).scripts.map(({ shell, dialect, commands }) => [shell.join(' '), dialect, commands.map(line).join('; ')]);

test('RUN, CMD, ENTRYPOINT and the command of HEALTHCHECK have scripts, other instructions none', () => {
  assert.deepEqual(
    summary(
      'FROM a\nRUN a\nCMD b\nENTRYPOINT c d\nHEALTHCHECK --interval=1s CMD e || f\nHEALTHCHECK NONE\nCOPY g h\nENV i=j\nRUN\nCMD []\n',
    ),
    [
      ['/bin/sh -c', 'sh', 'a'],
      ['/bin/sh -c', 'sh', 'b'],
      ['/bin/sh -c', 'sh', 'c d'],
      ['/bin/sh -c', 'sh', 'e; f'],
    ],
  );
});

test('A5: exec form is a command without a shell', () => {
  const { scripts, at } = read(
    'FROM a\nRUN ["/usr/bin/apt-get", "install", "-y", "$X *", "a\\"b"]\nCMD ["sudo", "b"]\n',
  );
  const [script, second] = scripts;
  assert.equal(script?.dialect, 'none');
  assert.deepEqual(script?.commands.map(line), ['apt-get install -y $X * a"b']);
  assert.deepEqual(
    script?.commands[0]?.args.map(({ literal }) => literal),
    [true, true, true, true],
  );
  assert.deepEqual(script?.commands[0]?.args.map(at), ['install', '-y', '$X *', 'a\\"b']);
  assert.equal(at(script!.commands[0]!), '/usr/bin/apt-get", "install", "-y", "$X *", "a\\"b');
  assert.deepEqual(second?.commands.map(line), ['sudo b', 'sudo>b']);
});

test('A5: exec form with a shell in it is a script', () => {
  const { scripts, at } = read('FROM a\nRUN ["/bin/bash", "-o", "pipefail", "-c", "a \\"b\\" x | c", "name"]\n');
  const [script] = scripts;
  assert.deepEqual(script?.shell, ['/bin/bash', '-o', 'pipefail', '-c']);
  assert.equal(script?.dialect, 'bash');
  assert.deepEqual(script?.commands.map(line), ['a b x', 'c']);
  assert.equal(script?.pipelines[0]?.pipefail, true);
  assert.equal(at(script!.commands[0]!), 'a \\"b\\" x');
  assert.deepEqual(run('["tini", "--", "sh", "-c", "a && b"]')[0]?.commands.map(line), [
    'tini -- sh -c a && b',
    'tini>sh -c a && b',
    'tini>sh>a',
    'tini>sh>b',
  ]);
  assert.deepEqual(run('["bash", "script.sh", "-c", "x"]')[0]?.commands.map(line), ['bash script.sh -c x']);
});

test('A6: a heredoc that is the whole RUN is the script', () => {
  const { scripts, at } = read('FROM a\nRUN <<EOF\na b # FROM x\nc \\\n d\nEOF\nCMD x\n');
  assert.deepEqual(scripts[0]?.commands.map(line), ['a b', 'c d']);
  assert.equal(at(scripts[0]!.commands[1]!), 'c \\\n d');
  assert.deepEqual(summary("FROM a\nRUN <<'EOF'\necho $X\nEOF\n"), [['/bin/sh -c', 'sh', 'echo ?']]);
});

test('A6: a #! at the start of the body names the interpreter', () => {
  const [python, bash, chomped] = read(
    'FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\nRUN <<EOF\n#!/bin/bash -eo pipefail\na | b\nEOF\nRUN <<-EOF\n\t#!/bin/x\n\ta\n\tEOF\n',
  ).scripts;
  assert.equal(python?.dialect, 'other');
  assert.match(python?.unparsed ?? '', /^python3 reads it/);
  assert.deepEqual(python?.commands, []);
  assert.deepEqual(bash?.shell, ['/bin/bash', '-eo', 'pipefail']);
  assert.equal(bash?.pipelines[0]?.pipefail, true);
  assert.equal(chomped?.dialect, 'sh', 'the builder looks before it takes the tabs away');
});

test('A6: tabs of <<- and carriage returns are no part of the script', () => {
  const { scripts, at } = read('FROM a\r\nRUN <<-EOF\r\n\ta b\r\n\t\tc \\\r\n\td\r\n\tEOF\r\n');
  assert.equal(scripts[0]?.text.text, 'a b\nc \\\nd\n');
  assert.deepEqual(scripts[0]?.commands.map(line), ['a b', 'c d']);
  assert.equal(at(scripts[0]!.commands[0]!.args[0]!), 'b');
  assert.equal(at(scripts[0]!.commands[1]!.args[0]!), 'd');
});

test('A6: a heredoc fed to another program is data, but for what the shell expands in it', () => {
  const text =
    "FROM a\nRUN cat <<A <<'B' > f && x\nFROM $(y `z`)\nA\n$(no)\nB\nRUN python3 <<EOF\nimport os\nEOF\nRUN e\n";
  const { scripts, at } = read(text);
  assert.deepEqual(
    scripts.map(({ commands }) => commands.map(line).join('; ')),
    ['cat; x; y ?; z', 'python3', 'e'],
  );
  assert.equal(at(scripts[0]!.commands[2]!), 'y `z`');
  assert.deepEqual(scripts[0]?.errors, []);
});

test('A6: a heredoc fed to a shell is a script of its own', () => {
  assert.deepEqual(summary('FROM a\nRUN <<EOF bash -e && x\na $(b) \\$(c)\nEOF\n'), [
    ['/bin/sh -c', 'sh', 'bash -e; x; b'],
    ['bash -e', 'bash', 'a ? ?; c'],
  ]);
  const { scripts, at } = read("FROM a\nRUN sudo sh -s x <<-'E' | y\n\ta \\$b\n\tbash <<F\n\tc\n\tF\n\tE\n");
  assert.deepEqual(
    scripts.map(({ commands }) => commands.map(line).join('; ')),
    ['sudo sh -s x; sudo>sh -s x; y', 'a $b; bash', 'c'],
  );
  assert.equal(at(scripts[1]!.commands[0]!), 'a \\$b');
  assert.equal(at(scripts[2]!.commands[0]!), 'c');
  assert.equal(read('FROM a\nRUN bash x.sh <<E\na\nE\n').scripts.length, 1);
});

test('A7: ONBUILD triggers have scripts like any other', () => {
  const { scripts, at } = read('FROM a\nONBUILD RUN <<EOF\napt-get update\nEOF\nONBUILD RUN a && b\n');
  assert.deepEqual(
    scripts.map(({ commands }) => commands.map(line).join('; ')),
    ['apt-get update', 'a; b'],
  );
  assert.equal(at(scripts[1]!.commands[1]!), 'b');
});

test('A8: the SHELL in force decides the dialect, through stages too', () => {
  const text =
    'FROM a AS x\nSHELL ["/bin/bash", "-euxo", "pipefail", "-c"]\nRUN a | b\nFROM x\nRUN c | d\nSHELL ["/usr/bin/env", "zsh", "-c"]\nRUN e\nFROM b\nRUN f\n';
  assert.deepEqual(
    read(text).scripts.map(({ dialect, pipelines }) => [dialect, pipelines[0]?.pipefail]),
    [
      ['bash', true],
      ['bash', true],
      ['zsh', undefined],
      ['sh', undefined],
    ],
  );
});

test('A8: PowerShell and cmd are recognised and never parsed', () => {
  const { scripts } = read(
    'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir & (\nSHELL ["pwsh.exe", "-Command"]\nRUN if ($x) { y }\n' +
      'RUN ["cmd", "/S", "/C", "dir"]\nRUN ["powershell", "-NoProfile", "-Command", "ls"]\nRUN <<EOF\nGet-Item x\nEOF\n' +
      'FROM debian\nRUN powershell -Command "ls | x" && pwsh -c y\n',
  );
  assert.deepEqual(
    scripts.map(({ dialect, commands, unparsed }) => [dialect, commands.length, unparsed !== undefined]),
    [
      ['cmd', 0, true],
      ['powershell', 0, true],
      ['cmd', 0, true],
      ['powershell', 0, true],
      ['powershell', 0, true],
      ['sh', 2, false],
    ],
  );
});

test('pipefail: by the options of SHELL, by set and shopt, until it is switched off', () => {
  const pipefail = (text: string, before = '') => run(text, before)[0]?.pipelines.map(pipeline => pipeline.pipefail);
  assert.deepEqual(pipefail('a | b'), [false]);
  assert.deepEqual(pipefail('a | b', 'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\n'), [true]);
  assert.deepEqual(pipefail('a | b', 'SHELL ["conda", "run", "-n", "x", "/bin/bash", "-o", "pipefail", "-c"]\n'), [
    true,
  ]);
  assert.deepEqual(pipefail('set -o pipefail && a | b; set +o pipefail; c | d'), [true, false]);
  assert.deepEqual(pipefail('set -eo pipefail; a | b'), [true]);
  assert.deepEqual(pipefail('set -euo pipefail -x; a | b'), [true]);
  assert.deepEqual(pipefail('set -o errexit -o pipefail; a | b'), [true]);
  assert.deepEqual(pipefail('shopt -so pipefail; a | b; shopt -u -o pipefail; c | d'), [true, false]);
  assert.deepEqual(pipefail('(set -o pipefail; a | b); c | d'), [true, false]);
  assert.deepEqual(pipefail('set -o pipefail; x=$(a | b)'), [true]);
  assert.deepEqual(pipefail('set -o pipefail; sh -c "a | b"; bash -eo pipefail -c "c | d"'), [false, true]);
  assert.deepEqual(pipefail('set -e; a | b'), [false]);
});

test('pipes know their parts and operators', () => {
  const { scripts, at } = read('FROM a\nRUN a | { b | c; } |& sudo d\n');
  const [outer, inner] = scripts[0]?.pipelines ?? [];
  assert.deepEqual(
    outer?.parts.map(part => part?.name),
    ['a', undefined, 'sudo'],
  );
  assert.deepEqual(
    outer?.operators.map(span => at({ span })),
    ['|', '|&'],
  );
  assert.deepEqual(
    inner?.parts.map(part => part?.name),
    ['b', 'c'],
  );
  assert.equal(scripts[0]?.commands.at(-1)?.pipeline, outer);
});
