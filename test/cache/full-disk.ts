/** A process whose cache is on a disk with too little room for the second entry, or that may only be read; for `store.test.ts`. */
import { DiskCache } from '../../src/cache/store.js';

const [folder = '', ...keys] = process.argv.slice(2);
// So late that whatever is read is to be renewed.
const cache = new DiskCache({ folder, limit: 1e9, ruleSet: 'test', now: () => Date.now() + 1e8 });

/** Bytes that no compression makes smaller. */
function noise(length: number): Buffer {
  const made = Buffer.alloc(length);
  for (let at = 0, state = 1; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    made[at] = state >>> 16;
  }
  return made;
}

const problems: (string | undefined)[] = [];
for (const [i, key] of keys.entries()) {
  await cache.write(key, noise(i === 0 ? 20_000 : 200_000));
  problems.push(cache.problem ?? 'none');
}
const found = await cache.read('a');
process.stdout.write(JSON.stringify({ problems, found: found?.length, files: cache.size().files }));
