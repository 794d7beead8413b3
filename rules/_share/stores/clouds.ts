/** Where the tools of clouds and their services keep keys and tokens. */
import { either, inAssignments, inJson, inJsonByName, inYaml, setting, valueOf } from './find.js';
import type { PlacedStore } from './model.js';

const GOOGLE = either(
  inJson('refresh_token|client_secret', 10),
  valueOf(/"private_key"\s{0,20}:\s{0,20}"(-----BEGIN [^"]{100,8000})"/g),
);

export const CLOUD_STORES: readonly PlacedStore[] = [
  {
    names: ['credentials', 'config'],
    path: /(?:^|\/)\.aws\/(?:credentials|config)$/,
    what: 'keys of AWS',
    find: setting('aws_(?:secret_access_key|session_token)', 16),
  },
  {
    names: ['*.json'],
    path: /(?:^|\/)\.aws\/(?:sso|cli)\/cache\/[^/]{1,200}\.json$/,
    what: 'tokens of AWS',
    find: inJson('accessToken|refreshToken|clientSecret|SecretAccessKey|SessionToken', 16),
  },
  {
    names: ['application_default_credentials.json', 'adc.json'],
    path: /(?:^|\/)(?:application_default_credentials\.json|gcloud\/legacy_credentials\/[^/]{1,200}\/adc\.json)$/,
    what: 'credentials of Google Cloud',
    find: GOOGLE,
  },
  {
    names: ['credentials.db'],
    path: /(?:^|\/)gcloud\/credentials\.db$/,
    what: 'credentials of Google Cloud',
    find: GOOGLE,
    binary: true,
  },
  {
    names: ['accessTokens.json', 'msal_token_cache.json', 'service_principal_entries.json'],
    path: /(?:^|\/)\.azure\/[^/]{1,100}$/,
    what: 'tokens of Azure',
    find: inJson('accessToken|refreshToken|secret|client_secret', 8),
  },
  {
    names: ['config', 'kubeconfig', 'k3s.yaml', '*.conf'],
    path: /(?:^|\/)(?:\.kube\/config|kubeconfig|k3s\.yaml)$|^etc\/kubernetes\/[\w.-]{1,60}\.conf$/,
    what: 'credentials of Kubernetes',
    find: either(inYaml('token|password|client-key-data'), inJson('token|password|client-key-data')),
  },
  {
    names: ['credentials.tfrc.json'],
    what: 'credentials of Terraform',
    find: inJson('token', 10),
  },
  { names: ['.terraformrc', 'terraform.rc'], what: 'credentials of Terraform', find: setting('token', 10) },
  { names: ['*.tfstate', '*.tfstate.backup'], what: 'secrets of a state of Terraform', find: inJsonByName },
  { names: ['*.tfvars'], what: 'secrets of variables of Terraform', find: inAssignments() },
  {
    names: ['.vault-token'],
    what: 'a token of Vault',
    find: valueOf(/^\s{0,5}((?:hvs|hvb|s)\.[A-Za-z0-9_-]{20,300})/g),
  },
  {
    names: ['credentials.json'],
    path: /(?:^|\/)\.pulumi\/credentials\.json$/,
    what: 'tokens of Pulumi',
    find: either(
      inJson('accessToken', 8),
      valueOf(/"accessTokens"\s{0,20}:\s{0,20}\{\s{0,200}"[^"\n]{1,300}"\s{0,20}:\s{0,20}"([^"\s]{8,500})"/g),
    ),
  },
  { names: ['.s3cfg'], what: 'keys of S3', find: setting('secret_key|access_token|gpg_passphrase', 3) },
  {
    names: ['.boto'],
    what: 'keys of Boto',
    find: setting('aws_secret_access_key|gs_secret_access_key|gs_oauth2_refresh_token', 10),
  },
  {
    names: ['.passwd-s3fs', 'passwd-s3fs'],
    what: 'keys of S3',
    find: valueOf(/^[^\s#]{3,200}:([A-Za-z0-9+/]{30,100})[ \t]{0,5}$/gm),
  },
  {
    names: ['rclone.conf'],
    what: 'credentials of rclone',
    find: either(
      setting(
        'pass|pass2|password|password2|secret_access_key|client_secret|key|sas_url|service_account_credentials',
        4,
      ),
      inJson('access_token|refresh_token', 8),
    ),
  },
  {
    names: ['config.yaml'],
    path: /(?:^|\/)doctl\/config\.yaml$/,
    what: 'tokens of DigitalOcean',
    find: valueOf(/^[ \t]{0,40}[\w.-]{1,60}:[ \t]{1,5}((?:do[opr]_v1_)?[a-f0-9]{64})\b/gm),
  },
  {
    names: ['config'],
    path: /(?:^|\/)\.oci\/config$/,
    what: 'a passphrase of Oracle Cloud',
    find: setting('pass_phrase', 3),
  },
  { names: ['.databrickscfg'], what: 'tokens of Databricks', find: setting('token|password|client_secret', 6) },
  { names: ['kaggle.json'], what: 'a key of Kaggle', find: inJson('key', 20) },
  { names: ['ngrok.yml'], what: 'a token of ngrok', find: inYaml('authtoken|api_key', 20) },
  {
    names: ['config.yml'],
    path: /(?:^|\/)\.fly\/config\.yml$/,
    what: 'a token of Fly.io',
    find: inYaml('access_token', 20),
  },
  { names: ['.sentryclirc'], what: 'a token of Sentry', find: setting('token|api_key', 20) },
];
