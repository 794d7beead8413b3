/**
 * What a secret looks like, for the rules that look for them and for the masker that hides them. Only forms that prove
 * themselves are here: a fixed prefix or frame that nothing else has (`secrets/formats/`).
 */
import { FORMATS } from './secrets/formats/index.js';
import { hasRare, tokenFilter } from './secrets/prefilter.js';
import { OTHER_FORMATS } from './secrets/secret.js';

export { findLookalikes, findSecrets, type SecretFound } from './secrets/find.js';
export { isSecretName } from './secrets/names.js';
export { isPlaceholder } from './secrets/placeholders.js';
export { markOfAll, OTHER_FORMATS, publicMark, Secret, type SecretMark } from './secrets/secret.js';

/** Every name that a format goes by. */
export const FORMAT_NAMES: readonly string[] = [...FORMATS.map(({ id }) => id), ...OTHER_FORMATS];

/** What is looked for as it is, because no run of letters leads to it. */
const SOUGHT = FORMATS.flatMap(({ seek }) => seek ?? []);
let mayHold: ((bytes: Uint8Array) => boolean) | undefined;

/**
 * May the bytes of a text hold something that `findSecrets` finds, private keys apart? Many times as fast as that; true is
 * no answer yet, false is one.
 */
export function mayHoldToken(bytes: Uint8Array): boolean {
  mayHold ??= tokenFilter(FORMATS.filter(({ seek, chosen }) => seek === undefined && !chosen));
  return mayHold(bytes) || SOUGHT.some(text => hasRare(bytes, text));
}
