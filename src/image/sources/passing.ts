/**
 * An archive that streams by once: what a daemon exports, what comes on standard input. Its members stand in any order,
 * manifest.json often last, so layers are read as they pass and JSON is kept until it is known what belongs to what.
 * Nothing is written, and of layers nothing is held but what `take` keeps.
 */
import { inflate, sniff } from '../inflate.js';
import { ImageError, type ImageSource, type LayerBlob, type Passed, type PassingImage } from '../model.js';
import { AGAIN, JSON_LIMIT, shown } from '../text.js';
import type { Archive } from './archive.js';
import { openDocker } from './docker-archive.js';
import { isHeader } from './header.js';
import { indexMembers, type Member, resolveMember } from './members.js';
import { openOci } from './oci.js';
import { schemeOf } from './scheme.js';
import type { Content } from './store.js';
import { StreamTape } from './tape.js';

/** What is known of the stream. */
export interface Passing {
  readonly kind: ImageSource['kind'];
  /** What the user named. */
  readonly reference: string;
  /** What messages call it. */
  readonly label: string;
  /** Which image, if the archive holds several; as in `Wanted`. */
  readonly ref?: string | undefined;
  readonly platform?: string | undefined;
  /** Ends what gives the stream. Called once. */
  close(): Promise<void>;
}

/** How much JSON is kept, in bytes. */
const KEPT = 64 * 1024 * 1024;
/** Members that hold layers even where their first bytes do not tell: an archive without a member is all zeros. */
const LAYER = /(?:^|\/)(?:layer\.tar|[0-9a-f]{64}\.tar(?:\.gz)?)$|^blobs\/sha(?:256|512)\//;

/** The image of an archive that streams by. @param stream read once, to its end or to the first thing that is broken */
export function passingArchive(stream: AsyncIterable<Uint8Array>, about: Passing): PassingImage {
  let open = true;
  const close = async () => {
    if (open) await about.close();
    open = false;
  };
  return {
    kind: about.kind,
    reference: about.reference,
    close,
    async pass(take) {
      try {
        const archive = await passed(stream, about, take);
        const wanted = { ref: about.ref, platform: about.platform };
        const source = await ((await schemeOf(archive)) === 'docker-archive'
          ? openDocker(archive, about.reference, wanted, about.kind)
          : openOci(archive, about.kind, about.reference, wanted));
        return archive.damage === undefined ? source : { ...source, damaged: true };
      } finally {
        await close();
      }
    },
  };
}

/** Reads all members, and gives them as an archive from which JSON can be read again. */
async function passed(
  stream: AsyncIterable<Uint8Array>,
  { label }: Passing,
  take: (layer: LayerBlob) => Promise<Passed>,
): Promise<Archive> {
  const broken: { error?: ImageError } = {};
  const tape = new StreamTape(inflate(noticed(stream, broken)));
  const kept = new Map<number, Content>();
  let room = KEPT;
  const found = await indexMembers(tape, async member => {
    const head = Buffer.from(await tape.take(Math.min(512, member.size)));
    if (isLayer(member, head)) {
      kept.set(member.offset, gone(member, await take(layerOf(member, head, tape, label))));
      return;
    }
    if (!isJson(head) || member.size > Math.min(room, JSON_LIMIT)) return;
    const bytes = Buffer.concat([head, await tape.take(member.size - head.length)]);
    if (bytes.length < member.size) return;
    room -= bytes.length;
    kept.set(member.offset, {
      size: bytes.length,
      window: undefined,
      async *open() {
        yield bytes;
      },
    });
  }).finally(() => tape.close());
  const members = broken.error === undefined ? found : { ...found, damage: broken.error };
  return {
    label,
    members,
    notes: members.notes.concat(members.damage === undefined ? [] : members.damage.message),
    damage: members.damage,
    async find(name) {
      const member = resolveMember(members, name);
      return member === undefined ? undefined : kept.get(member.offset);
    },
    async close() {},
  };
}

/** The stream; the first thing that goes wrong with it is remembered, because all that follows comes of it. */
async function* noticed(
  stream: AsyncIterable<Uint8Array>,
  broken: { error?: ImageError },
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    if (error instanceof ImageError) broken.error ??= error;
    throw error;
  }
}

function isLayer({ name, size }: Member, head: Buffer): boolean {
  if (size === 0) return false;
  if (isHeader(head)) return true;
  try {
    if (sniff(head) !== 'none') return true;
  } catch {
    return true; // Compressed in a way that layers may not be: told where it is read.
  }
  return LAYER.test(name) && !isJson(head);
}

function isJson(head: Buffer): boolean {
  return /^\s*[{[]/.test(head.toString('latin1', 0, 64));
}

/** A layer that passes. To be read once, before the next member. */
function layerOf({ name, size }: Member, head: Buffer, tape: StreamTape, label: string): LayerBlob {
  const [, algorithm, hex] = /^blobs\/(sha256|sha512)\/([0-9a-f]{64,128})$/.exec(name) ?? [];
  return {
    digest: algorithm === undefined ? undefined : `${algorithm}:${hex}`,
    size,
    mediaType: undefined,
    missing: undefined,
    window: undefined,
    async *open() {
      yield head;
      for (let left = size - head.length; left > 0; ) {
        const chunk = await tape.some(left);
        if (chunk.length === 0) throw new ImageError('truncated', `${shown(name)} in ${label} is cut short: ${AGAIN}.`);
        left -= chunk.length;
        yield chunk;
      }
    },
  };
}

function gone({ name, size }: Member, passed: Passed): Content {
  return {
    size,
    window: undefined,
    passed,
    open() {
      throw new ImageError('missing-blob', `${shown(name)} has passed and cannot be read again: ${AGAIN}.`);
    },
  };
}
