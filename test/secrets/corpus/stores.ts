/** Files in which programs keep credentials. */
import { ALNUM, BASE64URL, LOWER, type Random } from './random.js';
import { checksum62 } from './tokens.js';

interface StoreMaker {
  readonly path: string;
  readonly what: string;
  /** The file, and the secret in it. */
  text(random: Random): [content: string, secret: string];
}

const store = (
  path: string,
  what: string,
  value: (random: Random) => string,
  around: (value: string) => string,
): StoreMaker => ({
  path,
  what,
  text: random => {
    const secret = value(random);
    return [around(secret), secret];
  },
});

const word = (random: Random) => `${random.text(ALNUM, 11)}7q`;
const basic = (random: Random) => Buffer.from(`bot:${word(random)}`).toString('base64');
const npm = (random: Random) => {
  const body = random.text(ALNUM, 30);
  return `np${'m'}_${body}${checksum62(body)}`;
};

export const STORES: readonly StoreMaker[] = [
  store('.npmrc', 'credentials of npm', npm, v => `fund=false\n//registry.npmjs.org/:_authToken=${v}\n`),
  store('.npmrc', 'credentials of npm', basic, v => `//npm.acme.io/:_auth=${v}\nalways-auth=true\n`),
  store('.yarnrc.yml', 'credentials of Yarn', word, v => `nodeLinker: node-modules\nnpmAuthToken: "${v}"\n`),
  store('.netrc', 'logins of .netrc', word, v => `machine git.acme.io\n  login bot\n  password ${v}\n`),
  store('.git-credentials', 'credentials of Git', word, v => `https://bot:${v}@git.acme.io\n`),
  store('.docker/config.json', 'credentials of a registry', basic, v =>
    JSON.stringify({ auths: { 'registry.acme.io': { auth: v } } }),
  ),
  store(
    '.aws/credentials',
    'keys of AWS',
    r => r.text(ALNUM, 40),
    v => `[default]\naws_secret_access_key = ${v}\nregion = eu-central-1\n`,
  ),
  store('.pypirc', 'credentials of PyPI', word, v => `[acme]\nusername = bot\npassword = ${v}\n`),
  store(
    '.config/pip/pip.conf',
    'index of pip',
    word,
    v => `[global]\nindex-url = https://bot:${v}@pypi.acme.io/simple\n`,
  ),
  store('.pgpass', 'passwords of PostgreSQL', word, v => `db.acme.io:5432:app:app:${v}\n`),
  store('.my.cnf', 'passwords of MySQL', word, v => `[client]\nuser=app\npassword=${v}\n`),
  store(
    '.kube/config',
    'credentials of Kubernetes',
    r => r.text(BASE64URL, 60),
    v => `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: ${v}\n`,
  ),
  store(
    '.config/gcloud/application_default_credentials.json',
    'credentials of Google Cloud',
    r => `1//0${r.text(BASE64URL, 98)}`,
    v => JSON.stringify({ client_id: 'x.apps.googleusercontent.com', refresh_token: v, type: 'authorized_user' }),
  ),
  store('.cargo/credentials.toml', 'credentials of Cargo', word, v => `[registry]\ntoken = "${v}x9x9x9"\n`),
  store(
    '.gem/credentials',
    'credentials of RubyGems',
    r => `ruby${'gems_'}${r.hex(48)}`,
    v => `---\n:rubygems_api_key: ${v}\n`,
  ),
  store('.composer/auth.json', 'credentials of Composer', word, v =>
    JSON.stringify({ 'http-basic': { 'repo.acme.io': { username: 'bot', password: v } } }),
  ),
  store(
    '.m2/settings.xml',
    'passwords of Maven',
    word,
    v =>
      `<settings><servers><server><id>acme</id><username>bot</username><password>${v}</password></server></servers></settings>\n`,
  ),
  store(
    '.nuget/NuGet/NuGet.Config',
    'credentials of NuGet',
    word,
    v =>
      `<configuration><packageSourceCredentials><acme><add key="Username" value="bot" /><add key="ClearTextPassword" value="${v}" /></acme></packageSourceCredentials></configuration>\n`,
  ),
  store('.gradle/gradle.properties', 'passwords of Gradle', word, v => `org.gradle.daemon=true\nacmePassword=${v}\n`),
  store('.terraform.d/credentials.tfrc.json', 'credentials of Terraform', word, v =>
    JSON.stringify({ credentials: { 'app.terraform.io': { token: v } } }),
  ),
  store(
    '.config/gh/hosts.yml',
    'credentials of GitHub',
    r => {
      const body = r.text(ALNUM, 30);
      return `gh${'o_'}${body}${checksum62(body)}`;
    },
    v => `github.com:\n    user: bot\n    oauth_token: ${v}\n`,
  ),
  store(
    '.config/rclone/rclone.conf',
    'remotes of rclone',
    r => r.text(ALNUM, 40),
    v => `[acme]\ntype = s3\naccess_key_id = x\nsecret_access_key = ${v}\n`,
  ),
  store(
    '.s3cfg',
    'keys of s3cmd',
    r => r.text(ALNUM, 40),
    v => `[default]\nhost_base = s3.acme.io\nsecret_key = ${v}\n`,
  ),
  store(
    '.vault-token',
    'token of Vault',
    r => `hv${'s.'}${r.text(BASE64URL, 90)}`,
    v => v,
  ),
  store(
    'config/master.key',
    'master key of Rails',
    r => r.hex(32),
    v => v,
  ),
  store(
    'wp-config.php',
    'password of WordPress',
    word,
    v => `<?php\ndefine( 'DB_NAME', 'wp' );\ndefine( 'DB_PASSWORD', '${v}' );\n`,
  ),
  store(
    '.config/wireguard/wg0.conf',
    'key of WireGuard',
    r => r.base64(32),
    v => `[Interface]\nAddress = 10.0.0.2/32\nPrivateKey = ${v}\n`,
  ),
  store(
    '.config/hub',
    'credentials of GitHub',
    r => r.text(`${LOWER}0123456789`, 40),
    v => `github.com:\n- user: bot\n  oauth_token: ${v}\n  protocol: https\n`,
  ),
];
