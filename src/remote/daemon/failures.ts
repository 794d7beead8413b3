/** What goes wrong between us and a daemon, in sentences. */
import { ImageError } from '../../image/model.js';
import { isObject, shown, textOf } from '../../image/text.js';
import type { DaemonKind, Endpoint } from './address.js';
import type { Answer } from './client.js';

/** What the engines call themselves. */
export const NAMES: Readonly<Record<DaemonKind, string>> = { docker: 'Docker', podman: 'Podman' };

/** How each is started, for advice. */
const START: Readonly<Record<DaemonKind, string>> = {
  docker: 'start Docker',
  podman: 'start it with `systemctl --user start podman.socket`',
};

/** `Docker at unix:///var/run/docker.sock (DOCKER_HOST)` */
export function whoIs({ kind, at, from }: Endpoint): string {
  return `${NAMES[kind]} at ${at} (${from})`;
}

/** Nothing listens at the endpoint: a daemon that is not there. */
export class Nobody extends Error {
  override readonly name = 'Nobody';
}

/** The system's or the library's code of an error, or of what caused it; empty if there is none. */
export const codeOf = (error: unknown): string => {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : cause === undefined ? '' : codeOf(cause);
};

/** `Nobody` if that is what an error of the system says. @returns in its message why, in few words */
export function nobody(error: unknown, { at }: Endpoint): Nobody | undefined {
  const why = { ENOENT: 'nothing there', ENOTDIR: 'nothing there', ECONNREFUSED: 'nobody listens' }[codeOf(error)];
  return why === undefined ? undefined : new Nobody(`${at} (${why})`);
}

/** What asking in vain comes to, where the user named a daemon of this kind. @param tried as in the answer */
export function noDaemon(kind: DaemonKind, tried: readonly string[]): ImageError {
  return new ImageError('unreachable', `No ${NAMES[kind]} answers: ${tried.join(', ')}; ${START[kind]}.`);
}

/** A wait that was too long. @param wait in milliseconds */
export function slow(endpoint: Endpoint, what: 'sent nothing' | 'did not finish', wait: number): ImageError {
  const time = `${what === 'sent nothing' ? 'for' : 'in'} ${wait / 1000} s`;
  return new ImageError(
    'timeout',
    `${whoIs(endpoint)} ${what} ${time}: look whether it hangs, or allow more with --timeout.`,
  );
}

/** The connection ended inside an answer. @param done how many bytes had come */
export function cutShort(error: unknown, endpoint: Endpoint, done: number): ImageError {
  const code = codeOf(error);
  const why = code === '' || code.startsWith('UND_') ? '' : ` (${shown(code)})`;
  return new ImageError(
    'truncated',
    `${whoIs(endpoint)} broke off after ${done} bytes${why}: look into its log, and run again.`,
  );
}

/** What an engine says of a request that it does not fulfil. */
export function messageOf({ bytes }: Answer): string | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const message = isObject(value) ? textOf(value['message']) : undefined;
    return message === undefined ? undefined : shown(message.trim().replace(/[.!\s]+$/, ''));
  } catch {
    return undefined;
  }
}

/** An answer that is not what was asked for. @param what was asked: `about app:1` */
export function refused(answer: Answer, endpoint: Endpoint, what: string): ImageError {
  const { status } = answer;
  const said = messageOf(answer);
  const code = status === 401 || status === 403 ? 'unauthorised' : status >= 500 ? 'unreachable' : 'unsupported';
  const mend = {
    unauthorised: 'ask whoever runs it for access',
    unreachable: 'look into its log',
    unsupported: 'check the name, and that a container engine listens there',
  }[code];
  return new ImageError(
    code,
    `${whoIs(endpoint)}, asked ${what}, answered ${status}${said === undefined ? '' : `: ${said}`}; ${mend}.`,
  );
}
