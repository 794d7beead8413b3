/** A process that reads and writes a cache as fast as it can, for `store.test.ts`: folder, limit, rounds, seed. */
import { DiskCache } from '../../src/cache/store.js';

const [folder = '', limit, rounds, seed] = process.argv.slice(2);
let state = Number(seed);
const random = (below: number): number => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % below;
};
/** What belongs to a key; different every time in length, but always recognisable. */
const contentOf = (key: string): Buffer => Buffer.from(`${key}:`.repeat(1 + random(3000)));

let found = 0;
for (let round = 0; round < Number(rounds); round++) {
  const cache = new DiskCache({ folder, limit: Number(limit), ruleSet: 'test', now: () => Date.now() });
  for (let i = 0; i < 20; i++) {
    const key = `key ${random(40)}`;
    const got = await cache.read(key);
    if (got !== undefined) {
      found++;
      const text = Buffer.from(got).toString();
      if (text.replaceAll(`${key}:`, '') !== '') throw new Error(`${key} is ${text.slice(0, 100)}`);
    } else await cache.write(key, contentOf(key));
  }
  if (random(10) === 0) cache.clear();
  await cache.close();
  if (cache.problem !== undefined) throw new Error(cache.problem);
}
process.stdout.write(`${found}\n`);
