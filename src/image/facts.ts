import type { Passed } from './model.js';
import type { LayerChange } from './overlay.js';
import { Problems } from './problems.js';
import type { LayerResult } from './read-layer.js';

/**
 * Remembers bytes by their keys, from run to run. What `read` gives is exactly what was written under that key, or nothing:
 * damage is found and counts as nothing. Neither function ever throws.
 */
export interface FactCache {
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, bytes: Uint8Array): Promise<void>;
}

/** What reading a layer gave: its entries and what the rules asked for, and how the reading went. */
export class LayerFacts implements Passed {
  readonly passed = true;
  readonly change: LayerChange;
  readonly result: LayerResult;

  constructor(change: LayerChange, result: LayerResult) {
    this.change = change;
    this.result = result;
  }

  /** The same, held against a diffID that was not known while the layer was read. */
  heldAgainst(diffId: string | undefined): LayerFacts {
    const { result } = this;
    if (result.diffId === undefined || result.diffId === diffId) return this;
    const problems = new Problems();
    problems.checkDigest('uncompressed', diffId, result.diffId);
    const told = [result.incomplete, problems.told()].filter(text => text !== undefined);
    return new LayerFacts(this.change, { ...result, incomplete: told.length === 0 ? undefined : told.join(' ') });
  }
}
