import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFlags } from '../../../src/dockerfile/shell/flags.js';
import type { FlagTable } from '../../../src/dockerfile/shell/model.js';
import { read } from './read.js';

function given(text: string, table?: FlagTable, from = 0) {
  const { scripts, at } = read(`FROM a\nRUN ${text}\n`);
  const command = scripts[0]!.commands[0]!;
  const result = readFlags(command, table, command.args.slice(from));
  return {
    result,
    flags: result.flags.map(flag => [flag.name, flag.value, at(flag)]),
    operands: result.operands.map(({ value }) => value),
  };
}

test('A3: groups, long flags, and -- which ends them', () => {
  const { flags, operands } = given('apt-get -yqq install --no-install-recommends a - -- -b');
  assert.deepEqual(
    flags,
    [
      ['-y', '', '-y'],
      ['-q', '', 'q'],
      ['-q', '', 'q'],
      ['--no-install-recommends', '', '--no-install-recommends'],
    ].map(([name, , at]) => [name, undefined, at]),
  );
  assert.deepEqual(operands, ['install', 'a', '-', '-b']);
});

test("A3: a flag's value is no operand", () => {
  const table = { values: ['-o', '--option', '--target'], aliases: { '-t': '--target', '-y': '--yes' } };
  const { result, flags, operands } = given('x -o a -ob -yo c -t d -te --option=f --option g --other=h -y i', table);
  assert.deepEqual(flags, [
    ['-o', 'a', '-o a'],
    ['-o', 'b', '-ob'],
    ['--yes', undefined, '-y'],
    ['-o', 'c', 'o c'],
    ['--target', 'd', '-t d'],
    ['--target', 'e', '-te'],
    ['--option', 'f', '--option=f'],
    ['--option', 'g', '--option g'],
    ['--other', 'h', '--other=h'],
    ['--yes', undefined, '-y'],
  ]);
  assert.deepEqual(operands, ['i']);
  assert.equal(result.flag('-t')?.value, 'd');
  assert.equal(result.flag('--yes')?.argument.text, '-yo');
  assert.equal(result.flag('-x', '--option')?.value, 'f');
  assert.equal(result.flag('-x'), undefined);
});

test('tools with a single dash, and tools whose flags end at the first operand', () => {
  assert.deepEqual(given('find . -name x -type=f -print', { singleDash: true, values: ['-name'] }).flags, [
    ['-name', 'x', '-name x'],
    ['-type', 'f', '-type=f'],
    ['-print', undefined, '-print'],
  ]);
  const sudo = given('sudo -u x cmd -y', { values: ['-u'], leading: true });
  assert.deepEqual(sudo.flags, [['-u', 'x', '-u x']]);
  assert.deepEqual(sudo.operands, ['cmd', '-y']);
});

test('unknown words: a dash in front makes a flag', () => {
  const { flags, operands } = given('x --to=$X "--as=$Y" -j$(nproc) -$Z -xo"$Q" $W -o $V', { values: ['-o'] });
  assert.deepEqual(flags, [
    ['--to', undefined, '--to=$X'],
    ['--as', undefined, '"--as=$Y"'],
    ['-j', undefined, '-j$(nproc)'],
    ['-$Z', undefined, '-$Z'],
    ['-x', undefined, '-xo"$Q"'],
    ['-o', undefined, '-xo"$Q"'],
    ['-o', undefined, '-o $V'],
  ]);
  assert.deepEqual(operands, [undefined]);
});

test('some of the words only, and a value flag without a value', () => {
  const { flags, operands } = given('pip -v install -r', { values: ['-r'] }, 2);
  assert.deepEqual(flags, [['-r', undefined, '-r']]);
  assert.deepEqual(operands, []);
});
