import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Allowance, hasExpired, speakerOf } from '../../src/findings/allowances.js';
import type { Draft } from '../../src/findings/stamp.js';
import { suppress } from '../../src/findings/suppress.js';

const TODAY = '2030-06-15';

const allowance = fc
  .record({
    start: fc.nat(40),
    length: fc.nat(40),
    name: fc.constantFrom('one', 'TWO', 'o*', 'buildkit:*', 'x'),
    until: fc.constantFrom(undefined, '2030-01-01', '2031-01-01'),
  })
  .map(({ start, length, name, until }, i = 0) => {
    const covers = { start, end: start + length };
    return { covers, span: covers, names: [name], reason: `${start}-${i}`, by: undefined, until } as Allowance;
  });
const draft = fc
  .record({ start: fc.nat(90), rule: fc.constantFrom('one', 'two'), alias: fc.constantFrom('DL1', 'StageName') })
  .map(({ start, rule, alias }) => {
    return { rule, topic: 't', aliases: [alias], message: 'm', span: { start, end: start } } as unknown as Draft;
  });

/** The definition: the first that covers it, speaks of it and holds; else the first that did. */
function plainly(one: Draft, allowances: readonly Allowance[]): Draft {
  const matching = allowances.filter(
    each => each.covers.start <= one.span.start && one.span.start <= each.covers.end && speakerOf(one)(each),
  );
  const valid = matching.find(each => !hasExpired(each, TODAY));
  if (valid) return { ...one, suppressed: { by: valid.by, reason: valid.reason, until: valid.until } };
  return matching[0] ? { ...one, message: `m (it was allowed until ${matching[0].until})` } : one;
}

test('each finding is allowed by the first comment that covers it, however many there are', () => {
  fc.assert(
    fc.property(fc.array(draft, { maxLength: 12 }), fc.array(allowance, { maxLength: 12 }), (drafts, allowances) => {
      const expected = drafts.map(one => plainly(one, allowances));
      assert.deepEqual(suppress(drafts, allowances, TODAY), expected);
    }),
    { numRuns: 500 },
  );
});
