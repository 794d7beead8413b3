import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timing } from '../../src/cli/timing.js';

test('times are summed by part, the slowest first, and small ones in one line', () => {
  let now = 0;
  const timing = new Timing(() => now);
  const spend = (part: string, ms: number) =>
    timing.around(part, () => {
      now += ms;
      return part;
    });
  assert.equal(spend('slow', 500), 'slow');
  spend('quick', 100);
  spend('slow', 397);
  spend('a', 1);
  spend('b', 2);
  assert.equal(
    timing.table(),
    [
      '   1000.0 ms 100.0 %  parsing and rules',
      '    897.0 ms  89.7 %  slow',
      '    100.0 ms  10.0 %  quick',
      '      3.0 ms   0.3 %  2 more',
      '',
    ].join('\n'),
  );
});
