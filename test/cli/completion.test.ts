/** The completion scripts in the shells that they are for, as far as these are here. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { folder } from './world.js';

/** Major version of bash; completion needs mapfile, which came with 4. */
const BASH = Number(spawnSync('bash', ['-c', 'echo ${BASH_VERSINFO[0]}'], { encoding: 'utf8' }).stdout ?? 0);
const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

/** Runs a script in a shell that has `plimsoll`. */
function shell(t: TestContext, name: string, script: string): string {
  const bin = folder(t, {
    plimsoll: `#!/bin/sh\nexec "${process.execPath}" "${path.resolve('dist/plimsoll.cjs')}" "$@"\n`,
  });
  fs.chmodSync(path.join(bin, 'plimsoll'), 0o755);
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: bin };
  const { status, stdout, stderr } = spawnSync(name, ['-c', script], { cwd: bin, env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout;
}

describe('completion in a shell', () => {
  test('bash', { skip: BASH < 4 && 'there is no bash 4 here' }, t => {
    const complete = (...words: string[]): string[] =>
      shell(
        t,
        'bash',
        `eval "$(plimsoll completion bash)"
        COMP_WORDS=(plimsoll ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
        function=$(complete -p plimsoll | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
        "$function"
        printf '%s\\n' "\${COMPREPLY[@]}"`,
      )
        .trim()
        .split('\n');
    assert.ok(complete('expl').includes('explain'));
    assert.deepEqual(complete('lint', '--pre'), ['--preset']);
    assert.deepEqual(complete('lint', '--fail-on', 'w'), ['warning']);
    assert.deepEqual(complete('explain', 'sudo-u'), ['sudo-used']);
  });

  test('fish', { skip: !has('fish') && 'there is no fish here' }, t => {
    const said = shell(t, 'fish', "plimsoll completion fish | source; complete --do-complete 'plimsoll lint --pre'");
    assert.match(said, /^--preset\b/m);
  });

  test('zsh', { skip: !has('zsh') && 'there is no zsh here' }, t => {
    // It completes only where somebody types; that it can be read and sets itself up is what can be seen from here.
    const said = shell(
      t,
      'zsh',
      'autoload -U compinit; compinit -u; eval "$(plimsoll completion zsh)"; echo $_comps[plimsoll]',
    );
    assert.match(said, /^_plimsoll/m);
  });
});
