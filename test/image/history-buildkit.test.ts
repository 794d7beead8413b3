/** BuildKit's histories: literals from Docker 26 and 28 with their own frontends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlaceholderSource } from '../../src/image/history.js';
import { type Entry, tell } from './history-support.js';

const built = (created_by: string): Entry => ({ created_by, comment: 'buildkit.dockerfile.v0' });
const told = (lines: readonly string[], config: object = {}) => tell(lines.map(built), config);
const one = (line: string, config: object = {}): string[] | undefined => told([line], config).instructions[0];

test('a whole history', () => {
  const { reconstruction, instructions, entries, problems } = told([
    'LABEL base=1',
    'COPY busybox /bin/busybox # buildkit',
    'RUN /bin/busybox mkdir /tmp # buildkit',
    'CMD ["sh"]',
    'MAINTAINER Ada Lovelace <ada@example.com>',
    'ARG VER=1.2',
    'ARG NODEF',
    'WORKDIR /app/rel dir',
    'COPY --chown=1:2 --chmod=755 a /dest2/a # buildkit',
    'RUN |2 VER=1.2 NODEF= /bin/sh -c echo one &&     echo two   three # buildkit',
    'SHELL [/bin/ash -e -c]',
    'RUN |2 VER=1.2 NODEF= /bin/ash -e -c echo in ash # buildkit',
    'USER 1000:1000',
    'STOPSIGNAL SIGQUIT',
    'ENTRYPOINT ["/bin/a b" "it\'s" "q\\"uote" "back\\\\slash" "né\\tx"]',
    'CMD ["/bin/ash" "-e" "-c" "echo \\"hi\\" $HOME"]',
  ]);
  assert.deepEqual(instructions, [
    ['label', 'base=1'],
    ['copy', 'busybox', '/bin/busybox'],
    ['run', 'exec', '/bin/busybox', 'mkdir', '/tmp'],
    ['cmd', 'exec', 'sh'],
    ['maintainer', 'Ada Lovelace <ada@example.com>'],
    ['arg', 'VER=1.2'],
    ['arg', 'NODEF'],
    ['workdir', '/app/rel dir'],
    ['copy', '--chown=1:2', '--chmod=755', 'a', '/dest2/a'],
    ['run', 'shell', 'echo one &&     echo two   three'],
    ['shell', 'exec', '/bin/ash', '-e', '-c'],
    ['run', 'shell', 'echo in ash'],
    ['user', '1000:1000'],
    ['stopsignal', 'SIGQUIT'],
    ['entrypoint', 'exec', '/bin/a b', "it's", 'q"uote', 'back\\slash', 'né\tx'],
    ['cmd', 'exec', '/bin/ash', '-e', '-c', 'echo "hi" $HOME'],
  ]);
  assert.deepEqual(
    entries,
    instructions.map((_, index) => index),
  );
  assert.deepEqual(problems, []);
  assert.equal(reconstruction.builder, 'buildkit');
  assert.deepEqual([reconstruction.own, reconstruction.ownBy], [4, 'heuristic']);
  for (const loss of ['mounts', 'copy-from', 'stages']) assert.ok(reconstruction.lost.has(loss));
  assert.ok(!reconstruction.lost.has('instructions'));
});

test('values stand there raw; the configuration tells where they end', () => {
  const Env = ['A=b', 'C=x y', 'D=quo"te', 'E=a D=b', 'F=$literal', "G=it's\\", 'H='];
  assert.deepEqual(one('ENV A=b C=x y D=quo"te E=a D=b F=$literal G=it\'s\\ H=', { Env }), ['env', ...Env]);
  assert.deepEqual(one('ENV A=x y z=1 B=2', { Env: ['A=other', 'B=2'] }), ['env', 'A=x y z=1', 'B=2']);
  assert.deepEqual(one('ENV A=x y B=2'), ['env', 'A=x y', 'B=2']);
  assert.deepEqual(one('LABEL one=1 org.example/a-b=two words', { Labels: { one: '1' } }), [
    'label',
    'one=1 org.example/a-b=two words',
  ]);
  assert.deepEqual(one('ENV KEY=line\nnext'), ['env', 'KEY=line next']);
});

test('build arguments are taken off, blanks in their values included', () => {
  const lines = ['ARG A=1', 'ARG TOK=se cret', 'RUN |2 A=1 TOK=se cret /usr/bin/make -j 2 # buildkit'];
  assert.deepEqual(told(lines).instructions[2], ['run', 'exec', '/usr/bin/make', '-j', '2']);
  assert.deepEqual(one('RUN |1 TOK=se cret A=b /bin/sh -c make # buildkit'), ['run', 'shell', 'make']);
  // Nothing tells that this value goes on behind its second shell, unless the ARG does.
  const line = 'RUN |1 A=x /bin/sh -c y /bin/sh -c make # buildkit';
  assert.deepEqual(one(line), ['run', 'shell', 'y /bin/sh -c make']);
  assert.deepEqual(told(['ARG A=x /bin/sh -c y', line]).instructions[1], ['run', 'shell', 'make']);
  assert.deepEqual(one('RUN |1 A=/bin/sh -c x /bin/bash -eo pipefail -c make # buildkit'), [
    'run',
    'exec',
    '/bin/bash',
    '-eo',
    'pipefail',
    '-c',
    'make',
  ]);
});

test('a shell that no SHELL set makes exec form', () => {
  assert.deepEqual(one('RUN /bin/bash -o pipefail -c a | b # buildkit'), [
    'run',
    'exec',
    '/bin/bash',
    '-o',
    'pipefail',
    '-c',
    'a | b',
  ]);
});

test('here-documents', () => {
  assert.deepEqual(one('RUN /bin/sh -c echo a\necho b <<X\ninner\nX\n # buildkit'), [
    'run',
    'echo a\necho b <<X\ninner\nX\n',
  ]);
  assert.deepEqual(one('RUN /bin/sh -c <<EOT cat > /out\nHISTORY\nEOT # buildkit'), [
    'run',
    '<<EOT cat > /out\nHISTORY\nEOT\n',
  ]);
  assert.deepEqual(one('RUN /bin/sh -c /dev/pipes/EOT # buildkit'), ['run', 'shell', '/dev/pipes/EOT']);
  const copy = one('COPY <<EOT <<EOU /hd/ # buildkit');
  assert.deepEqual(copy, ['copy', 'heredoc:EOT', 'heredoc:EOU', '/hd/']);
  assert.ok(copy?.slice(1, 3).every(isPlaceholderSource));
  assert.ok(!['.', 'file:x', 'package.json', 'dir'].some(isPlaceholderSource));
});

test('scripts that a line of RUN would read otherwise', () => {
  for (const script of ['--mount=x y', 'echo $((1<<2))', 'a\\', '[1]', 'cat <<<x'])
    assert.equal(one(`RUN /bin/sh -c ${script} # buildkit`)?.at(-1)?.trimEnd(), script);
});

test('lists of every age', () => {
  assert.deepEqual(one('EXPOSE map[443/tcp:{} 80/tcp:{}]'), ['expose', '443/tcp', '80/tcp']);
  assert.deepEqual(one('EXPOSE [443/tcp 80/tcp]'), ['expose', '443/tcp', '80/tcp']);
  const Volumes = { '/data': {}, '/with space': {} };
  assert.deepEqual(one('VOLUME [/data /with space]', { Volumes }), ['volume', '/data', '/with space']);
  assert.deepEqual(one('CMD []'), ['cmd', 'exec']);
  const shell = ['powershell', '-Command', "$a = 'Stop'; $b = 1;"];
  assert.deepEqual(one(`SHELL [${shell.join(' ')}]`), ['shell', 'exec', ...shell]);
});

test('health checks of every age', () => {
  const script = 'curl -f "http://localhost/" || exit 1';
  const quoted = JSON.stringify(script);
  const flags = ['--interval=5m0s', '--timeout=3s', '--start-period=2s'];
  const all = [...flags, '--start-interval=1s', '--retries=5', 'shell', 'CMD', script];
  const health = (text: string) => one(`HEALTHCHECK ${text}`);
  assert.deepEqual(health(`&{["CMD-SHELL" ${quoted}] "5m0s" "3s" "2s" "1s" '\\x05'}`), ['healthcheck', ...all]);
  assert.deepEqual(health(`&{["CMD-SHELL" ${quoted}] "5m0s" "3s" "2s" '\\t'}`), [
    'healthcheck',
    ...flags,
    '--retries=9',
    'shell',
    'CMD',
    script,
  ]);
  assert.deepEqual(
    health(`{Test:[CMD-SHELL ${script}] Interval:5m0s Timeout:3s StartPeriod:2s StartInterval:1s Retries:5}`),
    ['healthcheck', ...all],
  );
  assert.deepEqual(health(`{Test:["CMD" "a b" "c"] Interval:0s Timeout:0s StartPeriod:0s Retries:0}`), [
    'healthcheck',
    'exec',
    'CMD',
    'a b',
    'c',
  ]);
  assert.deepEqual(health(`&{["NONE"] "0s" "0s" "0s" '\\x00'}`), ['healthcheck', 'shell', 'NONE']);
  assert.deepEqual(health(`&{[] "0s"}`), undefined);
});

test('what the exporter made up is no instruction', () => {
  const { instructions, reconstruction } = tell([
    { created_by: 'COPY / / # x', comment: 'buildkit.exporter.image.v0' },
  ]);
  assert.deepEqual(instructions, []);
  assert.equal(reconstruction.builder, 'unknown');
});
