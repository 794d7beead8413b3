/** Credential helpers: programs `docker-credential-<name>` that keep credentials, or make them when asked. */
import { ImageError } from '../../image/model.js';
import { isObject, parseJson, shown } from '../../image/text.js';
import type { Credential, RemoteOptions } from '../types.js';
import { hideSecrets } from './hide.js';
import { findProgram, type Ran, runProgram } from './program.js';

/** What a helper writes, on either stream, for a registry that it keeps nothing for. */
const NOTHING = 'credentials not found in native keychain';

/** Who names a helper, and for what; for messages. */
export interface Asked {
  /** The registry as the helper knows it. */
  readonly server: string;
  /** The file that names it. */
  readonly label: string;
}

/**
 * Asks a helper (protocol of docker-credential-helpers: `get`).
 * @returns `undefined` if it has nothing; else why there is no answer, a clause that never repeats what it said
 * @throws ImageError `unauthorised` for a name that can be none of a helper
 */
export async function askHelper(
  name: string,
  asked: Asked,
  options: RemoteOptions,
): Promise<Credential | { readonly kind: 'none'; readonly why: string } | undefined> {
  if (!/^[A-Za-z0-9._-]{1,200}$/.test(name))
    throw new ImageError(
      'unauthorised',
      `${asked.label} names a credential helper ${shown(name)}, which can be no name of one: correct it there, or give --username.`,
    );
  const program = await findProgram(`docker-credential-${name}`, options.env);
  if (program === undefined) return { kind: 'none', why: 'which is not installed' };
  const ran = await runProgram(program, ['get'], asked.server, options);
  if (ran.end !== 'exit') return failed(reasonOf(ran, options.timeout));
  if (ran.status !== 0) {
    if ([ran.stdout, ran.stderr].some(bytes => bytes.includes(NOTHING))) return undefined;
    return failed(words(ran.stderr) ?? ending(ran.status));
  }
  const answer = read(ran.stdout);
  if (answer === undefined) return failed('its answer is not the JSON that helpers give');
  return answer.secret === '' ? undefined : credentialOf(answer);
}

interface Answer {
  readonly username: string;
  readonly secret: string;
}

function credentialOf({ username, secret }: Answer): Credential {
  return username === '<token>' ? { kind: 'identity', token: secret } : { kind: 'basic', username, password: secret };
}

/** Names in any case, as Go reads them. */
function read(bytes: Uint8Array): Answer | undefined {
  let data: unknown;
  try {
    data = parseJson(bytes, '');
  } catch {
    return undefined;
  }
  if (!isObject(data)) return undefined;
  const fields = new Map(Object.entries(data).map(([key, value]) => [key.toLowerCase(), value]));
  const [username = '', secret = ''] = [fields.get('username'), fields.get('secret')];
  return typeof username === 'string' && typeof secret === 'string' ? { username, secret } : undefined;
}

/** The first line of what it complains of. */
function words(stderr: Uint8Array): string | undefined {
  const line = new TextDecoder()
    .decode(stderr)
    .split(/[\r\n]+/)
    .map(text => text.trim())
    .find(text => text !== '');
  return line === undefined ? undefined : shown(hideSecrets(line));
}

const ending = (status: number | null): string =>
  status === null ? 'it was killed' : `it ended with status ${status}`;

function reasonOf(ran: Exclude<Ran, { end: 'exit' }>, timeout: number): string {
  if (ran.end === 'not-started') return `it could not be run, ${shown(ran.cause)}`;
  return ran.end === 'timeout' ? `no answer within ${timeout / 1000} s` : 'it answered more than 64 KiB';
}

const failed = (why: string) => ({ kind: 'none', why: `which failed (${why})` }) as const;
