import type { DockerfileSubject, Instruction } from '../../src/rule.js';
import { officialName } from './official-images.js';

/** Official images whose `/bin/sh` is dash and which have bash too, where their tag does not say otherwise. */
const DEBIAN = new Set(
  'debian ubuntu buildpack-deps node python ruby golang php openjdk eclipse-temurin maven gradle rust perl httpd nginx postgres mysql mariadb redis mongo tomcat jetty erlang elixir haskell julia r-base swift gcc pypy wordpress drupal joomla composer sonarqube jenkins neo4j cassandra elasticsearch logstash kibana rabbitmq memcached ghost odoo ros'.split(
    ' ',
  ),
);
/** Those of them that have a base other than Debian or Ubuntu in some versions. */
const MIXED = new Set(
  'openjdk eclipse-temurin mysql swift elasticsearch logstash kibana composer sonarqube haskell'.split(' '),
);
const BUSYBOX = new Set(['alpine', 'busybox']);
const BASH = new Set('centos fedora rockylinux almalinux oraclelinux amazonlinux amazoncorretto archlinux'.split(' '));

/** What `/bin/sh` is in the image that the instruction's stage starts from; `undefined`: nobody knows from here. */
export function baseShell(
  { file, rootOf }: Pick<DockerfileSubject, 'file' | 'rootOf'>,
  { stage }: Instruction,
): 'dash' | 'ash' | 'bash' | undefined {
  const found = stage === undefined ? undefined : file.stages[stage];
  if (found === undefined || found.os === 'windows') return undefined;
  const { base } = rootOf(found);
  if (base.kind !== 'image') return undefined;
  const name = officialName(base.parsed);
  const tag = base.parsed.tag ?? '';
  if (/(?:^|-)alpine/.test(tag)) return 'ash';
  if (name === undefined) return redHat(base.parsed.registry, base.parsed.repository) ? 'bash' : undefined;
  if (BUSYBOX.has(name)) return 'ash';
  if (BASH.has(name)) return name === 'amazoncorretto' && tag.includes('debian') ? 'dash' : 'bash';
  if (!DEBIAN.has(name) || /windows|nanoserver|oracle|ubi|al2/.test(tag)) return undefined;
  const says = /(?:^|-)(?:slim|bookworm|bullseye|buster|stretch|jessie|trixie|focal|jammy|noble|bionic)/.test(tag);
  return MIXED.has(name) && !says ? undefined : 'dash';
}

function redHat(registry: string | undefined, repository: string): boolean {
  return (
    (registry === 'registry.access.redhat.com' || registry === 'registry.redhat.io') &&
    /^ubi\d+\//.test(`${repository}/`)
  );
}

/** Has the base image both `/bin/sh` that is dash and bash beside it? */
export function hasBash(shell: ReturnType<typeof baseShell>): boolean {
  return shell === 'dash' || shell === 'bash';
}
