/** Settings whose name and value together say that they are secret. */
import { ALNUM, type Random } from './random.js';

/** Words of a name; each carrier joins them in its own way. */
export type Name = readonly string[];

const NAMES: readonly Name[] = [
  ...['db', 'database', 'smtp', 'redis', 'mysql', 'postgres', 'ldap bind', 'admin', 'rabbitmq', 'root', 'sftp'].map(
    who => `${who} password`,
  ),
  ...['mail passwd', 'api secret', 'client secret', 'jwt secret', 'session secret', 'cookie secret', 'webhook secret'],
  ...['oauth client secret', 'access token', 'auth token', 'deploy token', 'bot token', 'refresh token'],
  ...['api key', 'secret key', 'encryption key', 'signing key', 'private api key', 'secret key base'],
].map(words => words.split(' '));

export const snake = (name: Name) => name.join('_');
export const upper = (name: Name) => name.join('_').toUpperCase();
export const camel = (name: Name) =>
  name.map((word, i) => (i === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1))).join('');
export const kebab = (name: Name) => name.join('-');
export const dotted = (name: Name) => name.join('.');

const WORDS = 'copper lantern orbit velvet harbour thistle marble cedar falcon prairie'.split(' ');

/** A value as people and generators choose them, without letters that a format would have to escape. */
export function password(random: Random): string {
  switch (random.below(5)) {
    case 0: {
      const [a, b] = [random.pick(WORDS), random.pick(WORDS)];
      return `${a.slice(0, 1).toUpperCase()}${a.slice(1)}${random.pick(['!', '_', '.', '%'])}${b}${10 + random.below(90)}`;
    }
    case 1:
      return random.hex(random.pick([32, 40, 64]));
    case 2:
      return random.base64(24);
    default:
      // Never without a digit.
      return `${random.text(ALNUM, 6)}${random.below(10)}${random.text(ALNUM, 5 + random.below(12))}`;
  }
}

export interface Setting {
  readonly name: Name;
  readonly value: string;
}

export function setting(random: Random): Setting {
  const name = random.pick(NAMES);
  const value = password(random);
  // People choose passwords, machines choose keys: a key is long and mixed.
  return { name, value: name.at(-1) === 'key' ? `${random.text(ALNUM, 30)}7x` : value };
}
