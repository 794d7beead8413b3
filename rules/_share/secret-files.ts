/** Files that hold nothing but credentials, by their name. */
const FILES = new Set(
  'id_rsa id_dsa id_ecdsa id_ed25519 id_ecdsa_sk id_ed25519_sk ssh_host_rsa_key ssh_host_dsa_key ssh_host_ecdsa_key ssh_host_ed25519_key .netrc _netrc .git-credentials .pgpass .pypirc .dockercfg .s3cfg .boto .env .env.local credentials.json credentials.xml credential.json application_default_credentials.json client_secret.json client_secrets.json service-account.json service_account.json serviceaccount.json password.txt passwords.txt secret_token.rb master.key privkey.pem private.pem private.key private-key.pem private_key.pem key.pem server.key server-key.pem client.key client-key.pem tls.key ssl.key ca.key ca-key.pem kubeconfig .vault-token .mylogin.cnf .passwd-s3fs .databrickscfg rclone.conf credentials.tfrc.json msal_token_cache.json accesstokens.json'.split(
    ' ',
  ),
);
/** The same where the folder is needed to tell. */
const PATHS = new Set([
  '.aws/credentials',
  '.docker/config.json',
  '.kube/config',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.pulumi/credentials.json',
  'gcloud/credentials.db',
  'gh/hosts.yml',
]);
const FOLDERS = new Set(['.aws', '.ssh', '.gnupg']);
const EXTENSIONS = /\.(?:p12|pfx|keystore|kdbx|ovpn|psafe3|agilekeychain|keychain|private_key|ppk|keytab|tfstate)$/;
const MADE_UP = /^(?:tests?|specs?|__tests__|fixtures?|testdata|examples?|samples?|mocks?|dummy)$/i;
/** Whoever has one of these has what it opens: private keys and key stores. */
const KEYS =
  /^(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|ssh_host_\w{1,20}_key|[\w.-]{0,60}\.key|[\w.-]{0,60}(?:priv|key)[\w-]{0,20}\.pem)$/i;

/** Does a path, by its parts without `.`, name a file or folder that holds credentials? */
export function isSecretPath(parts: readonly string[]): boolean {
  const name = parts.at(-1) ?? '';
  return (
    FILES.has(name.toLowerCase()) || FOLDERS.has(name) || EXTENSIONS.test(name) || PATHS.has(parts.slice(-2).join('/'))
  );
}

/** Does it stand among tests or examples, whose credentials are made up? */
export function isMadeUp(parts: readonly string[]): boolean {
  return parts.some(part => MADE_UP.test(part));
}

/** Is a secret file a key or a store of credentials, and not settings that may hold one? */
export function isKey(parts: readonly string[]): boolean {
  const name = parts.at(-1) ?? '';
  return KEYS.test(name) || EXTENSIONS.test(name) || PATHS.has(parts.slice(-2).join('/'));
}
