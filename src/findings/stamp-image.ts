import type { ImagePlace } from '../report.js';
import type { Hit, Layer, RegisteredRule, Severity } from '../rule.js';
import { type Draft, named } from './stamp.js';

/** What stamping needs to know of an image. */
export interface Stamping {
  /** The image's reference, as the user wrote it. */
  readonly reference: string;
  readonly layers: readonly Layer[];
  /** Of the fingerprints of secrets. */
  readonly salt: string;
  /** Hides secrets. */
  readonly mask: (text: string) => string;
}

/** Turns a hit about an image into a finding. It points into the image; there is no line to show. */
export function stampImage(
  hit: Hit,
  rule: RegisteredRule,
  severity: Severity,
  { reference, layers, mask, salt }: Stamping,
): Draft {
  return {
    rule: rule.id,
    aliases: rule.aliases,
    controls: rule.controls,
    topic: rule.topic,
    severity,
    confidence: hit.confidence ?? rule.confidence,
    message: mask(hit.message),
    ...(hit.help === undefined ? {} : { help: mask(hit.help) }),
    file: reference,
    image: placeOf(hit, layers, mask),
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    ...named(hit, salt),
    fixable: false,
    excerpt: { lines: [] },
    span: { start: 0, end: 0 },
  };
}

function placeOf({ at, also }: Hit, layers: readonly Layer[], mask: (text: string) => string): ImagePlace {
  const nowhere: ImagePlace = {
    layer: undefined,
    diffId: undefined,
    createdBy: undefined,
    path: undefined,
    pointer: undefined,
    gone: undefined,
  };
  if (at.in === 'config') return { ...nowhere, pointer: mask(at.pointer) };
  if (at.in !== 'layer') return nowhere;
  const layer = layers[at.layer];
  // A second place in a later layer is where the first one was hidden.
  const gone = also?.find(place => place.in === 'layer' && place.layer > at.layer);
  return {
    ...nowhere,
    layer: at.layer,
    diffId: layer?.diffId,
    createdBy: layer?.createdBy === undefined ? undefined : mask(layer.createdBy),
    path: at.path === undefined ? undefined : mask(at.path),
    gone: gone?.in === 'layer' ? gone.layer : undefined,
  };
}
