/** What goes wrong on the way to a host, in words that say what to do. Nothing of what the other side sent is repeated. */
import { ImageError } from '../image/model.js';
import { shown } from '../image/text.js';
import { WITHOUT_TLS, type Words, wordsOf } from './failures/words.js';
import { ProxyFailure } from './http/connect.js';

/** Whom, what for, and how. */
export interface Place {
  /** With its port. */
  readonly host: string;
  /** What was asked for: `the manifest of docker.io/library/nginx:latest`. */
  readonly what: string;
  /** The proxy's host, if there is one. */
  readonly proxy: string | undefined;
  /** Milliseconds of patience. */
  readonly timeout: number;
}

/** Errors of connections that broke. A class of its own would not do: every ImageError counts as one of its subclasses. */
const broken = new WeakSet<object>();

/** Did a connection break, so that the next may hold? */
export function isBroken(error: unknown): boolean {
  return error instanceof Object && broken.has(error);
}

/** Codes of connections that broke, rather than of those that never came about. */
const BREAKS = [
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ECONNABORTED',
  'EAI_AGAIN',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
];

/** The code of an error, of what caused it, or of the first of several. */
export function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Object && depth < 5; depth++) {
    const { name, code, errors, cause } = at as Readonly<Record<string, unknown>>;
    // undici has no code for some of what is no HTTP.
    if (name === 'HTTPParserError') return 'HPE_';
    if (typeof code === 'string' && code !== '') return code;
    at = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
  }
  return '';
}

/** Does the error say that the other side speaks no TLS? */
export function speaksNoTls(error: unknown): boolean {
  const code = codeOf(error);
  if (
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL|UNSUPPORTED_PROTOCOL)$/.test(
      code,
    )
  )
    return true;
  const message = error instanceof Error ? error.message : '';
  return (
    (code === 'EPROTO' && /wrong version number|packet length too long|http request/.test(message)) ||
    (code === 'ECONNRESET' && message.includes('before secure TLS connection'))
  );
}

function wordsFor(error: unknown): Words {
  return speaksNoTls(error) ? WITHOUT_TLS : wordsOf(codeOf(error));
}

/** Milliseconds as people write them. */
function timeText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Number((milliseconds / 1000).toFixed(1))} s`;
}

function proxyFailure(failure: ProxyFailure, { host, what, proxy = '' }: Place, timeout: string): ImageError {
  const start = `${shown(host)} cannot be asked for ${what}: the proxy ${shown(proxy)}`;
  if (failure.status === 407)
    return new ImageError(
      'unreachable',
      `${start} wants another name and password: write them as http://USER:PASSWORD@HOST:PORT into HTTPS_PROXY.`,
    );
  if (failure.status !== undefined)
    return new ImageError(
      'unreachable',
      `${start} refuses with status ${failure.status}: check HTTPS_PROXY, or exempt the host with NO_PROXY.`,
    );
  const [code, cause] = wordsFor(failure.cause);
  return new ImageError(
    code,
    `${start} fails, ${cause.replace('TIMEOUT', timeout)}: check HTTPS_PROXY, or exempt the host with NO_PROXY.`,
  );
}

/** An error of the network as an ImageError; `isBroken` says whether another try may help. */
export function networkFailure(error: unknown, place: Place): ImageError {
  if (error instanceof ImageError) return error;
  const timeout = timeText(place.timeout);
  if (error instanceof ProxyFailure) return proxyFailure(error, place, timeout);
  const [code, cause, mend] = wordsFor(error);
  const say = (text: string) => text.replace('HOST', shown(place.host)).replace('TIMEOUT', timeout);
  const failure = new ImageError(
    code,
    `${shown(place.host)} cannot be asked for ${place.what}: ${say(cause)}; ${say(mend)}.`,
  );
  if (BREAKS.includes(codeOf(error)) && !speaksNoTls(error)) broken.add(failure);
  return failure;
}
