/** Where other programs keep passwords and tokens: version control, databases, web applications. */
import { either, inAssignments, inUrls, inYaml, setting, valueOf } from './find.js';
import type { PlacedStore } from './model.js';

export const LOGIN_STORES: readonly PlacedStore[] = [
  {
    names: ['.netrc', '_netrc'],
    what: 'logins of .netrc',
    // Whoever logs in as nobody has no password.
    find: valueOf(/(?<!\S)(?<!login\s{1,20}(?:anonymous|ftp)\s{1,20})password\s{1,20}(\S{1,500})/g),
  },
  {
    names: ['.git-credentials', 'credentials'],
    path: /(?:^|\/)(?:\.git-credentials|\.config\/git\/credentials)$/,
    what: 'credentials of Git',
    find: either(valueOf(/^https?:\/\/[^\s:@/]{0,200}:([^\s@]{1,500})@/gm), inUrls),
  },
  {
    names: ['.gitconfig'],
    what: 'credentials of Git',
    find: either(
      inUrls,
      valueOf(
        /^[ \t]{0,20}extraheader[ \t]{0,9}=[^\n]{0,9}Authorization:[ \t]{0,5}\w{1,20}[ \t]{1,5}([^\s"]{8,2000})/gim,
      ),
    ),
  },
  {
    names: ['hosts.yml', 'hub', 'config.yml'],
    path: /(?:^|\/)\.config\/(?:gh\/hosts\.yml|hub|glab-cli\/config\.yml)$/,
    what: 'a token of a code host',
    find: inYaml('oauth_token|token'),
  },
  {
    names: ['.pgpass', 'pgpass.conf'],
    what: 'passwords of PostgreSQL',
    find: valueOf(/^[^\s#:]{1,253}:(?:\d{1,5}|\*):[^:\n]{1,100}:[^:\n]{1,100}:([^\n]{1,500})$/gm),
  },
  {
    names: ['.my.cnf', 'debian.cnf'],
    path: /(?:^|\/)\.my\.cnf$|^etc\/mysql\/debian\.cnf$/,
    what: 'passwords of MySQL',
    find: setting('password|pwd'),
  },
  {
    names: ['.mylogin.cnf'],
    what: 'passwords of MySQL',
    // The key that hides them stands in front of them: four zeros, twenty letters, then lines of 16 letters and more.
    find: text => (/^\0{4}.{22}\0\0.{16}/s.test(text) ? 0 : undefined),
    binary: true,
  },
  {
    names: ['.htpasswd', 'htpasswd'],
    what: 'hashes of passwords',
    find: valueOf(
      /^[^\s:#]{1,255}:(\$(?:apr1|2[aby]|5|6|1)\$[./$\w=]{8,200}|\{SSHA?\}[A-Za-z0-9+/=]{20,100}|[./0-9A-Za-z]{13})[ \t\r]{0,5}$/gm,
    ),
    hashes: true,
  },
  {
    names: ['wp-config.php'],
    what: 'passwords of WordPress',
    find: valueOf(
      /^[ \t]{0,20}define\(\s{0,9}["'](?:DB_PASSWORD|FTP_PASS|(?:SECURE_AUTH|LOGGED_IN|AUTH|NONCE)_(?:KEY|SALT))["']\s{0,9},\s{0,9}["']([^"'\n]{1,500})["']/gm,
    ),
  },
  {
    names: ['master.key', '*.key'],
    path: /(?:^|\/)config\/(?:master|credentials\/[\w-]{1,60})\.key$/,
    what: 'the key of credentials of Rails',
    find: valueOf(/^([0-9a-f]{32}|[0-9a-f]{64})\s{0,5}$/g),
  },
  {
    names: ['database.yml', 'secrets.yml'],
    path: /(?:^|\/)config\/(?:database|secrets)\.yml$/,
    what: 'passwords of Rails',
    find: inYaml('password|secret_key_base', 4),
  },
  {
    names: ['sitemanager.xml', 'recentservers.xml'],
    what: 'passwords of FileZilla',
    find: valueOf(/<Pass(?: encoding="base64")?>([^<\s]{1,500})<\/Pass>/g),
  },
  {
    names: ['.env', '.env.*'],
    path: /(?:^|\/)\.env(?:\.(?!(?:[\w.-]{0,40}\.)?(?:example|sample|template|dist|defaults?|test|schema)$)[\w.-]{1,40})?$/,
    what: 'secrets of an .env file',
    find: inAssignments(),
  },
];
