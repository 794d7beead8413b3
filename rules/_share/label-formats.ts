import { isSpdxExpression } from './spdx.js';

/** What a label's value may have to be. */
export const LABEL_FORMATS = ['text', 'url', 'rfc3339', 'spdx', 'hash', 'semver', 'email'] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What each format is called in a message, and an example of it. */
export const FORMAT_NAMES: Readonly<Record<LabelFormat, { readonly name: string; readonly example: string }>> = {
  text: { name: 'text', example: 'a text' },
  url: { name: 'an absolute URL', example: 'https://example.com/app' },
  rfc3339: { name: 'an RFC 3339 date and time', example: '2026-01-31T10:00:00Z' },
  spdx: { name: 'an SPDX licence expression', example: 'Apache-2.0 OR MIT' },
  hash: { name: 'a commit hash', example: '7 to 40, or 64, hexadecimal digits' },
  semver: { name: 'a semantic version', example: '1.2.3' },
  email: { name: 'an e-mail address', example: 'ada@example.com' },
};

const TESTS: Readonly<Record<LabelFormat, (value: string) => boolean>> = {
  text: () => true,
  url: value => /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#<>"{}|\\^`]+(?:[/?#][^\s<>"{}|\\^`]*)?$/i.test(value) || isOpaque(value),
  rfc3339: isDateTime,
  spdx: isSpdxExpression,
  hash: value => /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/i.test(value),
  semver: isSemanticVersion,
  email: value => isAddress(/^[^<>]*<([^<>\s]+)>$/.exec(value)?.[1] ?? value),
};

/** Is a value that is not empty of the format? */
export function fitsFormat(value: string, format: LabelFormat): boolean {
  return TESTS[format](value);
}

/** URLs of schemes that name no host. */
function isOpaque(value: string): boolean {
  return /^(?:mailto:[^\s@]+@[^\s@]+|urn:[a-z0-9-]{2,32}:\S+|file:\/\/\/\S*)$/i.test(value);
}

function isDateTime(value: string): boolean {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/.exec(value) ?? undefined;
  if (match === undefined) return false;
  const [year, month, day, hour, minute, second, zoneHour, zoneMinute] = match.slice(1).map(part => Number(part ?? 0));
  const leap = (year as number) % 4 === 0 && ((year as number) % 100 !== 0 || (year as number) % 400 === 0);
  const days = month === 2 && !leap ? 28 : (DAYS[(month as number) - 1] ?? 0);
  if ((day as number) < 1 || (day as number) > days) return false;
  return [
    [hour, 23],
    [minute, 59],
    [second, 60],
    [zoneHour, 23],
    [zoneMinute, 59],
  ].every(([part, most]) => (part as number) <= (most as number));
}

/** SemVer 2.0.0: three numbers without leading zeros, a pre-release of dotted words, build metadata. */
function isSemanticVersion(value: string): boolean {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/.exec(value);
  if (match === null) return false;
  const [, major = '', minor = '', patch = '', pre, build] = match;
  const number = (part: string): boolean => part === '0' || !part.startsWith('0');
  const words = (text: string | undefined): readonly string[] => text?.split('.') ?? [];
  return (
    [major, minor, patch].every(number) &&
    words(pre).every(word => word !== '' && (!/^\d+$/.test(word) || number(word))) &&
    words(build).every(word => word !== '')
  );
}

function isAddress(value: string): boolean {
  const at = value.lastIndexOf('@');
  if (at < 1 || at > 64 || value.length > 254) return false;
  const labels = value.slice(at + 1).split('.');
  const local = value.slice(0, at).split('.');
  return (
    labels.length > 1 &&
    labels.every(label => /^[a-z0-9-]{1,63}$/i.test(label) && !label.startsWith('-') && !label.endsWith('-')) &&
    local.every(part => /^[\w!#$%&'*+/=?^`{|}~-]+$/.test(part))
  );
}
