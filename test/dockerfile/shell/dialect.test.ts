import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseName, dialectOf, shellOptions } from '../../../src/dockerfile/shell/dialect.js';

test('the dialect of the words in front of a script', () => {
  for (const [shell, dialect] of [
    ['/bin/sh -c', 'sh'],
    ['/bin/dash -c', 'dash'],
    ['/bin/bash -o pipefail -c', 'bash'],
    ['/usr/bin/env bash', 'bash'],
    ['/usr/bin/env -S ksh -e', 'ksh'],
    ['/bin/busybox sh -c', 'ash'],
    ['/bin/ash -c', 'ash'],
    ['zsh -c', 'zsh'],
    ['C:\\Windows\\System32\\cmd.exe /S /C', 'cmd'],
    ['cmd /S /C', 'cmd'],
    ['PowerShell.exe -Command', 'powershell'],
    ['/usr/bin/pwsh -Command', 'powershell'],
    ['conda run -n x /bin/bash -c', 'bash'],
    ['/usr/bin/env python3', 'other'],
    ['/usr/bin/fish -c', 'other'],
    ['', 'other'],
  ] as const)
    assert.equal(dialectOf(shell.split(' ')), dialect, shell);
});

test('options of the shell', () => {
  for (const [shell, pipefail, errexit] of [
    ['/bin/sh -c', false, false],
    ['/bin/bash -o pipefail -c', true, false],
    ['/bin/bash -eo pipefail -c', true, true],
    ['/bin/bash -euxo pipefail -c', true, true],
    ['/bin/bash -o errexit -o pipefail -c', true, true],
    ['/bin/bash -e +e -c', false, false],
    ['/bin/bash --login -ec', false, true],
    ['/usr/bin/env bash -o pipefail -c', true, false],
    ['/bin/bash -c -o pipefail', true, false],
    ['/bin/bash -O extglob -c', false, false],
  ] as const)
    assert.deepEqual(shellOptions(shell.split(' ')), { pipefail, errexit }, shell);
});

test('base names', () => {
  assert.deepEqual(['/usr/bin/x', 'x', 'C:\\a\\X.exe', 'a\\b', 'x.exe', 'C:/a/b'].map(baseName), [
    'x',
    'x',
    'X',
    'a\\b',
    'x',
    'b',
  ]);
});
