/** Files of credentials, with and without one in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialLine, storeAt } from '../../rules/_share/credential-stores.js';

const lineIn = (path: string, text: string): number | undefined => {
  const store = storeAt(path);
  assert.ok(store, path);
  return credentialLine(store, text);
};
const CASES: readonly (readonly [path: string, text: string, line: number | undefined])[] = [
  ['root/.npmrc', 'a=b\n//r/:_authToken=abcdef0123456789\n', 2],
  ['root/.npmrc', '//r/:_authToken=${T}\nalways-auth=true\n', undefined],
  ['h/.netrc', 'machine x\nlogin y\npassword z0\n', 3],
  ['h/.netrc', 'machine x login y\n', undefined],
  ['h/.git-credentials', 'https://bot:ab12@git.acme.io\n', 1],
  ['h/.docker/config.json', '{"auths": {"x": {"auth": "Ym90OnNlY3JldA=="}}}', 1],
  ['h/.docker/config.json', '{"auths": {"x": {}}, "credsStore": "x"}', undefined],
  ['h/.pypirc', '[pypi]\nusername: __token__\npassword: abc-1\n', 3],
  ['h/.pgpass', '# host:port:db:user:password\ndb.acme.io:5432:*:app:s3cr3t\n', 2],
  ['h/.kube/config', 'users:\n- user:\n    token: abcdef123456\n', 3],
  ['h/.kube/config', 'users:\n- user:\n    tokenFile: /run/x\n    client-key: /x.key\n', undefined],
  ['h/.config/gcloud/application_default_credentials.json', '{"client_secret": "d-abcdefghijkl"}', 1],
  ['h/.m2/settings.xml', '<server>\n<password>s3cr3t</password></server>', 2],
  [
    'h/.m2/settings.xml',
    '<password>${env.P}</password><password>{jSMOWnoPFgsHVpMvz5VrIt5kRbzGpI8u+9EF1iFQyJQ=}</password>',
    undefined,
  ],
  ['app/.env', 'A=1\nexport API_KEY=a1b2c3d4e5f6a7b8c9 # x\n', 2],
  ['app/.env.production', 'MYSQL_PASSWORD=\nTOKEN=<token>\nKEY=/etc/x.key\n', undefined],
  ['etc/apt/auth.conf.d/x.conf', 'machine x login y password z0\n', 1],
];
for (const [path, text, line] of CASES)
  test(`${path}: ${JSON.stringify(text)} at ${line}`, () => assert.equal(lineIn(path, text), line));

test('templates and other files are no stores', () => {
  for (const path of ['app/.env.example', 'app/config.json', 'app/credentials', 'usr/lib/auth.json', 'app/my.env'])
    assert.equal(storeAt(path), undefined, path);
});

test('takes no time over hostile text', () => {
  const start = process.hrtime.bigint();
  for (const [path] of CASES)
    for (const unit of ['password ', 'a:b:', ' \t', '"auth":', 'https://a:', 'A="', "'"])
      lineIn(path, unit.repeat(65_536 / unit.length));
  assert.ok(process.hrtime.bigint() - start < 5_000_000_000n);
});
