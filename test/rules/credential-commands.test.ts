/** Commands that are given a credential, and files that by their names hold one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKey, isSecretPath } from '../../rules/_share/secret-files.js';
import { lintWith, rulesOnDisk } from '../support/rules.js';

const rule = (await rulesOnDisk()).find(one => one.rule.id === 'secret-via-command')?.rule;
assert.ok(rule);
const VALUE = 'a1b2c3d4e5f6'.repeat(3);

for (const [command, number] of [
  [`wandb login ${VALUE}`, 1],
  ['wandb login', 0],
  [`ngrok config add-authtoken ${VALUE}`, 1],
  ['ngrok config check', 0],
  [`glab auth login --hostname git.acme.io --token ${VALUE}`, 1],
  ['glab auth login --stdin', 0],
  [`dotnet nuget add source https://nuget.acme.io/v3 -n acme -u bot -p ${VALUE}`, 1],
  ['dotnet nuget add source https://nuget.acme.io/v3 -n acme', 0],
  [`docker login -u bot -p ${VALUE} registry.acme.io`, 1],
  ['docker login --password-stdin registry.acme.io', 0],
] as const)
  test(`${command.replace(VALUE, '…')}: ${number}`, () =>
    assert.equal(lintWith(rule, `FROM debian:12\nRUN ${command}\n`).findings.length, number));

test('names of files of credentials', () => {
  const parts = (path: string): string[] => path.split('/');
  for (const path of [
    ...['h/.aws/credentials', 'x/.pulumi/credentials.json', 'h/.config/gcloud/credentials.db', 'a/terraform.tfstate'],
    ...['h/.config/gh/hosts.yml', 'etc/krb5.keytab', 'h/.mylogin.cnf', 'rclone.conf', 'a/id_ed25519'],
  ])
    assert.ok(isSecretPath(parts(path)), path);
  for (const path of ['ansible/hosts.yml', 'app/credentials.db', 'a/main.tf', 'id_ed25519.pub', 'config/app.conf'])
    assert.ok(!isSecretPath(parts(path)), path);
  assert.ok(isKey(parts('etc/krb5.keytab')));
});
