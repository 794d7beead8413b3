import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { rules } from '../../src/builtin.js';
import { decode, LARGEST } from '../../src/cli/read.js';
import { BAD, folder, GOOD, run } from './world.js';

/** What wrong use gives: nothing on standard output, one line for people, exit code 2. */
async function wrongUse(cwd: string, argv: readonly string[], expected: RegExp): Promise<void> {
  const { code, stdout, stderr } = await run(cwd, argv);
  assert.equal(stdout, '');
  assert.match(stderr, expected);
  assert.equal(stderr.split('\n').length, 2, stderr);
  assert.equal(code, 2);
}

describe('exit codes', () => {
  test('0: clean, one line', async t => {
    const { code, stdout, stderr } = await run(folder(t, { Dockerfile: GOOD }), ['Dockerfile']);
    assert.deepEqual([code, stderr, stdout.split('\n').length], [0, '', 2]);
  });

  test('1: findings at or above the threshold, from the command line or the settings', async t => {
    const cwd = folder(t, { Dockerfile: BAD, 'a/Dockerfile': BAD, 'a/.plimsoll.yaml': 'fail-on: never\n' });
    assert.equal((await run(cwd, ['Dockerfile'])).code, 1);
    assert.equal((await run(cwd, ['Dockerfile', '--fail-on', 'never'])).code, 0);
    assert.equal((await run(cwd, ['Dockerfile', '--fail-on', 'info', '-f', 'json'])).code, 1);
    assert.equal((await run(cwd, ['a'])).code, 0);
    assert.equal((await run(cwd, ['a', '--fail-on', 'warning'])).code, 1);
    assert.equal((await run(cwd, ['.'])).code, 1);
  });

  test('2: wrong use', async t => {
    const cwd = folder(t, {
      Dockerfile: GOOD,
      '.plimsoll.yaml': '',
      'a/.plimsoll.yaml': 'x: 1\n',
      'a/Dockerfile': GOOD,
    });
    await wrongUse(cwd, ['--frmat', 'json'], /^plimsoll: there is no option --frmat; did you mean '--format'\?\n$/);
    await wrongUse(cwd, ['-f', 'jsno'], /cannot be 'jsno': one of .*; did you mean 'json'\?\n$/);
    await wrongUse(cwd, ['--output'], /^plimsoll: --output needs a value; see plimsoll --help\n$/);
    await wrongUse(cwd, ['explian', 'DL3008'], /no command 'explian'; did you mean 'explain'\?\n$/);
    await wrongUse(cwd, ['rulse'], /^plimsoll: there is no file and no command 'rulse'; did you mean 'rules'\?\n$/);
    await wrongUse(
      cwd,
      ['--only', 'sudo-usd', 'Dockerfile'],
      /--only: there is no rule, alias or topic 'sudo-usd'; did you mean '/,
    );
    await wrongUse(cwd, ['--skip', 'qqqqqqqq', 'Dockerfile'], /'qqqqqqqq'; plimsoll rules lists them\n$/);
    await wrongUse(cwd, ['a'], /^plimsoll: a\/\.plimsoll\.yaml:1:1: there is no key 'x'; /);
    await wrongUse(cwd, ['-c', 'none.yaml', 'Dockerfile'], /^plimsoll: none\.yaml: there is no such settings file\n$/);
    await wrongUse(cwd, ['--context', 'none', 'Dockerfile'], /^plimsoll: --context 'none': there is no such folder\n$/);
    await wrongUse(cwd, ['--context', 'Dockerfile', 'Dockerfile'], /it is a file, not a folder\n$/);
    await wrongUse(cwd, ['--build-arg', '=x', 'Dockerfile'], /--build-arg: '' is not the name of a variable\n$/);
    await wrongUse(
      cwd,
      ['-o', 'no/where.json', 'Dockerfile'],
      /--output: 'no\/where\.json' cannot be written: its folder does not exist\n$/,
    );
    await wrongUse(cwd, ['explain', 'no-such-rule-at-all'], /^plimsoll: there is no rule or alias /);
  });

  test('3: something could not be read; the rest is linted, and 3 wins over 1', async t => {
    const cwd = folder(t, { Dockerfile: BAD, 'nul.Dockerfile': 'FROM a\0b' });
    const { code, stdout, stderr } = await run(cwd, ['.', 'none', '-f', 'json']);
    assert.equal(code, 3);
    assert.equal(stderr, '');
    const report = JSON.parse(stdout);
    assert.equal(report.findings.length > 0, true);
    assert.deepEqual(
      report.subjects.map(({ path, error }: { path: string; error?: string }) => [path, error]),
      [
        ['Dockerfile', undefined],
        ['none', 'there is no such file'],
        ['nul.Dockerfile', 'it is a binary file, not a Dockerfile'],
      ],
    );
    assert.equal((await run(cwd, ['none'])).code, 3);
  });

  test('3: what should never happen is one sentence, without a stack unless asked for', async t => {
    const cwd = folder(t, { Dockerfile: GOOD });
    const broken = new Error('first line\nsecond line');
    const { code, stdout, stderr } = await run(cwd, ['Dockerfile'], { broken });
    assert.deepEqual([code, stdout], [3, '']);
    assert.equal(
      stderr,
      'plimsoll: something went wrong that should not have: first line; PLIMSOLL_DEBUG=1 shows where\n',
    );
    assert.match((await run(cwd, ['Dockerfile'], { broken, env: { PLIMSOLL_DEBUG: '1' } })).stderr, /\n +at /);
  });
});

describe('bad input', () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('FROM scratch\n', 'utf16le')]);
  const cases: readonly (readonly [string, Uint8Array | string, string | undefined])[] = [
    ['binary', 'FROM a\n\0\0', 'it is a binary file, not a Dockerfile'],
    ['UTF-16', utf16, 'it is written in UTF-16; save it as UTF-8'],
    ['UTF-16, other end first', Buffer.from(utf16).swap16(), 'it is written in UTF-16; save it as UTF-8'],
    ['no UTF-8', Buffer.alloc(100, 0xe9), 'it is not UTF-8 text; if it is a Dockerfile, save it as UTF-8'],
    ['a Latin-1 comment', Buffer.from(`# caf\xe9 au lait\n${GOOD}`, 'latin1'), undefined],
    ['UTF-8 with BOM', `\ufeff${GOOD}`, undefined],
    ['nothing', '', undefined],
  ];
  for (const [name, content, expected] of cases) {
    test(name, () => {
      const result = decode(Buffer.from(content), 'x');
      assert.equal('error' in result ? result.error : undefined, expected);
    });
  }

  test('a file that is too large is not read', async t => {
    const cwd = folder(t, { 'a.Dockerfile': GOOD });
    fs.truncateSync(path.join(cwd, 'a.Dockerfile'), 50 * 1024 * 1024);
    const { code, stdout } = await run(cwd, ['a.Dockerfile', '-f', 'compact']);
    assert.equal(code, 3);
    assert.match(stdout, /^a\.Dockerfile:1:1: error: it has 50\.0 MB; files above 10 MB are not read \[/);
  });

  test('standard input that is too large', async t => {
    const stdin = Buffer.alloc(LARGEST + 100, 0x23);
    const { code, stdout } = await run(folder(t, {}), ['-', '-f', 'compact'], { stdin });
    assert.equal(code, 3);
    assert.match(stdout, /it has more than 10 MB/);
  });

  test('a file without permission, or a name too long', async t => {
    const cwd = folder(t, { 'a.Dockerfile': GOOD });
    const { stdout } = await run(cwd, ['x'.repeat(5000), 'a.Dockerfile/b', '-f', 'compact']);
    assert.match(stdout, /too long/);
    assert.match(stdout, /a\.Dockerfile\/b:1:1: error: there is no such file/);
    // Root reads everything.
    if (process.getuid?.() === 0) return;
    fs.chmodSync(path.join(cwd, 'a.Dockerfile'), 0);
    assert.match((await run(cwd, ['.', '-f', 'compact'])).stdout, /its permissions do not let you read it/);
  });
});

describe('standard input', () => {
  test('has a name, and the settings for that name', async t => {
    const cwd = folder(t, { 'a/.plimsoll.yaml': 'fail-on: never\nignore: [x.Dockerfile]\n' });
    const plain = await run(cwd, ['-', '-f', 'compact'], { stdin: BAD });
    assert.equal(plain.code, 1);
    assert.match(plain.stdout, /^<stdin>:2:\d+: /m);
    const named = await run(cwd, ['-', '--stdin-filename', 'a/Dockerfile', '-f', 'compact'], { stdin: BAD });
    assert.equal(named.code, 0);
    assert.match(named.stdout, /^a\/Dockerfile:2:/m);
    const ignored = await run(cwd, ['-', '--stdin-filename', 'a/x.Dockerfile'], { stdin: BAD });
    assert.deepEqual([ignored.code, ignored.stdout], [0, '']);
  });
});

describe('what is linted, and how', () => {
  test('--build-arg from the environment, --target, --context', async t => {
    const cwd = folder(t, { Dockerfile: 'ARG BASE\nFROM ${BASE}\nCOPY missing /\nUSER 1\n', '.dockerignore': 'x\n' });
    const argv = ['Dockerfile', '--build-arg', 'BASE', '--build-arg', 'X=1', '--context', '.', '--target', '0'];
    const { code, stderr } = await run(cwd, [...argv, '-f', 'json', '--fail-on', 'never'], {
      env: { BASE: 'alpine:3' },
    });
    assert.deepEqual([code, stderr], [0, '']);
  });

  test('--only and --skip take ids, aliases and topics', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    const rule = rules.find(({ aliases }) => aliases.length > 0);
    assert.ok(rule !== undefined);
    const ran = async (...argv: string[]): Promise<string[]> => {
      const { stdout } = await run(cwd, ['Dockerfile', '-f', 'json', ...argv]);
      return JSON.parse(stdout).outcomes.map((outcome: { rule: string }) => outcome.rule);
    };
    assert.deepEqual(await ran('--only', rule.id), [rule.id]);
    assert.equal((await ran('--only', rule.aliases[0]?.toLowerCase() ?? '')).includes(rule.id), true);
    assert.equal((await ran('--preset', 'all', '--skip', rule.topic)).includes(rule.id), false);
    const judging = rules.filter(it => it.dockerfile !== undefined || it.config !== undefined);
    assert.equal((await ran('--preset', 'all')).length, judging.length);
  });

  test('the day decides what until= means', async t => {
    const allow = '# plimsoll allow-file sudo-used until=2025-06-30 -- later\n';
    const cwd = folder(t, { Dockerfile: allow + BAD });
    const before = await run(cwd, ['Dockerfile', '-f', 'json'], { today: '2025-06-30' });
    const after = await run(cwd, ['Dockerfile', '-f', 'json'], { today: '2025-07-01' });
    assert.notEqual(before.stdout, after.stdout);
  });

  test('the same files give the same bytes', async t => {
    const cwd = folder(t, { Dockerfile: BAD, 'a/Dockerfile': BAD });
    for (const format of ['text', 'json', 'compact', 'sarif']) {
      assert.equal((await run(cwd, ['-f', format])).stdout, (await run(cwd, ['-f', format, 'a', '.'])).stdout);
    }
  });

  test('--quiet says nothing about what is clean', async t => {
    assert.deepEqual(await run(folder(t, { Dockerfile: GOOD }), ['-q']), { code: 0, stdout: '', stderr: '' });
  });
});

describe('--output', () => {
  test('replaces a file as a whole, and leaves nothing else behind', async t => {
    const cwd = folder(t, { Dockerfile: BAD, 'out/report.json': 'old' });
    fs.chmodSync(path.join(cwd, 'out/report.json'), 0o600);
    fs.symlinkSync('out/report.json', path.join(cwd, 'link.json'));
    const { code, stdout } = await run(cwd, ['Dockerfile', '-f', 'json', '-o', 'link.json']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(JSON.parse(fs.readFileSync(path.join(cwd, 'out/report.json'), 'utf8')).version, 1);
    assert.equal(fs.statSync(path.join(cwd, 'out/report.json')).mode & 0o777, 0o600);
    assert.equal(fs.lstatSync(path.join(cwd, 'link.json')).isSymbolicLink(), true);
    assert.deepEqual(fs.readdirSync(path.join(cwd, 'out')), ['report.json']);
  });

  test('to a folder is wrong use', async t => {
    const cwd = folder(t, { Dockerfile: GOOD, out: null });
    await wrongUse(cwd, ['Dockerfile', '-o', 'out'], /--output: 'out' cannot be written: EISDIR\n$/);
    assert.deepEqual(fs.readdirSync(path.join(cwd, 'out')), []);
  });

  test('has no colours', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    await run(cwd, ['Dockerfile', '-o', 'x'], { columns: 80, env: { TERM: 'xterm' } });
    assert.doesNotMatch(fs.readFileSync(path.join(cwd, 'x'), 'utf8'), /\x1b/);
  });
});
