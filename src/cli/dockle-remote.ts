/** Dockle's options and variables that say where images are and who asks for them, for `dockle.ts`. */
import { readArguments } from './arguments.js';
import type { World } from './world.js';

const STDIN = '--password-stdin';
const HOST = 'name the registry, as --insecure HOST';

/** Options that have no equal of the same form, and what to write instead. Values are never repeated: one of them is a password. */
export const ELSEWHERE: Readonly<Record<string, { value: boolean; instead: string }>> = {
  '--host': { value: true, instead: 'set DOCKER_HOST, or choose a context of Docker' },
  '--cert-path': { value: true, instead: 'set DOCKER_CERT_PATH and DOCKER_TLS_VERIFY=1' },
  '--use-xdg': { value: false, instead: 'sockets of rootless daemons are looked for anyway: leave it out' },
  '-x': { value: false, instead: 'sockets of rootless daemons are looked for anyway: leave it out' },
  '--authurl': { value: true, instead: 'the registry says it itself: leave it out, or log in with docker login' },
  '--password': {
    value: true,
    instead: 'a password on the command line is there for all to see: pipe it in, and write --password-stdin',
  },
  '--nonssl': { value: false, instead: HOST },
};

/** Variables of Dockle that are told of, unless another one is set, or an option given, that stands for them. */
const VARIABLES: Readonly<Record<string, { instead: string; unless?: string }>> = {
  DOCKLE_HOST: { instead: 'set DOCKER_HOST', unless: 'DOCKER_HOST' },
  DOCKLE_CERT_PATH: { instead: 'set DOCKER_CERT_PATH and DOCKER_TLS_VERIFY=1', unless: 'DOCKER_CERT_PATH' },
  DOCKLE_AUTH_URL: { instead: 'the registry says it itself: leave it out, or log in with docker login' },
  DOCKLE_USERNAME: { instead: 'it is used with --password-stdin, or log in with docker login', unless: STDIN },
  DOCKLE_PASSWORD: {
    instead:
      'pipe it in, as printf %s "$DOCKLE_PASSWORD" | plimsoll image --password-stdin, or log in with docker login',
    unless: STDIN,
  },
};

/** Variables that are on or off. Only what is on asks for anything. */
const SWITCHES: Readonly<Record<string, string>> = { DOCKLE_INSECURE: HOST, DOCKLE_NON_SSL: HOST };
const OFF = /^(?:|0|f|false)$/i;

/** Says a sentence about an option or a variable. */
type Tell = (name: string, instead: string) => void;

/**
 * Dockle's `--insecure` takes no value, ours a host. It is Dockle's if what follows has to be the image: there is no other
 * one, or it cannot be a host. Then it is told and left out.
 *
 * @param words options and arguments in our words, without the command
 * @param rest `--` and what follows it
 */
export function withHosts(words: readonly string[], rest: readonly string[], tell: Tell): string[] {
  const at = words.findIndex((word, i) => isOurs(word) && !takesHost(words, i, rest));
  if (at === -1) return [...words];
  tell('--insecure', HOST);
  return withHosts([...words.slice(0, at), ...words.slice(at + 1)], rest, tell);
}

function isOurs(word: string): boolean {
  return word === '--insecure' || word.startsWith('--insecure=');
}

function takesHost(words: readonly string[], at: number, rest: readonly string[]): boolean {
  const [word = '', next] = [words[at], words[at + 1]];
  if (word !== '--insecure') return !/=(?:true|false)$/i.test(word);
  if (next === undefined || next.startsWith('-')) return false;
  if (!/^(?:https?:\/\/)?[^/\\]+\/?$/.test(next)) return false;
  const others = [...words.slice(0, at), ...words.slice(at + 2)].filter(other => other !== '--insecure');
  const { arguments: references, lists } = readArguments(['image', ...others, ...rest]);
  return references.length > 0 || lists.has('images-from');
}

/** Our options for what Dockle's variables say of registries and daemons; the rest is told. @param words as above */
export function remoteVariables({ env }: Pick<World, 'env'>, words: readonly string[], tell: Tell): string[] {
  for (const [name, { instead, unless = '' }] of Object.entries(VARIABLES))
    if (env[name] && !env[unless] && !words.includes(unless)) tell(name, instead);
  for (const [name, instead] of Object.entries(SWITCHES)) if (!OFF.test(env[name]?.trim() ?? '')) tell(name, instead);
  const { DOCKLE_USERNAME: user, DOCKLE_TIMEOUT: timeout } = env;
  return [
    // Without a password a name is no use, and wrong: it would be for files too.
    ...(user && words.includes(STDIN) ? [`--username=${user}`] : []),
    ...(timeout ? [`--timeout=${timeout}`] : []),
  ];
}
