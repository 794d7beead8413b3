import type { RuntimeConfig } from '../config.js';

/** What a tar entry is. `other` keeps its type flag unread: contiguous files count as files, volume labels as nothing. */
export type EntryType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'character-device'
  | 'block-device'
  | 'fifo'
  | 'other';

/** One entry of a layer, as its header says. Frozen. */
export interface Entry {
  /**
   * Canonical: relative to the root, `/` between parts, no `.`, `..`, empty part or slash at an end; empty for the root
   * itself. Bytes that are no UTF-8 stand as U+DC80 to U+DCFF (one lone surrogate a byte), so that no two names meet.
   */
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with setuid (0o4000), setgid (0o2000) and sticky (0o1000). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content, holes of a sparse file included; 0 for everything but files. */
  readonly size: number;
  /** Seconds since 1970, UTC. */
  readonly mtime: number;
  /** Of a symlink: the target as written. Of a hard link: the canonical path of the file in the same tree. */
  readonly link: string | undefined;
  /** Extended attributes, raw bytes: `security.capability`, … */
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
  /** The content cannot be read as it stands in the archive: a sparse file. */
  readonly sparse: boolean;
}

/** A layer of an image, from the base up. */
export interface Layer {
  /** 0-based. */
  readonly index: number;
  /** `sha256:…` of the uncompressed bytes, as the configuration says; `undefined` for a root file system. */
  readonly diffId: string | undefined;
  /** `sha256:…` of the stored bytes, if the manifest says it. */
  readonly digest: string | undefined;
  /** The history entry that made it, if that is certain. */
  readonly createdBy: string | undefined;
  /** Why its files are not there or not all there: `undefined` when all was read and verified. */
  readonly incomplete: string | undefined;
}

/** A part of a file that can be read by position; in bytes. */
export interface BlobWindow {
  /** A descriptor that stays open as long as the source does, or the path of a file to open. */
  readonly file: number | string;
  readonly start: number;
  readonly length: number;
}

/** Stored bytes of a layer. */
export interface LayerBlob {
  /** Of the stored bytes, if a descriptor says it; checked while they flow. */
  readonly digest: string | undefined;
  /** Of the stored bytes, if a descriptor says it; checked while they flow. */
  readonly size: number | undefined;
  readonly mediaType: string | undefined;
  /** Why the bytes are not there: a foreign layer, a blob that the archive lacks. Then `open` throws an ImageError. */
  readonly missing: string | undefined;
  /** The stored bytes from the start, each time anew. Chunks may be reused by the reader after the next one is taken. */
  open(): AsyncIterable<Uint8Array>;
  /** Where the stored bytes lie in a file that can be read by position. */
  readonly window: BlobWindow | undefined;
  /** Reading it costs a transfer. */
  readonly remote?: true;
  /** What `PassingImage.pass` was given for it, if its bytes have passed already; `open` then throws. */
  readonly passed?: Passed | undefined;
}

/** A layer that was read while it passed; only whoever read it knows what it is. */
export interface Passed {
  readonly passed: true;
}

/**
 * An image that comes as one stream and cannot be opened again: what a daemon exports. Its layers pass in an order of their
 * own, before it is known which of them belong to the image, or where.
 */
export interface PassingImage {
  readonly kind: ImageSource['kind'];
  readonly reference: string;
  /**
   * Takes the stream, once, to its end. To be closed is what it gives; if it throws, nothing is left open.
   *
   * @param take reads a layer to its end; called for one at a time, and all bytes it leaves are passed over
   * @throws ImageError
   */
  pass(take: (layer: LayerBlob) => Promise<Passed>): Promise<ImageSource>;
  /** What is known before anything passes: a name of the image that changes with its bytes, and its layers, base first. */
  readonly inspected?: { readonly id: string; readonly diffIds: readonly string[] };
  /** Drops the stream, if it was not taken. */
  close(): Promise<void>;
}

/** JSON that comes with an image: its manifest, statements about how it was built (in-toto). */
export interface ImageDocument {
  /** For people: `manifest`, `https://slsa.dev/provenance/v1`. */
  readonly name: string;
  /** Digest verified. */
  readonly text: string;
}

/** An image that was found and opened; its layers have not been read yet. */
export interface ImageSource {
  readonly kind:
    | 'docker-archive'
    | 'oci-archive'
    | 'oci-layout'
    | 'dir'
    | 'rootfs'
    | 'docker-daemon'
    | 'podman'
    | 'registry';
  /** What the user named, with `/` separators. */
  readonly reference: string;
  /** A name that the archive gives the image: `app:1.2`. */
  readonly name: string | undefined;
  /** Digest of the manifest, where there is one. */
  readonly manifestDigest: string | undefined;
  /** The configuration's bytes, digest verified; `undefined` for a root file system. */
  readonly config: Uint8Array | undefined;
  readonly layers: readonly LayerBlob[];
  /** What is said about the image beside its configuration, as far as it is at hand. */
  readonly documents?: readonly ImageDocument[];
  /** What is odd but did not stop the opening: one sentence each. */
  readonly notes: readonly string[];
  /** What it came in was cut short or broken somewhere; a note says so. */
  readonly damaged?: true;
  close(): Promise<void>;
}

/** Something about the image that stops reading it, or a part of it. `message` is one sentence: what, where, what to do. */
export class ImageError extends Error {
  readonly code:
    | 'not-found'
    | 'not-an-image'
    | 'ambiguous'
    | 'no-platform'
    | 'truncated'
    | 'corrupt'
    | 'digest-mismatch'
    | 'too-large'
    | 'unsupported'
    | 'missing-blob'
    // From here on: of daemons and registries.
    | 'unauthorised'
    | 'unreachable'
    | 'timeout'
    | 'rate-limited';

  constructor(code: ImageError['code'], message: string) {
    super(message);
    this.name = 'ImageError';
    this.code = code;
  }
}

// By name: what is loaded late is bundled by itself, and has a class of its own. A class that extends it asks for itself.
Object.defineProperty(ImageError, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this !== ImageError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value instanceof Error && value.name === 'ImageError';
  },
});

/** One step of an image's history, as the configuration tells it. */
export interface HistoryEntry {
  readonly createdBy: string;
  readonly comment: string | undefined;
  readonly author: string | undefined;
  /** RFC 3339, if there. */
  readonly created: string | undefined;
  readonly emptyLayer: boolean;
  /** The layer it made, by count; `undefined` for empty ones, and for all if the counts do not agree. */
  readonly layer: number | undefined;
}

/** The parts of an image configuration that are looked at (OCI image specification, `config.md`). */
export interface ImageConfig {
  readonly runtime: RuntimeConfig;
  readonly history: readonly HistoryEntry[];
  readonly diffIds: readonly string[];
  readonly architecture: string | undefined;
  readonly variant: string | undefined;
  readonly os: string | undefined;
  readonly created: string | undefined;
  /** The parsed JSON. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** What a rule looks for in layers. */
export interface Read<T> {
  /** Globs over canonical paths (`*`, `**`, `?`, `{a,b}`), or a test of the header. */
  readonly match: readonly string[] | ((entry: Entry) => boolean);
  /** How many bytes of the content `keep` needs at most; 0: the header is enough. */
  readonly bytes: number;
  /** Makes what is remembered of the entry; `undefined`: nothing. `head` holds at most `bytes` bytes. */
  keep(entry: Entry, head: Uint8Array): T | undefined;
}

/** What a rule asked for, at one path in one layer. */
export interface Seen<T> {
  readonly entry: Entry;
  readonly layer: Layer;
  readonly value: T;
  /** The layer that removed or replaced it; absent: it is in the image as it runs. */
  readonly goneIn?: Layer;
}
