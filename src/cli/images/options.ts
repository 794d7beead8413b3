/** What the command line says of where images are and how they are read. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Source } from '../../remote/open.js';
import type { Parsed } from '../arguments.js';
import type { World } from '../world.js';
import { WrongUse } from '../wrong-use.js';
import type { Work } from './one.js';

/** Passwords and certificates larger than this, in bytes, are none. */
const LARGEST = 4 * 1024 * 1024;
const TIMEOUT = 60;

/** @throws WrongUse for what cannot be meant */
export function workOf({ values, lists, flags }: Parsed, world: World): Omit<Work, 'settings'> {
  const platform = values.get('platform');
  if (platform !== undefined && flags.has('all-platforms'))
    throw new WrongUse('--platform and --all-platforms exclude one another: leave one of them out');
  const given = givenIn(values.get('username'), flags.has('password-stdin'), lists.get('images-from') ?? [], world);
  return {
    remote: {
      env: world.env,
      cwd: world.cwd,
      uid: world.uid,
      platform,
      attestations: values.get('attestations') !== 'none',
      given,
      insecure: (lists.get('insecure') ?? []).map(hostIn),
      ca: certificates(values.get('ca-file'), world.cwd),
      timeout: secondsIn(values.get('timeout')) * 1000,
    },
    ref: values.get('ref'),
    source: values.get('source') as Source | undefined,
    layers: values.get('layers') !== 'none',
    cache: values.get('cache') === 'off' ? false : { folder: values.get('cache-dir') },
    system: world.system,
    threads: undefined,
  };
}

/** A whole number within bounds. @throws WrongUse */
export function numberOf(given: string | undefined, option: string, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,6}$/.test(given) || Number(given) < least || Number(given) > most)
    throw new WrongUse(`${option}: '${given}' is no number from ${least} to ${most}`);
  return Number(given);
}

/** Seconds, or with a unit: `90`, `90s`, `5m`. */
function secondsIn(given: string | undefined): number {
  if (given === undefined) return TIMEOUT;
  const match = /^(\d{1,5})(s|m)?$/.exec(given);
  const seconds = Number(match?.[1]) * (match?.[2] === 'm' ? 60 : 1);
  if (match === null || seconds < 1 || seconds > 86_400)
    throw new WrongUse(`--timeout: '${given}' is no time from 1 second to a day; write 90 or 5m`);
  return seconds;
}

/** Dockle's option of that name takes no value, so that the next word may be an image. */
function hostIn(given: string): string {
  const host = given.replace(/^https?:\/\//, '').replace(/\/$/, '');
  if (!/^(?:[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?$/.test(host))
    throw new WrongUse(`--insecure: '${given}' is no host; write it as --insecure registry.example.com:5000`);
  return host;
}

function certificates(file: string | undefined, cwd: string): string | undefined {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new WrongUse(`--ca-file: '${file}' cannot be read: ${code === 'ENOENT' ? 'it does not exist' : code}`);
  }
  if (text.length > LARGEST || !text.includes('-----BEGIN CERTIFICATE-----'))
    throw new WrongUse(`--ca-file: '${file}' holds no certificate in PEM form`);
  return text;
}

function givenIn(username: string | undefined, fromStdin: boolean, lists: readonly string[], world: World) {
  if (username === undefined && !fromStdin) return undefined;
  if (username === undefined) throw new WrongUse('--password-stdin needs --username');
  if (!fromStdin)
    throw new WrongUse('--username needs --password-stdin: a password on the command line is there for all to see');
  if (lists.includes('-')) throw new WrongUse('--password-stdin and --images-from - cannot both read standard input');
  const password = Buffer.from(world.stdin(LARGEST))
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '') throw new WrongUse('--password-stdin: standard input is empty');
  return { username, password };
}
