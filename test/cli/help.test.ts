import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rules } from '../../src/builtin.js';
import { COMMANDS, optionsOf } from '../../src/cli/table.js';
import { FORMATS } from '../../src/reports/formats.js';
import { VERSION } from '../../src/version.js';
import { folder, run } from './world.js';

async function out(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('/', argv);
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
}

describe('help', () => {
  test('fits one screen, and has every command, every option that is not rare, example and exit code', async () => {
    const help = await out('--help');
    assert.ok(help.split('\n').length <= 53, `${help.split('\n').length} lines`);
    for (const line of help.split('\n')) assert.ok(line.length <= 100, line);
    for (const { name } of COMMANDS) assert.match(help, new RegExp(`plimsoll ${name}`));
    for (const { name, rare } of optionsOf(COMMANDS[0] as (typeof COMMANDS)[0]))
      assert.equal(new RegExp(`--${name}\\b`).test(help), rare !== true, name);
    assert.match(help, /Examples:\n/);
    assert.match(help, /Exit codes:\n {2}0 {2}clean\n {2}1 .*\n {2}2 .*\n {2}3 /);
    assert.equal(await out('-h'), help);
  });

  test('of one command', async () => {
    for (const { name, describe: text, options } of COMMANDS) {
      const help = await out(name, '--help');
      assert.match(help, new RegExp(`^plimsoll ${name}`));
      assert.ok(help.includes(text));
      for (const option of options) assert.ok(help.includes(`--${option.name}`), option.name);
    }
  });

  test('--help wins over mistakes', async t => {
    assert.equal((await run(folder(t, {}), ['--frmat', '--help'])).code, 0);
  });

  test('--version', async () => {
    assert.equal(await out('--version'), `${VERSION}\n`);
    assert.equal(await out('-V'), `${VERSION}\n`);
  });
});

describe('commands that tell', () => {
  test('rules', async () => {
    for (const { id } of rules) assert.ok((await out('rules')).includes(id));
    assert.equal(JSON.parse(await out('rules', '--format', 'json')).rules.length, rules.length);
  });

  test('explain, by id and by alias in any letter case', async () => {
    for (const rule of rules.slice(0, 5)) {
      const text = await out('explain', rule.id);
      assert.ok(text.includes(rule.summary.slice(0, 20)));
      for (const alias of rule.aliases) assert.ok((await out('explain', alias.toLowerCase())).includes(text));
    }
  });

  test('problem-matcher', async () => {
    assert.equal('problemMatcher' in JSON.parse(await out('problem-matcher', 'github')), true);
    assert.equal('tasks' in JSON.parse(await out('problem-matcher', 'vscode')), true);
  });
});

describe('completion', () => {
  test('scripts', async () => {
    assert.match(await out('completion', 'bash'), /^complete -o bashdefault -o default -F \S+ plimsoll$/m);
    assert.match(await out('completion', 'zsh'), /^#compdef plimsoll$/m);
    assert.match(await out('completion', 'fish'), /^complete -f -c plimsoll/m);
  });

  test('of words', async () => {
    const after = async (...words: string[]): Promise<string[]> =>
      (await out('--get-yargs-completions', 'plimsoll', ...words)).split('\n').slice(0, -1);
    assert.deepEqual(
      (await after('')).filter(word => /^[a-z]/.test(word)),
      COMMANDS.map(({ name }) => name),
    );
    assert.ok((await after('--f')).some(word => word.startsWith('--format')));
    assert.deepEqual(await after('lint', '--format', ''), [...FORMATS]);
    assert.deepEqual(await after('rules', '--format', ''), ['text', 'json']);
    assert.deepEqual((await after('problem-matcher', '')).slice(-2), ['vscode', 'github']);
    assert.ok((await after('explain', '')).includes(rules[0]?.id ?? 'no rule'));
    assert.ok((await after('Dockerfile', '--only', '')).includes(rules[0]?.topic ?? 'no rule'));
  });
});
