import { fingerprint } from '../fingerprint.js';

const STARS = '********';

/** What names a secret without holding it: plain data, which may be kept and written. */
export interface SecretMark {
  /** 16 hexadecimal digits. Not for people: `publicMark` makes of it what they see. */
  readonly mark: string;
  /** The id of its format, or what else it was told by: `named-value`, `credential-file`. */
  readonly format: string | undefined;
}

/** Forms that are told by what stands around a value, beside those in `secrets/formats/`. */
export const OTHER_FORMATS = ['named-value', 'credential-file'] as const;

/**
 * The value of a secret. Whatever turns it into text, on purpose or not, gets asterisks: templates, `String()`, JSON,
 * `console.log`, `structuredClone`. It can be told from another, and named by a mark.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The same for the same value, whatever the format. */
  mark(format: string | undefined): SecretMark {
    return { mark: fingerprint('secret', this.#value), format };
  }

  /** Is this the value? */
  is(text: string): boolean {
    return this.#value === text;
  }

  toString(): string {
    return STARS;
  }

  toJSON(): string {
    return STARS;
  }

  [Symbol.toPrimitive](): string {
    return STARS;
  }

  /** What Node's `inspect` prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return STARS;
  }
}

/** One mark for all secrets of a thing; the format only if they share it. */
export function markOfAll(marks: readonly SecretMark[]): SecretMark {
  const formats = new Set(marks.map(({ format }) => format));
  const [first] = marks;
  if (first !== undefined && marks.length === 1) return first;
  return {
    mark: fingerprint(...marks.map(({ mark }) => mark)),
    format: formats.size === 1 ? first?.format : undefined,
  };
}

/**
 * What a report shows of a mark: six hexadecimal digits, other ones for another salt. Few on purpose: two secrets in one place are
 * told apart, and whoever tries the words of a list finds that many of them fit, which proves nothing.
 */
export function publicMark({ mark }: SecretMark, salt: string): string {
  return fingerprint('public', salt, mark).slice(0, 6);
}
