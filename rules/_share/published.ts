/** Which files are just what a package brought: what they hold was published with it, and is nobody's secret. */
import { type Entry, fileDigests, type KeptBy, type Seen } from '../../src/rule.js';
import { digestOfHex, type Listing } from './listings/listing.js';
import { LISTINGS } from './listings/reads.js';
import { RPM_FILES, spellings } from './owners.js';
import { isMadeUpFolder, isPackageFolder } from './package-folders.js';
import { pathNumber } from './path-numbers.js';

/** What a rule reads to ask `judgeOrigins`. */
export const PACKAGE_READS = { listings: LISTINGS, rpm: RPM_FILES };
type Databases = { readonly [K in keyof typeof PACKAGE_READS]: readonly Seen<KeptBy<typeof PACKAGE_READS>[K]>[] };

/** What a rule remembers of a file that it may tell. */
export interface Digested {
  /** Absent: not all of it was read. */
  readonly digests?: readonly string[];
}

/** To be asked only of files that would be told: all other files need no digest. */
export function digested({ size }: Entry, head: Uint8Array): Digested {
  const digests = size === head.length ? fileDigests(head) : undefined;
  return digests === undefined ? {} : { digests };
}

/**
 * `unmodified`: a package of the distribution brought exactly this content; `modified`: one brought something else; `listed`: one
 * brought a file to this path in the same layer, but what was in it is not known, or the package may be the user's own;
 * `unlisted`: none did, or nobody can tell.
 */
export type Origin = 'unmodified' | 'modified' | 'listed' | 'unlisted';

/** Was it most likely published, where nothing proves it? What a package brought otherwise was not, wherever it stands. */
export function isLikelyPublished(origin: Origin, path: string): boolean {
  return origin === 'listed' || (origin === 'unlisted' && (isPackageFolder(path) || isMadeUpFolder(path)));
}

/** What databases list at a path. */
interface Listed {
  readonly digests: Set<string>;
  /** Of packages that may be the user's own. */
  readonly own: Set<string>;
  /** Layers whose databases name it. */
  readonly layers: Set<number>;
}

/**
 * Makes a function that tells where files of these come from. A digest proves it in whatever layer the list stands: a
 * later layer may copy the file, or remove the list to save its bytes.
 */
export function judgeOrigins(
  { listings, rpm }: Databases,
  files: readonly Seen<Digested>[],
): (file: Seen<Digested>) => Origin {
  const encoder = new TextEncoder();
  const numbersOf = ({ entry: { path } }: Seen<Digested>): number[] =>
    spellings(path).map(name => pathNumber(encoder.encode(name)));
  // Only those paths: lists have millions of others.
  const asked = new Map<number, Listed>();
  for (const file of files)
    for (const number of numbersOf(file)) asked.set(number, { digests: new Set(), own: new Set(), layers: new Set() });
  if (asked.size > 0) for (const { value, layer } of [...listings, ...rpm]) lookUp(value, layer.index, asked);

  return file => {
    const { digests } = file.value;
    const found = numbersOf(file).flatMap(number => asked.get(number) ?? []);
    const isAmong = (sets: readonly Set<string>[]): boolean =>
      digests?.some(digest => sets.some(set => set.has(keyOf(digest)))) === true;
    if (isAmong(found.map(one => one.digests))) return 'unmodified';
    if (isAmong(found.map(({ own }) => own))) return 'listed';
    if (digests !== undefined && found.some(one => one.digests.size + one.own.size > 0)) return 'modified';
    return found.some(({ layers }) => layers.has(file.layer.index)) ? 'listed' : 'unlisted';
  };
}

function lookUp({ paths, digests, own }: Listing, layer: number, asked: ReadonlyMap<number, Listed>): void {
  for (let i = 0; i < paths.length; i++) {
    const listed = asked.get(paths[i] as number);
    if (listed === undefined) continue;
    listed.layers.add(layer);
    const [high, low] = [digests[i * 2] ?? 0, digests[i * 2 + 1] ?? 0];
    if (high !== 0 || low !== 0) listed[own === true ? 'own' : 'digests'].add(`${high} ${low}`);
  }
}

/** Sixteen digits as lists have them. */
function keyOf(digits: string): string {
  return digestOfHex(new TextEncoder().encode(digits))?.join(' ') ?? '';
}
