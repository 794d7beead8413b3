/** Settings that speak of secrets and hold none. */
import { camel, kebab, type Name, setting, snake, upper } from '../passwords.js';
import type { Random } from '../random.js';
import { type Harmless, kind } from './shape.js';

/** What stands for a secret. */
const STAND_INS = [
  ...[
    'changeme',
    'change-me',
    'xxxx',
    'xxxxxxxxxxxxxxxx',
    '********',
    '<token>',
    '<your-password>',
    'your-secret-here',
  ],
  ...[
    'YOUR_API_KEY',
    'REPLACE_ME',
    'password',
    'secret',
    'example',
    'insert-token-here',
    'todo',
    'TBD',
    'dummy',
    'test',
  ],
  ...['${TOKEN}', '$DB_PASSWORD', '{{ vault_password }}', '{{ .Values.password }}', '%(password)s', '%DB_PASSWORD%'],
  ...['@PASSWORD@', '${env:SECRET}', '${{ secrets.TOKEN }}', '#{password}', 'ENC[AES256_GCM,data:8fk2ls,type:str]'],
  ...[
    'file:/run/secrets/p',
    '/run/secrets/password',
    'vault:secret/data/app#password',
    'env:DB_PASSWORD',
    'ssm:/app/db',
  ],
  ...['arn:aws:secretsmanager:eu-central-1:123456789012:secret:app-x1y2z3', 'op://vault/item/password', 'null', 'none'],
  ...['true', 'false', '', 'disabled', 'required', 'redacted', '[redacted]', 'not-a-secret', 'fake-token', 'sample'],
];
const OTHER: readonly Name[] = [
  ...['password min length', 'token ttl', 'secret name', 'key file', 'password file', 'token url', 'auth method'],
  ...[
    'password policy',
    'token endpoint',
    'primary key',
    'sort key',
    'cache key',
    'public key',
    'key id',
    'token type',
  ],
].map(words => words.split(' '));

const pair = (r: Random): { name: Name; value: string } => ({ name: setting(r).name, value: r.pick(STAND_INS) });
const several = (r: Random, line: (one: { name: Name; value: string }) => string) =>
  Array.from({ length: 4 }, () => line(pair(r))).join('\n');

const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  'password min length': ['12'],
  'token ttl': ['3600', '15m'],
  'secret name': ['app-database', 'registry-credentials'],
  'key file': ['/etc/tls/server.pem', 'tls.key'],
  'password file': ['/run/secrets/db'],
  'token url': ['https://login.acme.io/oauth2/v2.0/token'],
  'auth method': ['scram-sha-256', 'client_secret_basic'],
  'password policy': ['minimum-eight-characters-one-digit'],
  'token endpoint': ['https://login.acme.io/oauth/token'],
  'primary key': ['customer_identifier_2'],
  'sort key': ['created_at_1'],
  'cache key': ['app-v2-0123456789abcdef'],
  'public key': ['MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='],
  'key id': ['0123456789abcdef0123456789abcdef01234567'],
  'token type': ['Bearer', 'urn:ietf:params:oauth:token-type:jwt'],
};
const speaking = (r: Random): { name: Name; value: string } => {
  const name = r.pick(OTHER);
  return { name, value: r.pick(HARMLESS[name.join(' ')] ?? ['x']) };
};
const yamlValue = (value: string) => (/^[{%@#[*$<]/.test(value) ? JSON.stringify(value) : value);

export const SETTINGS: readonly Harmless[] = [
  kind(
    '.env with stand-ins',
    '.env',
    50,
    r => `${several(r, ({ name, value }) => `${upper(name)}=${value}`)}\nPORT=80\n`,
  ),
  kind('.env.example', '.env.example', 30, r => `${upper(setting(r).name)}=${setting(r).value}\nPORT=80\n`),
  kind(
    'YAML with stand-ins',
    'config/app.yml',
    60,
    r => `app:\n${several(r, ({ name, value }) => `  ${snake(name)}: ${yamlValue(value)}`)}\n`,
  ),
  kind('JSON with stand-ins', 'config/app.json', 60, r =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: 4 }, () => pair(r)).map(({ name, value }) => [camel(name), value])),
    ),
  ),
  kind('properties with stand-ins', 'app.properties', 50, r =>
    several(r, ({ name, value }) => `app.${name.join('.')}=${value}`),
  ),
  kind(
    'INI with stand-ins',
    'app.ini',
    50,
    r => `[app]\n${several(r, ({ name, value }) => `${snake(name)} = ${value}`)}\n`,
  ),
  kind(
    'TOML with stand-ins',
    'app.toml',
    40,
    r => `[app]\n${several(r, ({ name, value }) => `${snake(name)} = ${JSON.stringify(value)}`)}\n`,
  ),
  kind(
    'XML with stand-ins',
    'app.xml',
    40,
    r =>
      `<app>\n${several(r, ({ name, value }) => `  <${camel(name)}>${value.replaceAll('<', '&lt;')}</${camel(name)}>`)}\n</app>\n`,
  ),
  kind(
    'settings about secrets',
    'policy.yml',
    60,
    r =>
      `app:\n${Array.from({ length: 4 }, () => speaking(r))
        .map(({ name, value }) => `  ${snake(name)}: ${value}`)
        .join('\n')}\n`,
  ),
  kind('settings about secrets', 'policy.properties', 40, r =>
    Array.from({ length: 4 }, () => speaking(r))
      .map(({ name, value }) => `app.${kebab(name)}=${value}`)
      .join('\n'),
  ),
  kind('secretKeyRef', 'deploy.yaml', 40, r => {
    const { name } = setting(r);
    return `containers:\n  - name: app\n    env:\n      - name: ${upper(name)}\n        valueFrom:\n          secretKeyRef:\n            name: ${kebab(name)}-store\n            key: ${kebab(name)}\n`;
  }),
  kind('docker-compose with variables', 'docker-compose.yml', 40, r => {
    const { name } = setting(r);
    return `services:\n  app:\n    environment:\n      - ${upper(name)}=\${${upper(name)}:?}\n      ${upper(name)}_FILE: /run/secrets/${snake(name)}\nsecrets:\n  ${snake(name)}:\n    external: true\n`;
  }),
  kind('Terraform variables', 'variables.tf', 40, r => {
    const { name } = setting(r);
    return `variable "${snake(name)}" {\n  type      = string\n  sensitive = true\n}\nresource "x" "y" {\n  ${snake(name)} = var.${snake(name)}\n  other = data.vault_generic_secret.app.data["${snake(name)}"]\n}\n`;
  }),
  kind('CI with secrets', '.github/workflows/ci.yml', 40, r => {
    const { name } = setting(r);
    return `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    permissions:\n      id-token: write\n    steps:\n      - run: make\n        env:\n          ${upper(name)}: \${{ secrets.${upper(name)} }}\n`;
  }),
  kind(
    'Ansible with a vault',
    'group_vars/all.yml',
    20,
    r => `db_user: app\ndb_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${r.hex(80)}\n  ${r.hex(80)}\n`,
  ),
  kind(
    'sealed secret',
    'sealed.yaml',
    20,
    r =>
      `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: Ag${r.base64(300)}\n`,
  ),
  kind(
    'settings of nginx',
    'nginx.conf',
    15,
    () =>
      'server {\n  listen 443 ssl;\n  ssl_certificate_key /etc/ssl/private/server.key;\n  ssl_password_file /etc/ssl/pass;\n  auth_basic "Restricted";\n  proxy_set_header Authorization $http_authorization;\n}\n',
  ),
  kind(
    'npmrc with a variable',
    '.npmrc',
    15,
    () => '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\nalways-auth=true\n',
  ),
  kind(
    'registries without a login',
    '.docker/config.json',
    15,
    () => '{"auths":{"registry.acme.io":{}},"credsStore":"pass"}',
  ),
  kind(
    'hashes of passwords',
    'users.yml',
    20,
    r =>
      `users:\n  - name: a\n    password_hash: $2b$12$${r.text('abcdefghijklmnopqrstuvwxyzABCDEF0123456789./', 53)}\n    passwordHash: "$argon2id$v=19$m=65536,t=3,p=4$${r.base64(16).replace(/=+$/, '')}$${r.base64(32).replace(/=+$/, '')}"\n`,
  ),
];
