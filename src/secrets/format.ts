/** What a format of secrets is made of. The formats themselves are data, in `formats/`. */

/** A form of text that nothing but a secret has. */
export interface Format {
  /** Stable, in kebab case: what it is allowed by. */
  readonly id: string;
  /** What it is, for a message: "GitHub token". */
  readonly kind: string;
  /**
   * Literal texts of which each match has one, three characters or more. Only where one stands is the pattern tried. If it
   * begins with a letter or digit, it must begin a word.
   */
  readonly starts: readonly string[];
  /**
   * Sticky; group 1, the last thing in it, is the secret. Every repetition is bounded, and no two beside each other can share
   * characters at length, so that no text makes it slow.
   */
  readonly pattern: RegExp;
  /** So many characters before its start the pattern begins: where what is fixed stands inside. */
  readonly back: number;
  /** So many characters hold any match, or enough of it for the pattern to match. */
  readonly reach: number;
  /**
   * What the prefilter looks for in place of the starts, because no run of letters shows where they are. Costs a pass over
   * every file.
   */
  readonly seek: string | undefined;
  /** Checks what a pattern cannot: a checksum, what the text says when it is decoded. False: it is none of these. */
  readonly proof: ((secret: string) => boolean) | undefined;
  /** Is the secret made by people, so that nothing about its letters can be expected? */
  readonly chosen: boolean;
}

interface More {
  readonly back?: number;
  readonly reach?: number;
  readonly seek?: string;
  readonly chosen?: boolean;
  readonly proof?: (secret: string) => boolean;
}

/** A format, with what most have taken as given. */
export function format(id: string, kind: string, starts: readonly string[], pattern: RegExp, more: More = {}): Format {
  const { back = 0, reach = 512, seek, chosen = false, proof } = more;
  return { id, kind, starts, pattern, back, reach, seek, chosen, proof };
}

/** Are there capitals, small letters and digits in it? Almost every random text of 20 such characters has all three. */
export function mixed(secret: string): boolean {
  return /[A-Z]/.test(secret) && /[a-z]/.test(secret) && /\d/.test(secret);
}

/** Each of the first texts with each of the second. */
export function each(firsts: readonly string[], seconds: readonly string[]): string[] {
  return firsts.flatMap(first => seconds.map(second => first + second));
}
