/** Commands that make accounts and put them into groups. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountChange } from '../../rules/_share/account-commands.js';
import { commands } from '../dockerfile/shell/read.js';

for (const [text, name, creates, groups] of [
  ['useradd -r -u 10 -l -G a,b app', 'app', true, ['a', 'b']],
  ['useradd --groups=docker app', 'app', true, ['docker']],
  ['usermod -aG docker app', 'app', false, ['docker']],
  ['usermod -l new -a -G x old', 'old', false, ['x']],
  ['adduser -S -D -H -h /x -s /bin/sh -G web app', 'app', true, []],
  ['adduser --disabled-password --gecos "" --ingroup web app', 'app', true, []],
  ['adduser app wheel', 'app', false, ['wheel']],
  ['addgroup app wheel', 'app', false, ['wheel']],
  ['gpasswd -a app wheel', 'app', false, ['wheel']],
] as const)
  test(text, () => {
    const [command] = commands(text);
    const change = command === undefined ? undefined : accountChange(command);
    assert.deepEqual([change?.name, change?.creates, change?.groups], [name, creates, groups]);
  });

for (const text of ['addgroup -S web', 'useradd -D -s /bin/sh', 'groupadd web', 'gpasswd -d app wheel', 'adduser'])
  test(`${text}: makes none`, () => {
    const [command] = commands(text);
    assert.equal(command === undefined ? undefined : accountChange(command), undefined);
  });
