/** What holds for every history, whoever wrote it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { readConfig } from '../../src/image/config.js';
import { reconstruct } from '../../src/image/history.js';
import { type Entry, tell } from './history-support.js';

/** Pieces that the histories of real builders are made of, and what could end or continue a line. */
const PIECES = [
  ...['/bin/sh -c ', '#(nop) ', ' ', ' # buildkit', '|1 A=b ', '|2 A=b c TOK= ', 'RUN ', 'COPY ', 'ADD ', 'ENV A=b '],
  ...['B=', 'CMD ', '["a" "b"]', '["a", "b"]', 'HEALTHCHECK ', '&{["CMD" "x"] "1s" \'\\x05\'}', 'SHELL ', '[a -c]'],
  ...['\n', '\\', '\r', '\t', '<<EOF', '<<', '<<-"X"', 'EOF', 'HISTORY', '--mount=x', '--', '"', "'", '$A', '${A', '#'],
  ...['{Test:[', '] Interval:5s}', 'map[', ':{}', ']', '[', 'file:abcdef012345', ' in ', 'ONBUILD ', 'LABEL ', 'ARG '],
  ...['VOLUME ', 'EXPOSE ', 'USER ', 'WORKDIR ', 'STOPSIGNAL ', 'MAINTAINER ', 'FROM x', '\u0085', '\u00a0', '\u2028'],
  ...['|inheritLabels=false', '\ud800', '\0', 'x', '/bin/bash -o pipefail -c ', 'powershell -Command ', '`', '\ufeff'],
];
const created = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map(pieces => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const entry: fc.Arbitrary<Entry> = fc.record(
  {
    created_by: created,
    comment: fc.constantFrom('buildkit.dockerfile.v0', 'buildkit.exporter.image.v0', 'FROM x', 'FROM 0123456789ab'),
    author: fc.constant('kaniko'),
    empty_layer: fc.boolean(),
  },
  { requiredKeys: ['created_by'] },
);
const config = fc.record({
  Env: fc.constantFrom([], ['A=b', 'B=x y']),
  Labels: fc.constantFrom({}, { 'io.buildah.version': '1' }),
});

test('every entry is one instruction or one comment, in order', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 8 }), config, (history, config) => {
      const { reconstruction, instructions, entries, problems } = tell(history, config);
      // What stands there as it was in a Dockerfile may be wrong in itself; nothing of ours adds to it.
      const theirs = new Set(['bad-arguments', 'not-string-array']);
      const copied =
        ['kaniko', 'buildah', 'mixed', 'unknown'].includes(reconstruction.builder) ||
        instructions.some(([kind]) => kind === 'onbuild');
      assert.deepEqual(
        problems.filter(kind => !copied || !theirs.has(kind)),
        [],
      );
      assert.ok(instructions.every(([kind]) => kind !== 'unknown' && kind !== 'from'));
      const file = parseDockerfile(reconstruction.text);
      assert.equal(file.stages.length, 1);
      assert.ok(file.comments.every(comment => !comment.inside));
      const all = [...entries, ...file.comments.map(comment => reconstruction.entryAt(comment.span.start))];
      assert.deepEqual(
        all.sort((a, b) => Number(a) - Number(b)),
        history.map((_, index) => index),
      );
      const { base, own } = reconstruction;
      assert.ok(0 <= base && base <= own && own <= history.length);
      let last = -1;
      for (let offset = 0; offset < reconstruction.text.length; offset++) {
        const at = reconstruction.entryAt(offset) ?? -1;
        assert.ok(at >= last);
        last = at;
      }
      assert.equal(last, history.length - 1);
    }),
    { numRuns: 3000 },
  );
});

/** Texts as people write them into values: no line ends, which no Dockerfile can hold in a word. */
const value = fc
  .oneof(
    fc.string({ unit: 'grapheme' }).filter(text => !/[\n\r]/.test(text)),
    fc.array(fc.constantFrom('a', ' ', '"', "'", '\\', '$x', '${y}', '=', ' B=', '<<E', '`', '#', '--x'), {
      maxLength: 6,
    }),
  )
  .map(piece => (typeof piece === 'string' ? piece : piece.join('')));
const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,6}$/);
const buildkit = (created_by: string): Entry => ({ created_by, comment: 'buildkit.dockerfile.v0' });

test('ENV and LABEL come back as BuildKit writes them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([name]) => name, minLength: 1 }), pairs => {
      const line = pairs.map(([name, value]) => `${name}=${value}`);
      const config = { Env: line, Labels: Object.fromEntries(pairs) };
      const history = [buildkit(`ENV ${line.join(' ')}`), buildkit(`LABEL ${line.join(' ')}`)];
      assert.deepEqual(tell(history, config).instructions, [
        ['env', ...line],
        ['label', ...line],
      ]);
    }),
    { numRuns: 1000 },
  );
});

/** Go's `%q`. */
const goQuoted = (text: string): string => JSON.stringify(text).replaceAll('\\u0000', '\\x00');

test('CMD, ENTRYPOINT and the health check come back as BuildKit writes them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), words => {
      const list = `[${words.map(goQuoted).join(' ')}]`;
      const health = `HEALTHCHECK &{["CMD" ${list.slice(1)} "0s" "5s" "0s" '\\x02'}`;
      assert.deepEqual(tell([`CMD ${list}`, `ENTRYPOINT ${list}`, health].map(buildkit)).instructions, [
        ['cmd', 'exec', ...words],
        ['entrypoint', 'exec', ...words],
        ['healthcheck', '--timeout=5s', '--retries=2', 'exec', 'CMD', ...words],
      ]);
    }),
  );
});

test('RUN comes back, whatever stands in front of it', () => {
  const script = fc
    .array(fc.constantFrom('echo', ' ', '\n', '\\', '<<<x', '$((1<<2))', '[1]', '--', '"', '#', 'HISTORY', '&&'))
    .map(pieces => `a${pieces.join('')}b`);
  const args = fc.uniqueArray(fc.tuple(name, fc.stringMatching(/^[a-z =]{0,6}$/)), { selector: ([name]) => name });
  fc.assert(
    fc.property(script, args, (script, args) => {
      const front = args.length === 0 ? '' : `|${args.length} ${args.map(([k, v]) => `${k}=${v} `).join('')}`;
      for (const history of [
        [buildkit(`RUN ${front}/bin/sh -c ${script} # buildkit`)],
        [`${front}/bin/sh -c ${script}`],
        [...args.map(([k, v]) => buildkit(`ARG ${k}=${v}`)), buildkit(`RUN ${front}/bin/sh -c ${script} # buildkit`)],
      ]) {
        const run = tell(history).instructions.at(-1) as string[];
        assert.equal(run[0], 'run');
        assert.equal((run.at(-1) as string).replace(/\n$/, ''), script);
      }
    }),
    { numRuns: 1000 },
  );
});

test('sizes that nobody writes by hand', () => {
  const long = (piece: string): string => piece.repeat(100_000 / piece.length);
  const pieces = [
    ' ',
    '\\',
    '\r',
    '\n',
    'A= ',
    '|',
    '"',
    ' A=b',
    '<<E ',
    'sh ',
    '/',
    '[',
    'HISTORY\n',
    '\\ ',
    ' -c',
    '\t\r',
  ];
  const fronts = [
    '',
    'RUN /bin/sh -c ',
    'RUN |9999 ',
    '/bin/sh -c #(nop)  ENV A=',
    'COPY ',
    'VOLUME [',
    'CMD ["',
    'SHELL [powershell ',
  ];
  for (const front of fronts)
    tell(
      pieces.map(piece => front + long(piece)),
      { Env: [`A=${long(' A=b')}x`] },
    );
  const many = tell(Array.from({ length: 10_000 }, (_, i) => buildkit(`ENV A${i}=x y`)));
  assert.deepEqual(many.instructions[9999], ['env', 'A9999=x y']);
  assert.equal(many.entries[9999], 9999);
});

test('any JSON is read or refused, and what is read has a history', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      try {
        reconstruct(
          readConfig(new TextEncoder().encode(`{"os":"linux","config":${text},"history":[${text},${text}]}`)),
        );
      } catch (error) {
        assert.fail(`${error}`);
      }
    }),
  );
});
