/** Platforms of images: reading, normalising, choosing. */
import { ImageError } from './model.js';
import { isObject, shown, textOf } from './text.js';

/** Normalised; `variant` empty: none, or the usual one of the architecture. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

/** Other names of architectures, as `uname -m`, Debian and Go write them: architecture, and variant if the name says it. */
const ALIASES: Readonly<Record<string, readonly [string, string?]>> = {
  i386: ['386'],
  i486: ['386'],
  i586: ['386'],
  i686: ['386'],
  x86: ['386'],
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  aarch64: ['arm64'],
  arm64e: ['arm64'],
  armhf: ['arm', 'v7'],
  armv7l: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  armv6l: ['arm', 'v6'],
  loong: ['loong64'],
  loongarch64: ['loong64'],
  powerpc64le: ['ppc64le'],
};

const KNOWN = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips64le', 'ppc64le', 'riscv64', 's390x'];

/** The variant that is meant when none is written. */
const USUAL: Readonly<Record<string, string>> = { amd64: 'v1', arm: 'v7', arm64: 'v8' };

/**
 * A platform in one spelling: `x86_64` is amd64, `aarch64` and arm64/v8 are arm64, arm without a variant is arm/v7,
 * amd64/v1 is amd64 (as containerd normalises).
 */
export function platformOf(os: string, architecture: string, variant = ''): Platform {
  const lower = architecture.toLowerCase();
  const [name, own] = ALIASES[lower] ?? [lower];
  const given = (variant === '' ? (own ?? '') : variant.toLowerCase()).replace(/^(?=\d)/, 'v');
  const usual = USUAL[name];
  const rest = name === 'arm' ? given || 'v7' : given === usual ? '' : given;
  return { os: os.toLowerCase() === 'macos' ? 'darwin' : os.toLowerCase(), architecture: name, variant: rest };
}

/** The platform that a descriptor or an image configuration names; `undefined` if it names none, or unknown/unknown. */
export function platformIn(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined;
  const [os, architecture] = [textOf(value.os), textOf(value.architecture)];
  if (os === undefined || architecture === undefined || os === 'unknown' || architecture === 'unknown')
    return undefined;
  return platformOf(os, architecture, textOf(value.variant));
}

/**
 * What a user asks for: `os/arch[/variant]`, or an architecture alone, which then is of Linux.
 * @throws ImageError `unsupported` for anything else
 */
export function parsePlatform(text: string): Platform {
  const parts = text.split('/');
  const [os = '', architecture = '', variant] = parts;
  if (parts.every(part => /^\w[\w.-]*$/.test(part))) {
    if (parts.length === 2 || parts.length === 3) return platformOf(os, architecture, variant);
    const alone = platformOf('linux', os);
    if (parts.length === 1 && KNOWN.includes(alone.architecture)) return alone;
  }
  throw new ImageError('unsupported', `${shown(text)} is no platform: write it as linux/amd64 or linux/arm/v7.`);
}

/** `linux/arm/v7` */
export function platformText({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === '' ? [] : [variant])].join('/');
}

function level(platform: Platform): number {
  return Number(/^v(\d+)$/.exec(platform.variant || (USUAL[platform.architecture] ?? ''))?.[1] ?? Number.NaN);
}

/**
 * How well a platform runs what was asked for: 0 not at all, higher is better. The same variant is best; a lower one of
 * the same architecture runs as well (arm/v6 on arm/v7, amd64 on amd64/v3).
 */
export function fitness(has: Platform, wanted: Platform): number {
  if (has.os !== wanted.os || has.architecture !== wanted.architecture) return 0;
  if (has.variant === wanted.variant) return 1000;
  const [low, high] = [level(has), level(wanted)];
  return low < high && low < 1000 ? low : 0;
}

/**
 * What is taken when nobody asked: linux/amd64, else the first by name. The host is not consulted, so that the same
 * file gives the same findings on a laptop with an ARM processor and in CI.
 */
export function usualPlatform(platforms: readonly Platform[]): Platform | undefined {
  const byName = [...platforms].sort((a, b) => (platformText(a) < platformText(b) ? -1 : 1));
  return byName.find(platform => platformText(platform) === 'linux/amd64') ?? byName[0];
}
