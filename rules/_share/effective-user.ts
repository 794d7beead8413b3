import type { DockerfileSubject, Instruction, Stage } from '../../src/rule.js';
import { runsAsRoot } from './official-images.js';

type Subject = Pick<DockerfileSubject, 'file' | 'stateAtEnd' | 'rootOf'>;

/** Does the stage's image run as root, by this file and by what is known of official images? A text: why nobody knows. */
export function endsAsRoot(subject: Subject, stage: Stage): boolean | string {
  if (stage.os === 'windows') return false;
  const { user } = subject.stateAtEnd(stage);
  if (user.value !== undefined) return /^(?:root|0+)?(?::|$)/.test(user.value.trim());
  if (user.at !== undefined) return user.unknown;
  const { base } = subject.rootOf(stage);
  return base.kind === 'image' && runsAsRoot(base.parsed) === true ? true : user.unknown;
}

/** The stages whose layers make the image, the one that is built first. */
export function shippedChain({ file, target }: Pick<DockerfileSubject, 'file' | 'target'>): Stage[] {
  const chain: Stage[] = [];
  let stage = target;
  while (stage !== undefined) {
    chain.push(stage);
    stage = stage.base.kind === 'stage' ? file.stages[stage.base.stage] : undefined;
  }
  return chain;
}

/** Programs that start another one as somebody else. */
const DROPPERS =
  /(?:^|[\s"'/[;&|(,])(?:gosu|su-exec|suexec|setpriv|runuser|setuidgid|s6-setuidgid|s6-applyuidgid|chpst|sudo|su|start-stop-daemon|fixuid|dropprivs?|daemon)(?:$|[\s"',\];&|)=*])/;
/** Programs that give root up themselves, or start others that may. */
const STARTERS =
  /(?:entry-?point|start|init|run|boot|launch|bootstrap|cmd)[\w.-]*$|\.(?:sh|bash|py|pl|rb)$|^(?:supervisord|nginx|httpd|apache2\w*|apachectl|php-fpm[\d.]*|sshd|cron|crond|postgres|mysqld\w*|mariadbd|mongod|redis-server|rabbitmq-server|systemd|runsvdir|runit|s6-svscan|dumb-init|tini|caddy|haproxy|squid|named|unbound|dnsmasq|postfix|dovecot|vsftpd|smbd|slapd|munged|slurm\w*|jenkins|circusd|monit|pure-ftpd|memcached|varnishd|chronyd|ntpd|openvpn|lighttpd|bash|sh|zsh)$/;

/**
 * May what starts in the image give up root itself? A dropper named anywhere in it, or a program or script that is known to,
 * or might.
 */
export function mayDropRoot(chain: readonly Stage[]): boolean {
  for (const { instructions } of chain)
    for (const instruction of instructions) {
      if (instruction.kind !== 'run' && instruction.kind !== 'cmd' && instruction.kind !== 'entrypoint') continue;
      if (DROPPERS.test(instruction.rest.text) || instruction.heredocs.some(({ content }) => DROPPERS.test(content)))
        return true;
    }
  return startedPrograms(chain).some(word => STARTERS.test(word));
}

/** The names of the programs and scripts that CMD and ENTRYPOINT start, without their folders. */
export function startedPrograms(chain: readonly Stage[]): string[] {
  return chain.flatMap(({ instructions }) =>
    instructions.flatMap(one => (one.kind === 'cmd' || one.kind === 'entrypoint' ? startedWords(one) : [])),
  );
}

/** The first words of a CMD or ENTRYPOINT, as far as a wrapper goes, each without its folder. */
function startedWords({ json, args, rest }: Instruction): string[] {
  const words =
    json?.items.map(({ text }) => text) ?? (args.length > 1 ? args.map(({ text }) => text) : rest.text.split(/\s+/, 4));
  return words
    .slice(0, 3)
    .flatMap((word, i) => (i > 0 && !word.includes('/') ? [] : [word.slice(word.lastIndexOf('/') + 1)]));
}
