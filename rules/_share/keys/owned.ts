/** Which files the distribution's packages brought: what they hold was published with them. */
import type { KeptBy, Seen } from '../../../src/rule.js';
import { APK_FILES, DPKG_FILES, RPM_FILES, spellings } from '../owners.js';
import { type Paths, pathNumber } from '../path-numbers.js';

/** What a rule reads to ask `ownedBy`. */
export const OWNER_READS = { dpkg: DPKG_FILES, apk: APK_FILES, rpm: RPM_FILES };
type Owners = { readonly [K in keyof typeof OWNER_READS]: readonly Seen<KeptBy<typeof OWNER_READS>[K]>[] };

/**
 * Makes a function that tells for a path and a layer whether a package brought the file. It did if a list or database of the
 * same layer names it: what a later layer puts in its place is somebody else's.
 */
export function ownedBy({ dpkg, apk, rpm }: Owners): (path: string, layer: number) => boolean {
  const lists: readonly (readonly [layer: number, paths: Paths])[] = [
    ...dpkg.map(({ layer, value }) => [layer.index, value] as const),
    ...[...apk, ...rpm].map(({ layer, value }) => [layer.index, value.paths] as const),
  ];
  const encoder = new TextEncoder();
  return (path, layer) => {
    const numbers = spellings(path).map(name => pathNumber(encoder.encode(name)));
    return lists.some(([own, paths]) => own === layer && numbers.some(number => paths.includes(number)));
  };
}
