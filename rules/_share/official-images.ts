import type { ImageReference } from '../../src/rule.js';

/** Docker Official Images whose containers run as root unless somebody says otherwise, and stay so. */
const ROOT = new Set(
  'alpine almalinux amazoncorretto amazonlinux archlinux bash buildpack-deps busybox caddy cirros clefos clojure composer crate crystal dart debian docker drupal eclipse-temurin elixir erlang fedora fluentd friendica gcc golang gradle groovy haskell haxe httpd hylang ibmjava joomla julia liquibase mageia maven mediawiki mono nextcloud nginx node odoo openjdk oraclelinux perl photon php php-zendserver phpmyadmin postfixadmin pypy python r-base redmine rockylinux ros ruby rust sapmachine satosa silverpeas sl swift swipl tomcat tomee traefik ubuntu unit websphere-liberty wordpress yourls'.split(
    ' ',
  ),
);

/** The repository's name if the image is one of Docker's official ones: no registry or docker.io, no namespace or `library`. */
export function officialName({ registry, repository }: ImageReference): string | undefined {
  if (registry !== undefined && registry !== 'docker.io' && registry !== 'index.docker.io') return undefined;
  const name = repository.replace(/^library\//, '');
  return name.includes('/') ? undefined : name;
}

/** Is it known that this image runs as root? `undefined`: nobody knows from here. */
export function runsAsRoot(reference: ImageReference): boolean | undefined {
  const name = officialName(reference);
  return name !== undefined && ROOT.has(name) ? true : undefined;
}

/** Is this, as FROM writes it, one of Docker's official images? */
export function isOfficial(reference: string): boolean {
  return /^(?:(?:index\.)?docker\.io\/)?(?:library\/)?[a-z0-9._-]+(?:[:@]|$)/.test(reference);
}
