/** Reading image configurations: places, missing fields, wrong types. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConfig, readRootfsConfig } from '../../src/image/config.js';
import { ImageError } from '../../src/image/model.js';

const read = (value: unknown) => readConfig(new TextEncoder().encode(JSON.stringify(value)));
const runtime = (config: unknown, more: object = {}) => read({ os: 'linux', config, ...more }).runtime;
const at = (pointer: string) => ({ in: 'config', pointer });

test('every field with its place', () => {
  const found = runtime({
    User: '1000:1000',
    WorkingDir: '/app',
    StopSignal: 'SIGQUIT',
    Env: ['PATH=/bin', 'A=1=2', 'A=3', 'BARE'],
    Labels: { 'org.example/a~b': 'x' },
    ExposedPorts: { '22/tcp': {} },
    Volumes: { '/data': {} },
    Entrypoint: ['/bin/sh', '-c', 'exec x'],
    Cmd: ['a', 'b'],
    Healthcheck: { Test: ['CMD-SHELL', 'curl x'] },
  });
  const entry = (name: string, value: string, pointer: string) => ({
    name,
    value: { value, at: at(pointer) },
    at: at(pointer),
  });
  assert.deepEqual(found, {
    user: { value: '1000:1000', at: at('/config/User') },
    workdir: { value: '/app', at: at('/config/WorkingDir') },
    stopSignal: { value: 'SIGQUIT', at: at('/config/StopSignal') },
    healthcheck: { value: { none: false, command: 'curl x' }, at: at('/config/Healthcheck') },
    entrypoint: { value: { exec: true, words: ['/bin/sh', '-c', 'exec x'] }, at: at('/config/Entrypoint') },
    cmd: { value: { exec: true, words: ['a', 'b'] }, at: at('/config/Cmd') },
    env: [entry('PATH', '/bin', '/config/Env/0'), entry('A', '3', '/config/Env/2'), entry('BARE', '', '/config/Env/3')],
    labels: [entry('org.example/a~b', 'x', '/config/Labels/org.example~1a~0b')],
    exposed: [entry('22/tcp', '22/tcp', '/config/ExposedPorts/22~1tcp')],
    volumes: [entry('/data', '/data', '/config/Volumes/~1data')],
    os: 'linux',
    base: found.base,
    whole: at(''),
  });
  assert.equal(found.base.kind, 'unknown');
});

test('what is missing is absent', () => {
  for (const config of [
    undefined,
    null,
    {},
    { User: '', WorkingDir: '', StopSignal: '', Env: null, Cmd: null },
    5,
    [],
  ]) {
    const found = runtime(config);
    assert.deepEqual(found.user, { value: '' });
    assert.deepEqual(found.workdir, { value: '/' });
    for (const field of ['stopSignal', 'healthcheck', 'entrypoint', 'cmd'] as const)
      assert.deepEqual(found[field], { value: undefined });
    for (const list of ['env', 'labels', 'exposed', 'volumes'] as const) assert.deepEqual(found[list], []);
  }
  assert.deepEqual(runtime({ Cmd: [] }).cmd, { value: undefined, at: at('/config/Cmd') });
});

test('what is of the wrong type is unknown', () => {
  const found = runtime({ User: 5, Cmd: 'a', Entrypoint: [1], Healthcheck: [], Labels: { a: 1 }, Env: [1, 'A=b'] });
  for (const value of [found.user, found.cmd, found.entrypoint, found.healthcheck, found.labels[0]?.value])
    assert.match(value?.unknown ?? '', /./);
  assert.deepEqual(found.user.at, at('/config/User'));
  assert.deepEqual(found.env, [{ name: 'A', value: { value: 'b', at: at('/config/Env/1') }, at: at('/config/Env/1') }]);
  assert.match(runtime({ Healthcheck: { Test: ['HTTP'] } }).healthcheck.unknown ?? '', /type/);
});

test('health checks', () => {
  const health = (Test: unknown) => runtime({ Healthcheck: { Test } }).healthcheck.value;
  assert.deepEqual(health(['NONE']), { none: true });
  assert.deepEqual(health(['CMD', 'a b', 'c']), { none: false, command: '["a b","c"]' });
  assert.equal(health([]), undefined);
  assert.equal(health(undefined), undefined);
});

test('history finds its layers only where the counts agree', () => {
  const history = [{ created_by: 'a' }, { created_by: 'b', empty_layer: true }, null, { created_by: 5, author: 'x' }];
  const with3 = read({ history, rootfs: { diff_ids: ['sha256:1', 'sha256:2', 'sha256:3'] } });
  assert.deepEqual(
    with3.history.map(entry => entry.layer),
    [0, undefined, 1, 2],
  );
  assert.deepEqual(with3.history[3], {
    createdBy: '',
    comment: undefined,
    author: 'x',
    created: undefined,
    emptyLayer: false,
    layer: 2,
  });
  const with2 = read({ history, rootfs: { diff_ids: ['sha256:1', 'sha256:2'] } });
  assert.ok(with2.history.every(entry => entry.layer === undefined));
});

test('the rest', () => {
  const found = read({
    architecture: 'arm',
    variant: 'v7',
    os: 'Windows',
    created: '2024-01-01T00:00:00Z',
    extra: [1],
  });
  assert.deepEqual(
    [found.architecture, found.variant, found.os, found.created, found.runtime.os],
    ['arm', 'v7', 'Windows', '2024-01-01T00:00:00Z', 'windows'],
  );
  assert.ok(
    Object.isFrozen(found.raw['extra']) && Object.isFrozen(found.runtime.env) && Object.isFrozen(found.history),
  );
});

test('a root file system says nothing of how it runs', () => {
  const { runtime, history } = readRootfsConfig();
  for (const field of ['user', 'workdir', 'stopSignal', 'healthcheck', 'entrypoint', 'cmd'] as const)
    assert.match(runtime[field].unknown ?? '', /root file system/);
  assert.deepEqual(history, []);
});

test('what is no configuration is refused', () => {
  const code = (text: string) => {
    try {
      readConfig(new TextEncoder().encode(text));
      return undefined;
    } catch (error) {
      assert.ok(error instanceof ImageError);
      assert.match(error.message, /^[A-Z].*\.$/);
      return error.code;
    }
  };
  for (const text of ['', '{', 'null', '5', '[]', '"x"', '\xff']) assert.equal(code(text), 'corrupt');
  for (const text of ['{}', '{"name":"chart","version":"1"}', '{"os":null}']) assert.equal(code(text), 'not-an-image');
  assert.equal(code('{"rootfs":{}}'), undefined);
  assert.equal(code(`{"config":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), undefined);
});

test('no JSON object crashes it', () => {
  const fields = [
    'config',
    'history',
    'rootfs',
    'os',
    'User',
    'Env',
    'Labels',
    'Healthcheck',
    'Test',
    'Cmd',
    '__proto__',
  ];
  const any = fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, 0, true, '', 'A=b', 'sha256:1'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...fields, '/~'), tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(any, any, (config, history) => {
      const found = read({ os: 'linux', config, history });
      for (const list of [found.runtime.env, found.runtime.labels])
        for (const { at } of list) assert.equal(at.in, 'config');
    }),
  );
});
