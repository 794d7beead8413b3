/** A process whose cache is on a disk with too little room for the second entry, for `store.test.ts`. */
import { DiskCache } from '../../src/cache/store.js';

const [folder = ''] = process.argv.slice(2);
const cache = new DiskCache({ folder, limit: 1e9, ruleSet: 'test', now: () => Date.now() });
const noise = (length: number): Buffer => {
  const made = Buffer.alloc(length);
  for (let at = 0, state = 1; at < length; at++)
    made[at] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  return made;
};
await cache.write('a', noise(20_000));
const before = cache.problem;
await cache.write('b', noise(200_000));
const found = await cache.read('a');
process.stdout.write(
  JSON.stringify({ before, problem: cache.problem, found: found?.length, files: cache.size().files }),
);
