/** Where package managers and build tools keep what they log in with. */
import { either, inAssignments, inJson, inUrls, outsideComments, setting, valueOf } from './find.js';
import type { PlacedStore } from './model.js';

export const PACKAGE_STORES: readonly PlacedStore[] = [
  {
    names: ['.npmrc', 'npmrc'],
    path: /(?:^|\/)(?:\.npmrc|etc\/npmrc)$/,
    what: 'credentials of npm',
    find: valueOf(/(?:^|:)(?:_authToken|_password|_auth)[ \t]{0,5}=[ \t]{0,5}(\S{6,2000})/gm),
  },
  {
    names: ['.yarnrc'],
    what: 'credentials of Yarn',
    find: valueOf(/(?:_authToken|_password|_auth)["']?[ \t]{1,5}(\S{6,2000})/g),
  },
  {
    names: ['.yarnrc.yml'],
    what: 'credentials of Yarn',
    find: valueOf(/npmAuth(?:Token|Ident)["']?:[ \t]{0,5}(\S{6,2000})/g),
  },
  { names: ['.pypirc'], what: 'credentials of PyPI', find: either(setting('password', 3), inUrls) },
  {
    names: ['pip.conf', 'pip.ini'],
    what: 'logins of a package index',
    find: inUrls,
  },
  { names: ['.condarc'], what: 'logins of a package channel', find: inUrls },
  {
    names: ['settings.xml'],
    path: /(?:^|\/)\.m2\/settings\.xml$/,
    what: 'passwords of Maven',
    find: outsideComments(valueOf(/<(?:password|passphrase)>\s{0,20}([^<\s]{1,500})\s{0,20}<\//g)),
  },
  { names: ['gradle.properties'], what: 'passwords of Gradle', find: inAssignments(/./) },
  {
    names: ['NuGet.Config', 'nuget.config', 'NuGet.config'],
    what: 'passwords of NuGet',
    find: outsideComments(
      valueOf(/<add\s{1,20}key\s{0,5}=\s{0,5}"ClearTextPassword"\s{1,20}value\s{0,5}=\s{0,5}"([^"\n]{1,500})"/gi),
    ),
  },
  {
    names: ['credentials', 'credentials.toml'],
    path: /(?:^|\/)\.?cargo\/credentials(?:\.toml)?$/,
    what: 'credentials of Cargo',
    find: valueOf(/^[ \t]{0,20}(?:token|secret-key)[ \t]{0,5}=[ \t]{0,5}["']([^"'\n]{6,500})["']/gm),
  },
  {
    names: ['credentials'],
    path: /(?:^|\/)\.?gem\/credentials$/,
    what: 'credentials of RubyGems',
    find: valueOf(/^:?[^\s#][^\n]{0,200}:[ \t]{1,5}["']?(?:Bearer )?([A-Za-z0-9_]{20,200})/gm),
  },
  {
    names: ['config'],
    path: /(?:^|\/)(?:\.bundle|usr\/local\/bundle)\/config$/,
    what: 'credentials of Bundler',
    find: valueOf(
      /^BUNDLE_[A-Z0-9_]{1,100}__[A-Z0-9_]{1,100}:[ \t]{1,5}["']?(?!https?:)(\w[\w.@+-]{0,100}:[^\s"']{4,300})/gm,
    ),
  },
  {
    names: ['auth.json'],
    path: /(?:^|\/)\.?composer\/auth\.json$/,
    what: 'credentials of Composer',
    find: either(
      inJson('password|github\\.com|gitlab\\.com|token'),
      valueOf(
        /"(?:github-oauth|gitlab-token|gitlab-oauth|bearer)"\s{0,20}:\s{0,20}\{\s{0,200}"[^"\n]{1,253}"\s{0,20}:\s{0,20}"([^"\s]{6,500})"/g,
      ),
    ),
  },
  {
    names: ['auth.conf', '*'],
    path: /^etc\/apt\/auth\.conf(?:\.d\/[^/]{1,200})?$/,
    what: 'logins of apt',
    find: valueOf(/(?<!\S)password\s{1,20}(\S{1,500})/g),
  },
  {
    names: ['config.json', '.dockercfg', 'auth.json'],
    path: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|containers\/(?:\d{1,10}\/)?auth\.json|helm\/registry(?:\/config)?\.json)$/,
    what: 'credentials of a registry',
    find: either(
      valueOf(/"auth"\s{0,20}:\s{0,20}"([A-Za-z0-9+/=_-]{6,8000})"/g, isLogin),
      inJson('identitytoken|registrytoken', 6),
    ),
  },
];

/** Base64 of a user and a password. */
function isLogin(value: string): boolean {
  try {
    const [, password = ''] = /^[^:]{0,1000}:(.{1,8000})$/s.exec(atob(value.replace(/=+$/, ''))) ?? [];
    return password !== '' && !/^(?:[<{$%*].{0,400}|x+)$/.test(password);
  } catch {
    // What is no base64 opens nothing.
    return false;
  }
}
