/** Histories of Docker's classic builder: literals from Docker 20.10 and of official images. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from './history-support.js';

const HASH = '73e2b2d48642b21b357384b0cb81c1869cc5e0c48a00f61553756196058304b9';
const nop = (text: string, empty_layer = true) => ({ created_by: `/bin/sh -c #(nop) ${text}`, empty_layer });

test('an official image on top of a distribution', () => {
  const { reconstruction, instructions, problems } = tell([
    nop(`ADD file:${HASH} in / `, false),
    nop(' CMD ["bash"]'),
    { created_by: '/bin/sh -c groupadd --gid 1000 node   && useradd --uid 1000 --gid node node' },
    nop(' ENV NODE_VERSION=18.20.4'),
    { created_by: '/bin/sh -c ARCH= && dpkgArch="$(dpkg --print-architecture)"   && case "$dpkgArch" in esac' },
    nop(`COPY file:${HASH} in /usr/local/bin/ `, false),
    nop(' ENTRYPOINT ["docker-entrypoint.sh"]'),
    nop(' CMD ["node"]'),
    nop('WORKDIR /app', false),
    nop(`COPY --chown=1:2file:${HASH} in /a b `, false),
    nop(` CMD ["node" "server.js"]`),
  ]);
  assert.deepEqual(instructions, [
    ['add', `file:${HASH}`, '/'],
    ['cmd', 'exec', 'bash'],
    ['run', 'shell', 'groupadd --gid 1000 node   && useradd --uid 1000 --gid node node'],
    ['env', 'NODE_VERSION=18.20.4'],
    ['run', 'shell', 'ARCH= && dpkgArch="$(dpkg --print-architecture)"   && case "$dpkgArch" in esac'],
    ['copy', `file:${HASH}`, '/usr/local/bin/'],
    ['entrypoint', 'exec', 'docker-entrypoint.sh'],
    ['cmd', 'exec', 'node'],
    ['workdir', '/app'],
    ['copy', '--chown=1:2', `file:${HASH}`, '/a b'],
    ['cmd', 'exec', 'node', 'server.js'],
  ]);
  assert.deepEqual(problems, []);
  assert.equal(reconstruction.builder, 'classic');
  assert.deepEqual([reconstruction.own, reconstruction.ownBy], [8, 'heuristic']);
  assert.ok(reconstruction.lost.has('sources'));
  assert.ok(!reconstruction.lost.has('mounts'));
});

test('the rest of the instructions', () => {
  const { instructions } = tell(
    [
      nop(' MAINTAINER Ada <ada@example.com>'),
      nop(' ENV LEGACY=some value  here'),
      nop(' LABEL one=1 two=a b'),
      nop(` ADD multi:${HASH} in /dest/ `, false),
      nop(' EXPOSE 443/tcp 53/udp 80 8000-8003'),
      nop(' VOLUME [/v1 /v2]'),
      nop(' USER [1000]'),
      nop(' ONBUILD RUN echo "onbuild"    && true'),
      nop(` HEALTHCHECK &{["CMD" "curl" "http://x/ y"] "0s" "0s" "0s" '\\x00'}`),
      nop(' ENTRYPOINT &{["/entrypoint.sh"]}'),
    ],
    { Labels: { one: '1', two: 'a b' } },
  );
  assert.deepEqual(instructions, [
    ['maintainer', 'Ada <ada@example.com>'],
    ['env', 'LEGACY=some value  here'],
    ['label', 'one=1', 'two=a b'],
    ['add', `multi:${HASH}`, '/dest/'],
    ['expose', '443/tcp', '53/udp', '80', '8000-8003'],
    ['volume', '/v1', '/v2'],
    ['user', '[1000]'],
    ['onbuild', 'RUN echo "onbuild"    && true'],
    ['healthcheck', 'exec', 'CMD', 'curl', 'http://x/ y'],
    ['entrypoint', 'exec', '/entrypoint.sh'],
  ]);
});

test('the shell in force stands in front of everything', () => {
  const { instructions } = tell([
    '|2 TOK=se cret A=b VER=1.2 /bin/sh -c echo one',
    '/bin/ash -e -c #(nop)  SHELL [/bin/ash -e -c]',
    '|2 TOK=se cret A=b VER=1.2 /bin/ash -e -c echo in ash',
    '/bin/ash -e -c #(nop)  USER 5',
    '|1 A=b /bin/busybox --install -s',
    '/bin/sh -c echo exec',
  ]);
  assert.deepEqual(instructions, [
    ['run', 'shell', 'echo one'],
    ['shell', 'exec', '/bin/ash', '-e', '-c'],
    ['run', 'shell', 'echo in ash'],
    ['user', '5'],
    ['run', 'exec', '/bin/busybox', '--install', '-s'],
    ['run', 'exec', '/bin/sh', '-c', 'echo exec'],
  ]);
});

test('Windows', () => {
  const { instructions, reconstruction } = tell(
    [
      'Apply image 10.0.17763.1',
      'cmd /S /C #(nop)  ENV A=C:\\a b',
      'cmd /S /C echo hi',
      `powershell -Command $x = 'Stop'; #(nop)  SHELL [powershell -Command $x = 'Stop';]`,
      `powershell -Command $x = 'Stop'; Write-Host 'hi'`,
      `powershell -Command $x = 'Stop'; #(nop) WORKDIR C:\\app`,
    ],
    {},
    { os: 'windows' },
  );
  assert.deepEqual(instructions, [
    ['env', 'A=C:\\a b'],
    ['run', 'shell', 'echo hi'],
    ['shell', 'exec', 'powershell', '-Command', "$x = 'Stop';"],
    ['run', 'shell', "Write-Host 'hi'"],
    ['workdir', 'C:\\app'],
  ]);
  assert.match(reconstruction.text, /^ARG \w+\nFROM --platform=windows \$\w+\n# not an instruction: Apply image/);
});

test('docker commit and docker import are no instructions', () => {
  const { instructions, reconstruction } = tell([
    { comment: 'Imported from -' },
    'bash',
    '/bin/bash',
    'nginx -g daemon off;',
    { created_by: '', comment: 'merge sha256:1 to sha256:2' },
  ]);
  assert.deepEqual(instructions, []);
  assert.equal(reconstruction.builder, 'unknown');
  assert.deepEqual([reconstruction.own, reconstruction.ownBy], [0, 'unknown']);
  assert.deepEqual([...reconstruction.lost], ['instructions']);
});
