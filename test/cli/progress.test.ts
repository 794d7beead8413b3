import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressLine } from '../../src/cli/progress.js';

function line(columns: number | undefined) {
  let written = '';
  let now = 0;
  const sink = {
    write: (text: string) => {
      written += text;
    },
    terminal: () => (columns === undefined ? undefined : { columns }),
  };
  const progress = new ProgressLine(sink, () => now);
  return {
    progress,
    at(time: number, bytes: number, known = true) {
      now = time;
      written = '';
      progress.show({ done: 1, layers: 2, bytes, size: known ? 8e6 : undefined });
      return written;
    },
    clear() {
      written = '';
      progress.clear();
      return written;
    },
  };
}

test('who waits sees a line, not too often, and it goes away', () => {
  const { at, clear, progress } = line(80);
  assert.equal(progress.wanted, true);
  assert.equal(at(100, 1e6), '', 'a blink');
  assert.equal(clear(), '', 'nothing was shown');
  assert.equal(at(500, 4e6), '\r\u001b[K[##########..........] 1 of 2 layers, 4.0 of 8.0 MB');
  assert.equal(at(550, 5e6), '');
  assert.equal(at(700, 5e7, false), '\r\u001b[K[##########..........] 1 of 2 layers, 50 MB');
  assert.equal(at(900, 9e9), '\r\u001b[K[####################] 1 of 2 layers, 9000 of 8.0 MB', 'more than was said');
  assert.equal(clear(), '\r\u001b[K');
  assert.equal(clear(), '');
});

test('a narrow terminal gets a line that fits, a pipe none', () => {
  assert.equal(line(12).at(1000, 4e6), '\r\u001b[K[##########');
  const piped = line(undefined);
  assert.equal(piped.progress.wanted, false);
  assert.equal(piped.at(1000, 4e6), '');
});
