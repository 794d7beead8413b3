/** Histories of buildah and podman: literals from buildah 1.28 and 1.39. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from './history-support.js';

const HASH = '42e2511aa3d7833d83109e48e230df6d6aecea2edc0a7a0051eaf158b272dd3b';
const nop = (text: string, more: object = {}) => ({
  created_by: `/bin/sh -c #(nop) ${text}`,
  empty_layer: true,
  ...more,
});
const Labels = { 'io.buildah.version': '1.39.3' };
const FROM = { comment: 'FROM localhost/base:latest' };

test('a build with layers', () => {
  const { reconstruction, instructions, entries, problems } = tell(
    [
      nop('LABEL base=1'),
      { created_by: '/bin/sh -c ["/bin/busybox","mkdir","/tmp"]' },
      nop('CMD ["sh"]', { empty_layer: false }),
      { created_by: '/bin/sh -c --mount=type=tmpfs,target=/t echo mnt', ...FROM },
      nop('ARG TOK VER'),
      nop(`ENV A=b "C"="x y" D='quo"te' E=a\\ b F=$VER G='$literal' H=`),
      nop('ENV LEGACY some value  here'),
      nop('WORKDIR rel dir'),
      nop(`COPY file:${HASH} in /dest 3/a b `, { empty_layer: false }),
      { created_by: '|4 TOK=se cret A=b VER=1.2 /bin/sh -c <<EOT' },
      { created_by: '|4 TOK=se cret A=b VER=1.2 /bin/sh -c <<EOT cat > /out && echo hi' },
      { created_by: '|4 TOK=se cret A=b VER=1.2 /bin/sh -c ["/bin/sh", "-c", "echo \'exec form\' \\"x\\""]' },
      nop('SHELL ["/bin/ash", "-e", "-c"]'),
      { created_by: '|4 TOK=se cret A=b VER=1.2 /bin/sh -c echo in ash' },
      nop('EXPOSE 80 443/tcp'),
      nop('VOLUME ["/data", "/with space"]'),
      nop('HEALTHCHECK --interval=5m CMD curl -f "http://localhost/" || exit 1'),
      nop('ONBUILD COPY . /x'),
      nop('CMD echo "hi" $HOME'),
    ],
    { Labels },
  );
  assert.deepEqual(instructions, [
    ['label', 'base=1'],
    ['run', 'exec', '/bin/busybox', 'mkdir', '/tmp'],
    ['cmd', 'exec', 'sh'],
    ['run', '--mount=type=tmpfs,target=/t', 'shell', 'echo mnt'],
    ['arg', 'TOK', 'VER'],
    ['env', 'A=b', 'C=x y', 'D=quo"te', 'E=a b', 'F=$VER', 'G=$literal', 'H='],
    ['env', 'LEGACY=some value  here'],
    ['workdir', 'rel dir'],
    ['copy', `file:${HASH}`, '/dest 3/a b'],
    ['run', 'shell', '/dev/pipes/EOT'],
    ['run', 'shell', '</dev/pipes/EOT cat > /out && echo hi'],
    ['run', 'exec', '/bin/sh', '-c', 'echo \'exec form\' "x"'],
    ['shell', 'exec', '/bin/ash', '-e', '-c'],
    ['run', 'shell', 'echo in ash'],
    ['expose', '80', '443/tcp'],
    ['volume', '/data', '/with space'],
    ['healthcheck', '--interval=5m', 'shell', 'CMD', 'curl -f "http://localhost/" || exit 1'],
    ['onbuild', 'COPY . /x'],
    ['cmd', 'shell', 'echo "hi" $HOME'],
  ]);
  assert.deepEqual(
    entries,
    instructions.map((_, index) => index),
  );
  assert.deepEqual(problems, []);
  assert.equal(reconstruction.builder, 'buildah');
  assert.deepEqual([reconstruction.own, reconstruction.ownBy], [3, 'comment']);
  assert.ok(reconstruction.lost.has('flags'));
  assert.ok(!reconstruction.lost.has('mounts'));
});

test('where the base ends, by the notes of older versions', () => {
  const base = nop('CMD ["sh"]', { empty_layer: false });
  // 1.28 with layers: every entry names its parent, the intermediate ones by id.
  const layered = [base, nop('ENV A=1', FROM), nop('ENV B=1', { comment: 'FROM 3cc72e6ba25d' })];
  assert.equal(tell(layered, { Labels }).reconstruction.own, 1);
  // 1.28 without layers: the last entry is the only one that is not empty, and has the note.
  const flat = [base, nop('ENV A=1'), nop('ENV B=1'), nop('USER 5', { empty_layer: false, ...FROM })];
  assert.equal(tell(flat, { Labels }).reconstruction.own, 1);
  // The same with a stage on top of a stage: the first one's note stands at its last entry, not at the end of all.
  const stages = [
    base,
    nop('ENV A=1'),
    nop('USER 5', { empty_layer: false, ...FROM }),
    nop('ENV B=1', { comment: 'FROM ea42a44f8d1b' }),
  ];
  const staged = tell(stages, { Labels }).reconstruction;
  assert.deepEqual([staged.base, staged.own], [1, 2], "ENV A=1 may be either's");
  // On a base by another builder, whose last entries are empty too.
  const other = [{ created_by: '/bin/sh -c #(nop)  CMD ["sh"]', empty_layer: true }, ...flat.slice(1)];
  const { reconstruction } = tell(other, { Labels });
  assert.deepEqual([reconstruction.own, reconstruction.builder], [1, 'mixed']);
});

test('notes behind the entry', () => {
  const { instructions } = tell(
    [nop('HEALTHCHECK NONE|unsetLabel=true'), '/bin/sh -c a |b=c|inheritLabels=false|unsetLabel=true'],
    { Labels },
  );
  assert.deepEqual(instructions, [
    ['healthcheck', 'shell', 'NONE'],
    ['run', 'shell', 'a |b=c'],
  ]);
});
