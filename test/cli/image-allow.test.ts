import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asDockerArchive, imageRecipe } from '../support/image-fixtures.js';
import { folder, run } from './world.js';

const SETUID = 'rules:\n  unexpected-setuid:\n    allow:\n';

async function image(): Promise<Uint8Array> {
  const files = { 'opt/tool/helper': { mode: 0o4755 }, 'srv/helper': { mode: 0o4755 } };
  return asDockerArchive(
    imageRecipe({ layers: [{ files }], config: { User: '1000', Cmd: ['/srv/helper'] } }),
    'docker25',
  );
}

async function setuid(cwd: string): Promise<{ path: string; allowed: boolean }[]> {
  const { stdout } = await run(cwd, ['image', 'app.tar', '--only', 'unexpected-setuid', '-f', 'json']);
  const { findings } = JSON.parse(stdout) as {
    findings: { image: { path: string }; suppressed?: { reason: string } }[];
  };
  return findings.map(it => ({ path: it.image.path, allowed: it.suppressed !== undefined }));
}

test('the settings allow paths in an image, by glob', async t => {
  const app = await image();
  const both = (opt: boolean, srv: boolean) => [
    { path: 'opt/tool/helper', allowed: opt },
    { path: 'srv/helper', allowed: srv },
  ];
  assert.deepEqual(await setuid(folder(t, { 'app.tar': app })), both(false, false));
  for (const [globs, opt, srv] of [
    ["['opt/**']", true, false],
    ["['/opt']", true, false],
    ["['help*']", true, true],
    ["['usr/**', 'srv/helper']", false, true],
    ['[]', false, false],
  ] as const) {
    const cwd = folder(t, { 'app.tar': app, '.plimsoll.yaml': `${SETUID.trimEnd()} ${globs}\n` });
    assert.deepEqual(await setuid(cwd), both(opt, srv), globs);
  }
});

test('allowing everything makes the run pass, and is counted', async t => {
  const cwd = folder(t, { 'app.tar': await image(), '.plimsoll.yaml': `${SETUID}      - '**'\n` });
  const { code, stdout } = await run(cwd, ['image', 'app.tar', '--only', 'unexpected-setuid']);
  assert.equal(code, 0);
  assert.match(stdout, /2 suppressed/);
});

test('what cannot be is told with its place', async t => {
  const app = await image();
  const settings = {
    'rules:\n  unexpected-setuid: { allow: opt }\n': /^plimsoll: \.plimsoll\.yaml:2:\d+: this must be a list/,
    'rules:\n  unexpected-setuid: { alow: [opt] }\n': /did you mean 'allow'/,
    'rules:\n  sudo-used: { allow: [opt] }\n': /sudo-used has no option 'allow'/,
  };
  for (const [text, message] of Object.entries(settings)) {
    const { code, stderr } = await run(folder(t, { 'app.tar': app, '.plimsoll.yaml': text }), ['image', 'app.tar']);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});
