import type { BaseImage } from '../../src/rule.js';
import { officialName } from './official-images.js';

const JAVA =
  'JAVA_HOME JAVA_VERSION JAVA_URL JAVA_BASE_URL JAVA_URL_VERSION JAVA_DEBIAN_VERSION JAVA_ALPINE_VERSION CA_CERTIFICATES_JAVA_VERSION LANG LANGUAGE LC_ALL';

/** The variables that Docker Official Images set in any of their versions, besides PATH; others set by nobody but the file. */
const VARIABLES: Readonly<Record<string, string>> = {
  almalinux: 'LANG',
  alpine: '',
  amazonlinux: '',
  archlinux: 'LANG',
  busybox: '',
  'buildpack-deps': '',
  centos: 'container',
  debian: '',
  fedora: 'DISTTAG FGC FBR container',
  oraclelinux: '',
  rockylinux: '',
  ubuntu: 'LANG',
  amazoncorretto: JAVA,
  'eclipse-temurin': JAVA,
  openjdk: JAVA,
  golang: 'GOLANG_VERSION GOPATH GOTOOLCHAIN GO111MODULE GOROOT',
  gradle: `${JAVA} GRADLE_HOME GRADLE_VERSION`,
  httpd: 'HTTPD_PREFIX HTTPD_VERSION HTTPD_SHA256 HTTPD_PATCHES APACHE_DIST_URLS NGHTTP2_VERSION OPENSSL_VERSION',
  maven: `${JAVA} MAVEN_HOME MAVEN_CONFIG MAVEN_VERSION`,
  nginx: 'NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE ACME_VERSION',
  node: 'NODE_VERSION YARN_VERSION NPM_CONFIG_LOGLEVEL',
  php: 'PHPIZE_DEPS PHP_INI_DIR PHP_CFLAGS PHP_CPPFLAGS PHP_LDFLAGS GPG_KEYS PHP_VERSION PHP_URL PHP_ASC_URL PHP_SHA256 PHP_MD5 PHP_EXTRA_BUILD_DEPS PHP_EXTRA_CONFIGURE_ARGS PHP_FILENAME APACHE_CONFDIR APACHE_ENVVARS',
  python:
    'LANG GPG_KEY PYTHON_VERSION PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION PYTHON_GET_PIP_URL PYTHON_GET_PIP_SHA256 PYTHON_SHA256 PYTHON_RELEASE',
  ruby: 'LANG RUBY_VERSION RUBY_MAJOR RUBY_DOWNLOAD_URL RUBY_DOWNLOAD_SHA256 RUBYGEMS_VERSION BUNDLER_VERSION GEM_HOME BUNDLE_SILENCE_ROOT_WARNING BUNDLE_APP_CONFIG BUNDLE_PATH BUNDLE_BIN',
  rust: 'RUSTUP_HOME CARGO_HOME RUST_VERSION',
};

/** Names that belong to something many images bring along. */
const FAMILY =
  /^(?:HOME|USER|LANG|LANGUAGE|LC_\w+|TZ|TERM|SHELL|HOSTNAME|DEBIAN_FRONTEND|LD_LIBRARY_PATH|LIBRARY_PATH|CPATH|PKG_CONFIG_PATH|CMAKE_PREFIX_PATH|MANPATH|PYTHONPATH|PYTHON\w*|VIRTUAL_ENV|CONDA\w*|MAMBA\w*|JAVA\w*|JDK\w*|JRE\w*|M2\w*|MAVEN\w*|GRADLE\w*|GO[A-Z]*|NODE\w*|NPM\w*|NVM\w*|YARN\w*|PNPM\w*|RUBY\w*|GEM\w*|BUNDLE\w*|PHP\w*|RUST\w*|CARGO\w*|DOTNET\w*|ASPNET\w*|ANDROID\w*|CUDA\w*|NV\w*|SPARK\w*|HADOOP\w*|CATALINA\w*)$/;
/** Where, and in which version, an image has put something. */
const PLACE = /_(?:VERSION|HOME|PREFIX|ROOT)$/;

/** Does the name belong to a language or tool that base images bring along, whatever else the file says of it? */
export function isFamiliar(name: string): boolean {
  return FAMILY.test(name);
}

/** Does the base image set the variable? `unlikely`: nobody knows, but the name is none that images are known to set. */
export function baseSets(base: BaseImage, name: string): 'yes' | 'no' | 'maybe' | 'unlikely' {
  if (name === 'PATH') return 'yes';
  if (base.kind === 'scratch') return 'no';
  const official = base.kind === 'image' ? officialName(base.parsed) : undefined;
  if (official !== undefined && Object.hasOwn(VARIABLES, official))
    return (VARIABLES[official] as string).split(' ').includes(name) ? 'yes' : 'no';
  return FAMILY.test(name) || PLACE.test(name) ? 'maybe' : 'unlikely';
}
