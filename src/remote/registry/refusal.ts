/** What a registry refuses, in words that say what to do. */
import { ImageError } from '../../image/model.js';
import { isObject, shown, textOf } from '../../image/text.js';
import type { Answer } from '../http/answer.js';
import { hubAdvice, retryAfter, spanText } from '../retry.js';
import type { Registry } from './session.js';

const LIMIT = 64 * 1024;

/** What the registry itself says of it: the first of its `errors`, or `details` and `message` as token servers write. */
async function saying(answer: Answer): Promise<string> {
  try {
    const value: unknown = JSON.parse((await answer.bytes(LIMIT)).toString());
    const first = isObject(value) && Array.isArray(value.errors) ? value.errors[0] : value;
    if (!isObject(first)) return '';
    const said = textOf(first.message) ?? textOf(first.details) ?? textOf(first.code);
    return said === undefined ? '' : ` and says "${shown(said).replace(/[.\s]+$/, '')}"`;
  } catch (error) {
    // No JSON, or cut short: the status has to be enough.
    if (error instanceof Error) return '';
    throw error;
  }
}

/** `docker login ghcr.io` */
function login(host: string): string {
  return host === 'docker.io' ? 'docker login' : `docker login ${host}`;
}

function unauthorised(answer: Answer, registry: Registry, what: string, said: string): ImageError {
  const { host } = registry.name;
  const { found } = registry;
  const nothing = `: run ${login(host)}, or give --username`;
  const tried =
    found === undefined
      ? `and no credential was found${nothing}`
      : found.credential === undefined
        ? `and no credential could be had from ${shown(found.from)}${nothing}`
        : `with the credential from ${shown(found.from)}: check that it may read the repository, run ${login(host)} again, or give --username`;
  const perhaps = host === 'docker.io' ? '; Docker Hub answers so for repositories that do not exist, too' : '';
  return new ImageError(
    'unauthorised',
    `${shown(answer.url.host)} does not give ${what} (status ${answer.status})${said}, ${tried}${perhaps}.`,
  );
}

/** An answer that is no success as an error. Reads or drops its body. */
export async function refusal(answer: Answer, registry: Registry, what: string): Promise<ImageError> {
  const { status } = answer;
  const said = await saying(answer);
  registry.options.signal?.throwIfAborted();
  const host = shown(answer.url.host);
  if (status === 401 || status === 403) return unauthorised(answer, registry, what, said);
  if (status === 429) {
    const asked = retryAfter(answer.header('retry-after'), registry.waits.now());
    const when = asked === undefined ? 'try again later' : `come back in ${spanText(Math.max(asked, 1000))}`;
    return new ImageError(
      'rate-limited',
      `${host} allows no more requests for ${what} for now${said}: ${when}${hubAdvice(answer.url)}.`,
    );
  }
  if (status === 404) return new ImageError('not-found', `${host} has not got ${what}${said}: check the name.`);
  if (status >= 500)
    return new ImageError(
      'unreachable',
      `${host} fails when it is asked for ${what} (status ${status})${said}: try again later.`,
    );
  return new ImageError(
    'unsupported',
    `${host} answers the question for ${what} with status ${status}${said}: check the host and the port.`,
  );
}
