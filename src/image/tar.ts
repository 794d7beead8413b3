import { Feed } from './inflate/feed.js';
import { type Item, members, type TarOptions } from './tar/members.js';

export type { Item, TarOptions } from './tar/members.js';
export { readTarAt } from './tar/window.js';

const NOTHING = Buffer.alloc(0);

/**
 * Reads an uncompressed tar archive in one pass (POSIX ustar and PAX, GNU, star, V7) and leaves unread what stands after its
 * end. Nothing is kept but the header at hand and as much content as is wanted.
 *
 * @param chunks may be filled anew by their source once the next is taken
 * @throws ImageError `truncated`, `corrupt`, `too-large`, after all entries that stood before were delivered
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  options: TarOptions,
): AsyncGenerator<Item, void, undefined> {
  const feed = new Feed(chunks);
  try {
    const steps = members(feed, options);
    let given: Buffer = NOTHING;
    for (;;) {
      const { done, value } = steps.next(given);
      if (done === true) return;
      given = NOTHING;
      if (typeof value !== 'number') yield value;
      else if (value < 0) {
        // What is at hand needs no waiting: a promise for each header would halve the speed.
        if (-value <= feed.left) feed.at -= value;
        else await feed.skip(-value);
      } else given = value <= feed.left ? feed.takeLeft(value) : await feed.take(value);
    }
  } finally {
    await feed.close();
  }
}
