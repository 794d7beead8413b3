import type { Place, Seen } from '../../src/rule.js';

/** Where something stands in a layer, and the layer that hides it, as a hit tells it. */
export function placeOf(
  { entry, layer, goneIn }: Omit<Seen<unknown>, 'value'>,
  line?: number,
): {
  at: Place;
  also?: readonly Place[];
} {
  const at: Place = { in: 'layer', layer: layer.index, path: entry.path, ...(line === undefined ? {} : { line }) };
  return goneIn === undefined ? { at } : { at, also: [{ in: 'layer', layer: goneIn.index, path: entry.path }] };
}

/** A path from a layer as a message may show it: no controls, no turns of the writing's direction, not too long. */
export function shownPath(path: string): string {
  const short = path.length > 120 ? `${path.slice(0, 40)}…${path.slice(-79)}` : path;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
}

/** The same content at the same path in several layers (a chmod copies a file) is one thing: its last version stands for all. */
export function lastOfEach<T>(seen: readonly Seen<T>[], same: (value: T) => string): Seen<T>[] {
  const last = new Map<string, Seen<T>>();
  for (const one of seen) last.set(`${one.entry.path}\0${same(one.value)}`, one);
  return [...last.values()];
}
