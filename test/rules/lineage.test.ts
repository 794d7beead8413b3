import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { precedes } from '../../rules/_share/lineage.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';

test('what holds in a stage is what stands before in it and in those it is made from', () => {
  const bases = fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(bases, list => {
      const base = list.map((wanted, i) => (wanted >= 0 && wanted < i ? wanted : undefined));
      const file = parseDockerfile(
        base.map((one, i) => `FROM ${one === undefined ? 'a' : `s${one}`} AS s${i}\nRUN x\nRUN y\n`).join(''),
      );
      const runs = file.instructions.filter(({ kind }) => kind === 'run');
      for (const later of runs) {
        const chain = new Set<number>();
        for (let at = later.stage; at !== undefined; at = base[at]) chain.add(at);
        const holds = precedes({ file }, later);
        for (const earlier of runs)
          assert.equal(holds(earlier), chain.has(earlier.stage ?? -1) && earlier.index <= later.index);
      }
    }),
  );
});
