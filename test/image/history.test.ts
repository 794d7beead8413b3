/** Histories in general: kaniko, tools that write no instructions, mixed ones, and the text itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { tell } from './history-support.js';

const built = (created_by: string, empty_layer = false) => ({
  created_by,
  comment: 'buildkit.dockerfile.v0',
  empty_layer,
});

test('kaniko writes the Dockerfile as it is', () => {
  const { reconstruction, instructions } = tell([
    { created_by: 'COPY --chown=1 a "b" /x/', author: 'kaniko' },
    { created_by: 'RUN apt-get update && apt-get install -y curl', author: 'kaniko' },
    { created_by: 'RUN ["a", "b"]', author: 'kaniko' },
    { created_by: 'copy <<EOF /x', author: 'kaniko' },
  ]);
  assert.deepEqual(instructions, [
    ['copy', '--chown=1', 'a', 'b', '/x/'],
    ['run', 'shell', 'apt-get update && apt-get install -y curl'],
    ['run', 'exec', 'a', 'b'],
    ['copy', 'heredoc:EOF', '/x'],
  ]);
  assert.equal(reconstruction.builder, 'kaniko');
  assert.ok(reconstruction.lost.has('instructions'));
});

test('a copied line does not swallow the next one', () => {
  const copied = ['ADD a \\', 'COPY a \\\u00a0', 'ENV A=\\', 'RUN x \\', 'CMD y \\ \\\r', 'ONBUILD RUN cat <<EOF'];
  const { entries } = tell(copied.map(created_by => ({ created_by, author: 'kaniko' })));
  assert.deepEqual(entries, [0, 1, 2, 3, 4, 5]);
});

test('other builders write no instructions', () => {
  const lines = [
    "# debian.sh --arch 'amd64' out/ 'bookworm' '@1715126400'",
    'jib-gradle-plugin:3.4.0',
    'bazel build //app:image',
    'ko build ko://example.com/app',
    'apko',
    'Buildpacks Launcher Config',
    '',
    '# escape=`',
    'plimsoll allow-file *',
  ];
  const { instructions, reconstruction } = tell(lines);
  assert.deepEqual(instructions, []);
  assert.equal(reconstruction.builder, 'unknown');
  const file = parseDockerfile(reconstruction.text);
  assert.equal(file.comments.length, lines.length);
  assert.deepEqual(file.directives, []);
  // No tool takes such a comment for an order.
  assert.ok(file.comments.every(comment => !/^(?:plimsoll|hadolint|check|escape)/.test(comment.text)));
});

test('a BuildKit image on a debuerreotype base', () => {
  const { instructions, entries, reconstruction } = tell([
    "# debian.sh --arch 'amd64' out/ 'bookworm' '@1715126400'",
    built('RUN /bin/sh -c apt-get update # buildkit'),
  ]);
  assert.deepEqual(instructions, [['run', 'shell', 'apt-get update']]);
  assert.deepEqual(entries, [1]);
  assert.deepEqual([reconstruction.own, reconstruction.ownBy], [1, 'heuristic']);
  assert.ok(reconstruction.lost.has('instructions'));
});

test('another builder wrote the base', () => {
  const { reconstruction } = tell([
    '/bin/sh -c #(nop)  ENV A=1',
    '/bin/sh -c make',
    built('COPY a b # buildkit'),
    built('CMD ["a"]', true),
  ]);
  assert.equal(reconstruction.builder, 'mixed');
  assert.deepEqual([reconstruction.base, reconstruction.own, reconstruction.ownBy], [2, 2, 'builder']);
});

test("a CMD before the last layer may be the base image's or not", () => {
  const { reconstruction } = tell([
    built('RUN /bin/sh -c curl https://acme.io/a | sh # buildkit'),
    built('CMD ["a"]', true),
    built('COPY a b # buildkit'),
  ]);
  assert.deepEqual([reconstruction.base, reconstruction.own, reconstruction.ownBy], [0, 2, 'heuristic']);
  const mixed = tell([
    '/bin/sh -c make',
    built('RUN /bin/sh -c x # buildkit'),
    built('CMD ["a"]', true),
    built('COPY a b # buildkit'),
  ]).reconstruction;
  assert.deepEqual([mixed.base, mixed.own, mixed.ownBy], [1, 3, 'heuristic'], 'what is certain stays certain');
});

test('the note tells of the build that wrote it, not of one on top', () => {
  const FROM = { comment: 'FROM docker.io/library/debian:12', empty_layer: true };
  const podman = [
    { created_by: '/bin/sh -c #(nop) CMD ["sh"]', empty_layer: true },
    { created_by: '/bin/sh -c #(nop) ENV A=1', ...FROM },
    { created_by: '/bin/sh -c make' },
    { created_by: '/bin/sh -c #(nop) CMD ["b"]', empty_layer: true },
  ];
  const own = (history: Parameters<typeof tell>[0]) => {
    const { reconstruction } = tell(history);
    return [reconstruction.base, reconstruction.own, reconstruction.ownBy];
  };
  assert.deepEqual(own(podman), [1, 1, 'comment']);
  assert.deepEqual(own([...podman, built('COPY a b # buildkit')]), [4, 4, 'builder']);
  // RUN looks the same from both, so that a change between these two proves nothing.
  const classic = [
    { created_by: '/bin/sh -c echo' },
    { created_by: '/bin/sh -c #(nop)  CMD ["c"]', empty_layer: true },
  ];
  assert.deepEqual(own([...podman, ...classic]), [1, 5, 'heuristic']);
});

test("an instruction without a builder's mark", () => {
  const { instructions, reconstruction } = tell(['RUN a && b', 'RUN /bin/sh -c c', 'ENV A=x y', 'copy a b']);
  assert.deepEqual(instructions, [
    ['run', 'shell', 'a && b'],
    ['run', 'shell', 'c'],
    ['env', 'A=x y'],
  ]);
  assert.equal(reconstruction.builder, 'unknown');
});

test('the base is unknown, neither an image nor scratch', () => {
  const { reconstruction } = tell([]);
  const file = parseDockerfile(reconstruction.text);
  assert.equal(file.stages.length, 1);
  assert.equal(file.stages[0]?.base.kind, 'unknown');
  assert.equal(reconstruction.entryAt(0), undefined);
  assert.deepEqual([reconstruction.own, reconstruction.ownBy, reconstruction.builder], [0, 'unknown', 'unknown']);
});

test('offsets belong to entries, line ends included', () => {
  const { reconstruction } = tell([built('ENV A=1', true), 'jib', built('RUN /bin/sh -c a\nb # buildkit')]);
  const { text, entryAt } = reconstruction;
  const start = text.indexOf('ENV');
  assert.deepEqual([entryAt(-1), entryAt(start - 1), entryAt(start), entryAt(start + 7)], [undefined, undefined, 0, 0]);
  assert.deepEqual([entryAt(start + 8), entryAt(text.indexOf('RUN')), entryAt(text.length - 1)], [1, 2, 2]);
  assert.deepEqual([entryAt(text.length), entryAt(Number.NaN)], [undefined, undefined]);
});

test('lines that are too long are continued', () => {
  const script = 'echo abc # \\ '.repeat(3000);
  const { instructions, problems } = tell([built(`RUN /bin/sh -c ${script}x # buildkit`), built(`ENV A=${script}x`)]);
  assert.deepEqual(problems, []);
  assert.deepEqual(instructions, [
    ['run', 'shell', `${script}x`],
    ['env', `A=${script}x`],
  ]);
  const long = `${'y'.repeat(70_000)}\nz`;
  const exec = tell([built(`RUN /bin/sh -c ${long} # buildkit`)]);
  assert.deepEqual(exec.instructions, [['run', 'exec', '/bin/sh', '-c', long]]);
  assert.deepEqual(exec.problems, []);
});
