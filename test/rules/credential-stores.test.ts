/** Files of credentials, with and without one in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { credentialLine, STORES, storeAt } from '../../rules/_share/credential-stores.js';
import { noise } from './keys/makers.js';

const lineIn = (path: string, text: string): number | undefined => {
  const store = storeAt(path);
  assert.ok(store, path);
  return credentialLine(store, Buffer.from(text, 'latin1'));
};
const b64 = (text: string): string => Buffer.from(text).toString('base64');
/** Letters of a token that nobody issued. */
const word = (length: number): string => noise(length, 'word').toString('hex').slice(0, length);
const hash = '$apr1$abcdefgh$ABCDEFGHIJKLMNOPQRSTU/';

/** The text, and where its first credential stands: its line, 0 in what has no lines. */
const CASES: readonly (readonly [path: string, text: string, line: number | undefined])[] = [
  ['root/.npmrc', 'a=b\n//r/:_authToken=abcdef0123456789\n', 2],
  ['root/.npmrc', '//r/:_authToken=${T}\nalways-auth=true\n', undefined],
  ['h/.yarnrc', '"//r/:_authToken" "abcdef0123456789"\n', 1],
  ['h/.yarnrc', 'registry "https://registry.yarnpkg.com"\n', undefined],
  ['h/.yarnrc.yml', 'npmAuthToken: "abcdef0123456789"\n', 1],
  ['h/.yarnrc.yml', 'npmAuthToken: "${NPM_TOKEN:-}"\nnodeLinker: node-modules\n', undefined],
  ['h/.netrc', 'machine x\nlogin y\npassword z0\n', 3],
  ['h/.netrc', 'machine x login y\n', undefined],
  ['h/_netrc', 'machine ftp login anonymous password me@x\nmachine y login z password <password>\n', undefined],
  ['h/.git-credentials', 'https://bot:ab12@git.acme.io\n', 1],
  ['h/.git-credentials', 'https://bot@git.acme.io\n', undefined],
  ['h/.gitconfig', `[url "https://x:${word(20)}@git.acme.io/"]\n`, 1],
  ['h/.gitconfig', `[http]\n  extraheader = Authorization: Basic ${b64('x:s3cr3t')}\n`, 2],
  [
    'h/.gitconfig',
    '[user]\n  email = me@acme.io\n[url "https://git.acme.io/"]\n  insteadOf = git@git.acme.io:\n',
    undefined,
  ],
  ['h/.config/gh/hosts.yml', `github.com:\n    oauth_token: ${word(40)}\n`, 2],
  ['h/.config/gh/hosts.yml', 'github.com:\n    user: me\n    git_protocol: https\n', undefined],
  ['h/.config/hub', `github.com:\n- user: me\n  oauth_token: ${word(40)}\n`, 3],
  ['h/.config/hub', 'github.com:\n- user: me\n', undefined],
  ['h/.docker/config.json', '{"auths": {"x": {"auth": "Ym90OnNlY3JldA=="}}}', 1],
  ['h/.docker/config.json', '{"auths": {"x": {}}, "credsStore": "x"}', undefined],
  ['h/.docker/config.json', `{"auths":{"x":{"auth":"${b64('bot:')}"}}}`, undefined],
  ['h/.docker/config.json', `{"auths":{"x":{"auth":"${b64('bot:${TOKEN}')}"}}}`, undefined],
  ['h/.config/containers/auth.json', `{"auths":{"x":{"auth":"${b64('bot:s3cr3t')}"}}}`, 1],
  ['run/containers/0/auth.json', '{"auths":{}}', undefined],
  ['h/.pypirc', '[pypi]\nusername: __token__\npassword: abc-1\n', 3],
  ['h/.pypirc', '[pypi]\nusername: __token__\npassword: <token>\n', undefined],
  ['etc/pip.conf', '[global]\nindex-url = https://bot:s3cr3t@pypi.acme.io/simple\n', 2],
  ['h/.config/pip/pip.conf', `extra-index-url = https://${word(24)}@pypi.acme.io/simple\n`, 1],
  [
    'etc/pip.conf',
    '[global]\nindex-url = https://pypi.org/simple\nextra = https://bot:${T}@x.io https://a@x.io\n',
    undefined,
  ],
  ['h/.condarc', 'channels:\n  - https://bot:s3cr3t@conda.acme.io/x\n', 2],
  ['h/.condarc', 'channels:\n  - conda-forge\n', undefined],
  ['h/.aws/credentials', `[default]\naws_access_key_id = x\naws_secret_access_key = ${word(40)}\n`, 3],
  ['h/.aws/config', '[default]\nregion = eu-west-1\ncredential_process = /x\n', undefined],
  ['h/.aws/sso/cache/a.json', `{"accessToken":"${word(60)}"}`, 1],
  ['h/.aws/sso/cache/a.json', '{"startUrl":"https://x.awsapps.com/start"}', undefined],
  ['h/.config/gcloud/application_default_credentials.json', '{"client_secret": "d-abcdefghijkl"}', 1],
  ['h/.config/gcloud/application_default_credentials.json', '{"type":"external_account","audience":"x"}', undefined],
  ['h/.config/gcloud/legacy_credentials/me@x.io/adc.json', '{"refresh_token": "1//abcdefghijkl"}', 1],
  ['h/.config/gcloud/legacy_credentials/me@x.io/adc.json', '{"refresh_token": ""}', undefined],
  ['h/.config/gcloud/credentials.db', `SQLite format 3\0\x10\0{"refresh_token": "1//${word(40)}"}`, 0],
  ['h/.config/gcloud/credentials.db', 'SQLite format 3\0\x10\0CREATE TABLE credentials', undefined],
  ['h/.azure/msal_token_cache.json', `{"RefreshToken":{"x":{"secret":"0.${word(40)}"}}}`, 1],
  ['h/.azure/accessTokens.json', `[{"refreshToken":"${word(40)}"}]`, 1],
  ['h/.azure/accessTokens.json', '[]', undefined],
  ['h/.kube/config', 'users:\n- user:\n    token: abcdef123456\n', 3],
  ['h/.kube/config', 'users:\n- user:\n    tokenFile: /run/x\n    client-key: /x.key\n', undefined],
  ['etc/kubernetes/admin.conf', `    client-key-data: ${b64('-----BEGIN x')}\n`, 1],
  ['etc/kubernetes/admin.conf', '    client-key-data: ""\n', undefined],
  ['h/.terraform.d/credentials.tfrc.json', '{"credentials":{"app.terraform.io":{"token":"abcdefghij.atlas"}}}', 1],
  ['h/.terraform.d/credentials.tfrc.json', '{"credentials":{"app.terraform.io":{"token":""}}}', undefined],
  ['h/.terraformrc', 'credentials "app.terraform.io" {\n  token = "abcdefghij.atlas"\n}\n', 2],
  ['h/.terraformrc', 'plugin_cache_dir = "/x"\n', undefined],
  ['app/terraform.tfstate', '{"terraform_version":"1.5.0",\n"attributes":{"db_password":"Tr0ub4dor-x"}}', 2],
  [
    'app/terraform.tfstate.backup',
    '{"terraform_version":"1.5.0","attributes":{"name":"web","password":null}}',
    undefined,
  ],
  ['app/prod.tfvars', 'region = "eu"\ndb_password = "Tr0ub4dor-x"\n', 2],
  ['app/prod.tfvars', 'db_password = ""\nkey_name = "web"\n', undefined],
  ['h/.vault-token', `hvs.${word(40)}`, 1],
  ['h/.vault-token', '', undefined],
  ['h/.pulumi/credentials.json', `{"accessTokens": {"https://api.pulumi.com": "${word(40)}"}}`, 1],
  ['h/.pulumi/credentials.json', '{"current": "file://~"}', undefined],
  ['h/.m2/settings.xml', '<server>\n<password>s3cr3t</password></server>', 2],
  [
    'h/.m2/settings.xml',
    '<password>${env.P}</password><password>{jSMOWnoPFgsHVpMvz5VrIt5kRbzGpI8u+9EF1iFQyJQ=}</password>',
    undefined,
  ],
  ['h/.m2/settings.xml', '<settings>\n<!-- <password>s3cr3t</password>\n--></settings>', undefined],
  ['h/.gradle/gradle.properties', 'org.gradle.daemon=true\nsigning.password=Tr0ub4dor-x\n', 2],
  ['h/.gradle/gradle.properties', 'ossrhPassword=Tr0ub4dor-x\n', 1],
  ['app/gradle.properties', 'org.gradle.jvmargs=-Xmx2g\nsigning.keyId=ABCD1234\nossrhPassword=\n', undefined],
  ['app/NuGet.Config', '<x>\n<add key="ClearTextPassword" value="s3cr3t-x" /></x>', 2],
  [
    'app/NuGet.Config',
    '<add key="ClearTextPassword" value="%NUGET_TOKEN%" /><add key="Password" value="AQAA" />',
    undefined,
  ],
  ['h/.cargo/credentials.toml', `[registry]\ntoken = "cio${word(30)}"\n`, 2],
  ['h/.cargo/credentials', '[registry]\n', undefined],
  ['h/.gem/credentials', `---\n:rubygems_api_key: ${word(40)}\n`, 2],
  ['h/.gem/credentials', '---\n', undefined],
  ['h/.bundle/config', '---\nBUNDLE_GEMS__ACME__IO: "bot:s3cr3t"\n', 2],
  [
    'usr/local/bundle/config',
    '---\nBUNDLE_PATH: "/usr/local/bundle"\nBUNDLE_MIRROR__ALL: "https://gems.acme.io"\n',
    undefined,
  ],
  ['h/.composer/auth.json', '{"http-basic": {"x": {"username": "a", "password": "s3cr3t-x"}}}', 1],
  ['h/.config/composer/auth.json', `{"bearer": {"x.acme.io": "${word(20)}"}}`, 1],
  ['h/.composer/auth.json', '{"http-basic": {}, "github-oauth": {}}', undefined],
  ['etc/apt/auth.conf.d/x.conf', 'machine x login y password z0\n', 1],
  ['etc/apt/auth.conf', '# machine, login, password\n', undefined],
  ['h/.pgpass', '# host:port:db:user:password\ndb.acme.io:5432:*:app:s3cr3t\n', 2],
  ['h/.pgpass', '# host:port:db:user:password\n', undefined],
  ['h/.pgpass', 'db.acme.io:5432:*:app:pa$$w0rd9\n', 1],
  ['h/.my.cnf', '[client]\nuser=root\npassword="s3cr3t"\n', 3],
  ['h/.my.cnf', '[client]\nuser=root\npassword=\n', undefined],
  ['h/.mylogin.cnf', `\0\0\0\0${noise(20).toString('latin1')}\x10\0\0\0${noise(16).toString('latin1')}`, 0],
  ['h/.mylogin.cnf', '\0\0\0\0', undefined],
  ['h/.s3cfg', `[default]\naccess_key = x\nsecret_key = ${word(40)}\n`, 3],
  ['h/.s3cfg', '[default]\nsecret_key = \nuse_https = True\n', undefined],
  ['h/.boto', `[Credentials]\ngs_oauth2_refresh_token = 1//${word(30)}\n`, 2],
  ['h/.boto', '[Boto]\nhttps_validate_certificates = True\n', undefined],
  ['h/.passwd-s3fs', `AKIAABCDEFGH:${word(40)}\n`, 1],
  ['h/.passwd-s3fs', '# bucket:key:secret\n', undefined],
  ['h/.config/rclone/rclone.conf', `[b]\ntype = s3\nsecret_access_key = ${word(40)}\n`, 3],
  ['h/.config/rclone/rclone.conf', `[d]\ntoken = {"access_token":"${word(40)}","token_type":"Bearer"}\n`, 2],
  ['h/.config/rclone/rclone.conf', '# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nYWJj\n', undefined],
  ['h/.config/doctl/config.yaml', `access-token: dop_v1_${'0a1b2c3d'.repeat(8)}\n`, 1],
  ['h/.config/doctl/config.yaml', 'access-token: ""\ncontext: default\n', undefined],
  ['h/.oci/config', '[DEFAULT]\nkey_file=/x.pem\npass_phrase=s3cr3t\n', 3],
  ['h/.oci/config', '[DEFAULT]\nfingerprint=20:3b:97\nkey_file=/x.pem\n', undefined],
  ['h/.databrickscfg', `[DEFAULT]\ntoken = dapi${word(32)}\n`, 2],
  ['h/.databrickscfg', '[DEFAULT]\nhost = https://x.cloud.databricks.com\n', undefined],
  ['h/.kaggle/kaggle.json', `{"username":"me","key":"${word(32)}"}`, 1],
  ['h/.kaggle/kaggle.json', '{"username":"me"}', undefined],
  ['h/.config/ngrok/ngrok.yml', `version: "2"\nauthtoken: ${word(40)}\n`, 2],
  ['h/.config/ngrok/ngrok.yml', 'version: "2"\n', undefined],
  ['h/.fly/config.yml', `access_token: fo1_${word(40)}\n`, 1],
  ['h/.fly/config.yml', 'auto_update: true\n', undefined],
  ['h/.sentryclirc', `[auth]\ntoken=${word(64)}\n`, 2],
  ['h/.sentryclirc', '[defaults]\norg=acme\n', undefined],
  ['etc/nginx/.htpasswd', `me:${hash}\n`, 1],
  ['etc/nginx/.htpasswd', '# user:hash\n', undefined],
  ['var/www/wp-config.php', "<?php\ndefine( 'DB_PASSWORD', 'Tr0ub4dor' );\n", 2],
  [
    'var/www/wp-config.php',
    "define('DB_PASSWORD', 'password_here');\ndefine('AUTH_KEY', 'put your unique phrase here');\n",
    undefined,
  ],
  ['var/www/wp-config.php', "define('DB_PASSWORD', getenv_docker('WORDPRESS_DB_PASSWORD', 'x1'));\n", undefined],
  ['app/config/master.key', `${word(32)}\n`, 1],
  ['app/config/credentials/production.key', `${word(32)}`, 1],
  ['app/config/master.key', '<key>\n', undefined],
  ['app/config/database.yml', 'production:\n  password: Tr0ub4dor\n', 2],
  ['app/config/database.yml', "production:\n  password: <%= ENV['DB_PASSWORD'] %>\n", undefined],
  ['h/.config/filezilla/sitemanager.xml', `<Pass encoding="base64">${b64('s3cr3t')}</Pass>`, 1],
  ['h/.config/filezilla/sitemanager.xml', '<Pass></Pass>', undefined],
  ['app/.env', 'A=1\nexport API_KEY=a1b2c3d4e5f6a7b8c9 # x\n', 2],
  ['app/.env', `APP_NAME=Laravel\nAPP_KEY=base64:${noise(32).toString('base64')}\n`, 2],
  ['app/.env.production', 'MYSQL_PASSWORD=\nTOKEN=<token>\nKEY=/etc/x.key\n', undefined],
  ['app/.env', 'DB_PASSWORD={{ db_password }}\nAPI_TOKEN=${API_TOKEN}\nAPP_KEY=\n', undefined],
];
for (const [path, text, line] of CASES)
  test(`${path}: ${JSON.stringify(text).slice(0, 100)} at ${line}`, () => assert.equal(lineIn(path, text), line));

test('every store has an example with a credential and one without', () => {
  for (const store of STORES) {
    const cases = CASES.filter(([path]) => storeAt(path) === store);
    for (const found of [true, false])
      assert.ok(
        cases.some(([, , line]) => (line !== undefined) === found),
        `${store.names} ${found}`,
      );
  }
});

test('templates and other files are no stores', () => {
  for (const path of [
    ...['app/.env.example', 'app/.env.production.example', 'app/config.json', 'app/credentials', 'usr/lib/auth.json'],
    ...['app/my.env', 'etc/apt/apt.conf', 'app/settings.xml', 'app/config', 'src/key.key', 'app/debian.cnf'],
  ])
    assert.equal(storeAt(path), undefined, path);
});

test('any bytes are read without an error', () => {
  const paths = CASES.map(([path]) => path);
  fc.assert(
    fc.property(
      fc.constantFrom(...CASES),
      fc.constantFrom(...paths),
      fc.nat(),
      fc.uint8Array(),
      ([, text], path, at, more) => {
        const bytes = Buffer.from(text, 'latin1');
        const cut = Buffer.concat([bytes.subarray(0, at % (bytes.length + 1)), more]);
        const store = storeAt(path);
        assert.ok(store !== undefined);
        const line = credentialLine(store, cut);
        assert.ok(line === undefined || Number.isInteger(line));
      },
    ),
  );
});

test('hostile text comes to an end', () => {
  const units = [
    'password ',
    'a:b:',
    ' \t',
    '"auth":',
    'https://a:',
    'A="',
    "'",
    '<!--',
    '://',
    'login ftp ',
    '"a":"',
    'A__',
  ];
  units.push(
    '"accessTokens":{',
    'define("',
    '<add key="',
    'x'.repeat(100),
    '\0',
    '- ',
    'token:\n',
    '="',
    'BUNDLE_A__B: ',
  );
  for (const store of STORES) for (const unit of units) store.find(unit.repeat(200_000 / unit.length));
});
