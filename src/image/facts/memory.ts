import { type FactCache, LayerFacts } from '../facts.js';
import type { LayerBlob } from '../model.js';
import type { LayerChange } from '../overlay.js';
import { isWalked } from '../read-layer.js';
import { pack, unpack } from './pack.js';
import { parseStored, type StoredBytes, storedText } from './stored.js';
import { verifyStored } from './verify.js';

/** How many writes are under way at a time; others wait, so that an image of small layers opens no thousand files. */
const MOST_WRITES = 4;
/** Packing takes memory for each entry: layers with more, which nobody builds, are read each time. */
const MOST_ENTRIES = 1_000_000;
const DIGEST = /^sha256:[0-9a-f]{64}$|^sha512:[0-9a-f]{128}$/;

/**
 * Facts of layers, remembered under their diffIDs (`facts:<diffID>`). A configuration may claim any diffID, so stored bytes
 * are believed to unpack to it only if they were seen to: that is remembered by their digest (`stored:<digest>`).
 */
export class Memory {
  readonly #cache: FactCache;
  readonly #newChange: () => LayerChange;
  readonly #writes = new Set<Promise<void>>();

  /** @param newChange gives what facts are unpacked into */
  constructor(cache: FactCache, newChange: () => LayerChange) {
    this.#cache = cache;
    this.#newChange = newChange;
  }

  /** Is it worth asking `ofStored` for the layer? */
  async knows(layer: LayerBlob, diffId: string | undefined): Promise<boolean> {
    return (await this.#storedAs(layer, diffId)) !== undefined;
  }

  /**
   * The facts of a layer that can be opened; `undefined` if it has to be read. One that is not far away is read even so, but
   * only to see that its bytes are what the manifest says: damage is told as if nothing were remembered. Layers whose bytes
   * nobody hashes are left alone.
   */
  async ofStored(
    layer: LayerBlob,
    diffId: string | undefined,
    progress: (bytes: number) => void,
  ): Promise<LayerFacts | undefined> {
    const stored = await this.#storedAs(layer, diffId);
    const packed = stored === undefined ? undefined : await this.#cache.read(`facts:${stored.diffId}`);
    if (stored === undefined || packed === undefined) return undefined;
    if (layer.remote !== true && (await verifyStored(layer, progress)).wrong !== undefined) return undefined;
    const facts = this.#unpacked(packed, stored.diffId);
    return facts === undefined ? undefined : asStored(facts, stored);
  }

  /**
   * The facts of a layer that passes, if its name is the diffID of one that is known: such bytes are no more than verified.
   * If they turn out to be wrong, that is told, and what they should have been is what is known of them.
   */
  async ofPassing(layer: LayerBlob, progress: (bytes: number) => void): Promise<LayerFacts | undefined> {
    const { digest } = layer;
    const packed = isDigest(digest) ? await this.#cache.read(`facts:${digest}`) : undefined;
    const facts = packed === undefined || digest === undefined ? undefined : this.#unpacked(packed, digest);
    if (facts === undefined) return undefined;
    const { bytes, isPlain, wrong } = await verifyStored(layer, progress);
    const other = isPlain ? undefined : 'The layer is compressed, but was not when it was remembered; use --no-cache.';
    return asStored(facts, { compression: 'none', bytes }, wrong ?? other);
  }

  /** The facts of all layers, base first; `undefined` if one is missing. */
  async allOf(diffIds: readonly string[]): Promise<LayerFacts[] | undefined> {
    const packed: [string, Uint8Array][] = [];
    for (const diffId of diffIds) {
      const bytes = isDigest(diffId) ? await this.#cache.read(`facts:${diffId}`) : undefined;
      if (bytes === undefined) return undefined;
      packed.push([diffId, bytes]);
    }
    const all: LayerFacts[] = [];
    for (const [diffId, bytes] of packed) {
      const facts = this.#unpacked(bytes, diffId);
      if (facts === undefined) return undefined;
      all.push(facts);
    }
    return all;
  }

  /**
   * Remembers what was read of a layer, if it follows from the layer's bytes: if all were read, and are what they were said
   * to be; tells whether. To be called before the layer is laid over others. Waits only where many writes are under way.
   */
  async keep({ digest }: LayerBlob, facts: LayerFacts): Promise<boolean> {
    const { incomplete, packing, diffId, compression, storedBytes, digest: found } = facts.result;
    if (incomplete !== undefined || packing !== undefined || !isDigest(diffId)) return false;
    if (facts.change.length > MOST_ENTRIES) return false;
    let bytes: Uint8Array;
    try {
      bytes = pack(facts);
    } catch {
      return false; // A rule keeps what cannot be kept for longer.
    }
    await this.#write(`facts:${diffId}`, bytes);
    if (isDigest(digest) && digest === found && compression !== undefined)
      await this.#write(`stored:${digest}`, storedText({ diffId, compression, bytes: storedBytes }));
    return true;
  }

  /** Waits until all is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async #storedAs(layer: LayerBlob, diffId: string | undefined): Promise<StoredBytes | undefined> {
    if (layer.missing !== undefined || !isDigest(diffId) || !isDigest(layer.digest)) return undefined;
    if (layer.remote !== true && isWalked(layer)) return undefined;
    const bytes = await this.#cache.read(`stored:${layer.digest}`);
    const stored = bytes === undefined ? undefined : parseStored(bytes);
    const fits = stored?.diffId === diffId && (layer.size === undefined || layer.size === stored.bytes);
    return fits ? stored : undefined;
  }

  #unpacked(bytes: Uint8Array, diffId: string): LayerFacts | undefined {
    try {
      const facts = unpack(bytes, this.#newChange());
      return facts.result.diffId === diffId ? facts : undefined;
    } catch {
      return undefined; // No such bytes were written by this version.
    }
  }

  async #write(key: string, bytes: Uint8Array): Promise<void> {
    while (this.#writes.size >= MOST_WRITES) await Promise.race(this.#writes);
    const write = this.#cache.write(key, bytes).finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }
}

function isDigest(text: string | undefined): text is string {
  return text !== undefined && DIGEST.test(text);
}

/** The facts, of bytes that are stored in a certain way. @param incomplete what is wrong with these bytes */
function asStored(
  { change, result }: LayerFacts,
  { compression, bytes: storedBytes }: Pick<StoredBytes, 'compression' | 'bytes'>,
  incomplete?: string,
): LayerFacts {
  return new LayerFacts(change, { ...result, compression, storedBytes, incomplete });
}
