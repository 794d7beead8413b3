import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import yargs from 'yargs';
import { readArguments } from '../../src/cli/arguments.js';
import { COMMANDS, optionsOf, PARSER } from '../../src/cli/table.js';
import { FORMATS } from '../../src/reports/formats.js';

const LIST = FORMATS.join(', ');

function read(...argv: string[]) {
  const { command, arguments: words, flags, values, lists, mistakes } = readArguments(argv);
  return {
    command: command.name,
    words,
    flags: [...flags],
    values: Object.fromEntries(values),
    lists: Object.fromEntries(lists),
    mistakes: mistakes.map(({ message }) => message),
  };
}

describe('the command line', () => {
  test('paths alone are linted', () => {
    assert.deepEqual(read('Dockerfile', 'a', '-'), {
      command: 'lint',
      words: ['Dockerfile', 'a', '-'],
      flags: [],
      values: {},
      lists: {},
      mistakes: [],
    });
    assert.deepEqual(read('lint', 'lint').words, ['lint']);
    assert.deepEqual(read('--', 'rules', '-x').words, ['rules', '-x']);
    assert.equal(read('--', 'rules').command, 'lint');
  });

  test('options in every spelling', () => {
    assert.deepEqual(read('-c', 'json', '-qo', 'x', '--fail-on=never', 'D').values, {
      config: 'json',
      output: 'x',
      'fail-on': 'never',
    });
    assert.deepEqual(read('-qo', 'x').flags, ['quiet']);
    assert.deepEqual(read('--no-config').values, { config: '' });
    assert.deepEqual(read('-c', 'json', '-c', 'text').values, { config: 'text' });
    assert.deepEqual(read('--stdin-filename', '007', '12').values, { 'stdin-filename': '007' });
    assert.deepEqual(read('--stdin-filename', '007', '12').words, ['12']);
  });

  test('--color takes no path for its value', () => {
    assert.deepEqual(read('--color', 'Dockerfile').values, { color: 'always' });
    assert.deepEqual(read('--color', 'Dockerfile').words, ['Dockerfile']);
    assert.deepEqual(read('--color', 'never', 'Dockerfile').values, { color: 'never' });
    assert.deepEqual(read('--color=auto').values, { color: 'auto' });
    assert.deepEqual(read('--no-color').values, { color: 'never' });
  });

  test('lists, with commas and again', () => {
    assert.deepEqual(read('--only', 'a, b', '--only=c', 'D', '--skip', 'd').lists, {
      only: ['a', 'b', 'c'],
      skip: ['d'],
    });
    assert.deepEqual(read('--build-arg', 'A=1,2', '--build-arg', 'B').lists, { 'build-arg': ['A=1,2', 'B'] });
    assert.deepEqual(read('--exclude', 'a', 'D').words, ['D']);
  });

  test('mistakes, all of them', () => {
    assert.deepEqual(read('--frmt', 'x', '-z').mistakes, ['there is no option --frmt', 'there is no option -z']);
    assert.deepEqual(read('--format').mistakes, [`--format needs a value: one of ${LIST}`]);
    assert.deepEqual(read('--format', '-q').mistakes, [`--format needs a value: one of ${LIST}`]);
    assert.deepEqual(read('-f', 'xml').mistakes, [`--format cannot be 'xml': one of ${LIST}`]);
    assert.deepEqual(read('--output=').mistakes, ['--output needs a value']);
    assert.deepEqual(read('--quiet=3').mistakes, ['--quiet takes no value']);
    assert.deepEqual(read('--no-format').mistakes, ['there is no option --no-format']);
    assert.deepEqual(read('--color=pink').mistakes, ["--color cannot be 'pink': one of auto, always, never"]);
    assert.deepEqual(read('rules', '--only', 'x').mistakes, ['plimsoll rules has no option --only']);
    assert.deepEqual(read('rules', 'x').mistakes, ["plimsoll rules cannot use 'x'"]);
    assert.deepEqual(read('rules', '-f', 'sarif').mistakes, ["--format cannot be 'sarif': one of text, json"]);
    assert.deepEqual(read('explain').mistakes, ['plimsoll explain needs the name of a rule']);
    assert.deepEqual(read('explain', 'a', 'b').mistakes, ["plimsoll explain cannot use 'b'"]);
    assert.deepEqual(read('problem-matcher').mistakes, [
      'plimsoll problem-matcher needs a host: one of vscode, github',
    ]);
    assert.deepEqual(read('problem-matcher', 'vim').mistakes, ["there is no host 'vim': one of vscode, github"]);
    assert.deepEqual(read('').mistakes, ['an argument is empty']);
    assert.equal(read('--__proto__', 'x').mistakes.length, 1);
    assert.equal(read('--constructor').mistakes.length, 1);
  });

  test('the quick reader reads as yargs does', () => {
    const lint = COMMANDS[0];
    assert.ok(lint !== undefined);
    const word = fc.constantFrom(
      'Dockerfile',
      'a b',
      '12',
      '-',
      '--quiet',
      '-q',
      '-c',
      'json',
      '--config=text',
      '-o',
      'x',
    );
    const sure = fc.constantFrom(
      '--only',
      '--skip=a',
      '--build-arg=K=V',
      '--no-config',
      '--target',
      '--show-files',
      '--',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, sure), { maxLength: 8 }), argv => {
        // yargs takes a lone dash for an argument, and we for the value that it is.
        const stop = argv.indexOf('--');
        const given: string[] = [];
        for (const [i, each] of argv.entries()) {
          const before = given.at(-1);
          const takes = each === '-' && (before === '--only' || before === '--target') && (stop === -1 || i < stop);
          if (takes) given[given.length - 1] = `${before}=-`;
          else given.push(each);
        }
        const cli = yargs(given).parserConfiguration(PARSER).help(false).version(false).exitProcess(false);
        for (const option of optionsOf(lint)) {
          cli.option(option.name, { type: option.type, ...(option.alias ? { alias: option.alias } : {}) });
        }
        const expected = cli.parseSync();
        const { arguments: words, flags, values, lists } = readArguments(['lint', ...argv]);
        assert.deepEqual(words, [...expected._, ...((expected['--'] as string[] | undefined) ?? [])]);
        const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);
        for (const { name, type, repeatable } of optionsOf(lint)) {
          if (type === 'boolean') assert.equal(flags.has(name), last(expected[name]) === true);
          else if (repeatable && expected[name] !== undefined) {
            assert.deepEqual(lists.get(name) ?? [], [expected[name]].flat().filter(Boolean));
          } else if (typeof expected[name] === 'string' && expected[name] !== '') {
            assert.equal(values.get(name) ?? expected[name], expected[name]);
          }
        }
      }),
    );
  });
});
