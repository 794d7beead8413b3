/** Access tokens (distribution's token authentication; OAuth 2 for refresh tokens). */
import { ImageError } from '../../image/model.js';
import { isObject, parseJson, shown, textOf } from '../../image/text.js';
import type { Answer } from '../http/answer.js';
import type { Http } from '../http.js';
import { retried, type Waits } from '../retry.js';
import type { Credential } from '../types.js';

/** Where to ask, and for what. */
export interface TokenPlace {
  readonly realm: URL;
  readonly service: string | undefined;
  readonly scope: string;
  /** The registry that sends us there. */
  readonly from: URL;
}

/** Larger answers hold no token. */
const LIMIT = 64 * 1024;

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * Asks for a token.
 * @returns the token, or the answer that refuses it
 * @throws ImageError
 */
export async function fetchToken(
  http: Http,
  place: TokenPlace,
  credential: Credential | undefined,
  waits: Waits,
  signal: AbortSignal | undefined,
): Promise<string | Answer> {
  const { realm, service, scope, from } = place;
  const what = `a token for ${from.host}`;
  const parameters = { ...(service === undefined ? {} : { service }), scope };
  let answer: Answer | undefined;
  if (credential?.kind === 'identity') {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      ...parameters,
      client_id: 'plimsoll',
      refresh_token: credential.token,
    }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    answer = await http.send(realm, { method: 'POST', headers, body, what, from });
    if (answer.status === 404 || answer.status === 405) {
      answer.drop();
      answer = undefined;
    }
  }
  if (answer === undefined) {
    const url = new URL(realm);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value);
    const authorization =
      credential === undefined || credential.kind === 'bearer'
        ? {}
        : {
            authorization:
              credential.kind === 'basic'
                ? basic(credential.username, credential.password)
                : basic('<token>', credential.token),
          };
    const ask = { headers: { accept: 'application/json', ...authorization }, what, from };
    const attempt = async () => {
      const given = await http.send(url, ask);
      if (given.status === 200) await given.bytes(LIMIT);
      return given;
    };
    answer = await retried(attempt, what, waits, signal);
  }
  return answer.status === 200 ? tokenIn(answer, what) : answer;
}

async function tokenIn(answer: Answer, what: string): Promise<string> {
  const where = `The answer of ${shown(answer.url.host)}, asked for ${what},`;
  const value = parseJson(await answer.bytes(LIMIT), where);
  const token = isObject(value) ? (textOf(value.token) ?? textOf(value.access_token)) : undefined;
  // It goes into a header: nothing but what a header may hold.
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token))
    throw new ImageError('unsupported', `${where} holds no token: check the host, or ask who runs the registry.`);
  return token;
}
