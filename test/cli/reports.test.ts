import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { cut } from '../../src/cli/ci.js';
import { asDockerArchive } from '../support/image-fixtures.js';
import { BAD, folder, GOOD, run } from './world.js';

const KEY =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFxhbmBub3QtYS1yZWFsLWtleS1hdC1hbGwhISEh\n-----END PRIVATE KEY-----\n';
const read = (cwd: string, name: string): string => fs.readFileSync(path.join(cwd, name), 'utf8');

describe('several reports of one run', () => {
  test('one on the screen, the others into files', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    const { code, stdout, stderr } = await run(cwd, [
      '-f',
      'sarif=out.sarif',
      '--format=junit=out.xml',
      '-f',
      'compact',
    ]);
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(stdout, /^Dockerfile:2:\d+: warning: /);
    assert.equal(JSON.parse(read(cwd, 'out.sarif')).version, '2.1.0');
    assert.match(read(cwd, 'out.xml'), /^<\?xml/);
  });

  test('each is what it is alone', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    await run(cwd, ['-f', 'json=all.json', '-f', 'sonarqube=a=b.json']);
    assert.equal(read(cwd, 'all.json'), (await run(cwd, ['-f', 'json'])).stdout);
    assert.equal(read(cwd, 'a=b.json'), (await run(cwd, ['-f', 'sonarqube'])).stdout);
  });

  test('--output is for the one without a file', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    const { stdout } = await run(cwd, ['-f', 'sarif=out.sarif', '-f', 'html', '-o', 'page.html']);
    assert.equal(stdout, '');
    assert.match(read(cwd, 'page.html'), /^<!doctype html>/);
  });

  test('two in one place are refused before anything is linted', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    const refused = async (...argv: string[]) => {
      const { code, stdout, stderr } = await run(cwd, argv);
      assert.deepEqual([code, stdout], [2, '']);
      return stderr;
    };
    assert.equal(
      await refused('-f', 'json', '-f', 'text'),
      'plimsoll: --format: json and text would both go to standard output: give one of them another file, --format text=FILE\n',
    );
    assert.match(await refused('-f', 'json=x', '-f', 'text=x'), /json and text would both go to 'x'/);
    assert.match(await refused('-f', 'json=x', '-o', 'y'), /nothing is left for 'y'/);
    assert.match(await refused('-f', 'json='), /--format cannot be 'json='/);
    assert.match(await refused('-f', 'sarfi=x'), /did you mean/);
  });

  test('one file that cannot be written costs nobody the other reports', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    const { code, stdout, stderr } = await run(cwd, ['-f', 'json=no/x', '-f', 'sarif=out.sarif', '-f', 'compact']);
    assert.equal(code, 2);
    assert.match(stdout, /^Dockerfile:2:/);
    assert.equal(JSON.parse(read(cwd, 'out.sarif')).version, '2.1.0');
    assert.equal(stderr, "plimsoll: --format: 'no/x' cannot be written: its folder does not exist\n");
    assert.match((await run(cwd, ['-o', 'no/x'])).stderr, /^plimsoll: --output: 'no\/x' cannot/);
  });
});

describe('CI services', () => {
  const github = { GITHUB_ACTIONS: 'true' };

  test('GitHub gets annotations behind the text, and a summary of the step', async t => {
    const cwd = folder(t, { Dockerfile: BAD, summary: 'before\n' });
    const env = { ...github, GITHUB_STEP_SUMMARY: path.join(cwd, 'summary') };
    const { code, stdout } = await run(cwd, ['Dockerfile'], { env });
    const plain = await run(cwd, ['Dockerfile']);
    assert.equal(code, 1);
    assert.ok(stdout.startsWith(plain.stdout));
    assert.match(stdout.slice(plain.stdout.length), /^::warning file=Dockerfile,line=2,endLine=2,col=5,[^\n]*\n/);
    assert.match(read(cwd, 'summary'), /^before\n## Plimsoll\n/);
  });

  test('Azure Pipelines and TeamCity are told in their words', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    const told = async (env: Record<string, string>) => (await run(cwd, ['Dockerfile'], { env })).stdout;
    assert.match(await told({ TF_BUILD: 'True' }), /^##vso\[task\.logissue type=warning;sourcepath=Dockerfile;/m);
    assert.match(await told({ TEAMCITY_VERSION: '2026.1' }), /^##teamcity\[inspection typeId='/m);
  });

  test('with --no-ci, a form or a file of the user’s own, nothing is added', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    const env = { ...github, GITHUB_STEP_SUMMARY: path.join(cwd, 'summary') };
    for (const argv of [['--no-ci'], ['-f', 'text'], ['-f', 'json'], ['-f', 'github', '--no-ci']])
      assert.equal((await run(cwd, argv, { env })).stdout, (await run(cwd, argv)).stdout);
    await run(cwd, ['-o', 'out'], { env });
    assert.equal(read(cwd, 'out'), (await run(cwd, [])).stdout);
    assert.equal(fs.existsSync(path.join(cwd, 'summary')), false);
  });

  test('a summary that cannot be written costs no finding', async t => {
    const cwd = folder(t, { Dockerfile: BAD, x: null });
    const { code, stderr } = await run(cwd, ['Dockerfile'], {
      env: { ...github, GITHUB_STEP_SUMMARY: path.join(cwd, 'x') },
    });
    assert.equal(code, 1);
    assert.match(stderr, /the summary of the step cannot be written \(EISDIR\)/);
  });

  test('-q tells only what fails', async t => {
    const cwd = folder(t, { Dockerfile: BAD });
    assert.equal((await run(cwd, ['-q', '--fail-on', 'error'], { env: github })).stdout, '');
  });

  test('a summary ends with a whole line within what there is room for', () => {
    const text = 'é-line\n'.repeat(1000);
    assert.equal(cut(text, 8000), text);
    const short = cut(text, 1000);
    assert.ok(Buffer.byteLength(short) <= 1000);
    assert.match(short, /^(?:é-line\n)+\n\d+ lines are left out, as the summary is full\.\n$/);
    assert.equal(cut(text, 50), '');
  });
});

describe('findings in images', () => {
  test('stand in the Dockerfile that is named, in the list that names the image, or at the archive', async t => {
    const archive = await asDockerArchive(
      { layers: [{ files: { 'srv/key.pem': KEY } }], config: {}, name: 'app:1' },
      'docker25',
    );
    const cwd = folder(t, { 'app.tar': archive, Dockerfile: GOOD, 'images.txt': '# ours\n\napp.tar\n' });
    const where = async (...argv: string[]) => {
      const { stdout, stderr } = await run(cwd, [
        'image',
        ...argv,
        '-f',
        'sarif',
        '--no-cache',
        '--only',
        'private-key-in-layer',
      ]);
      assert.equal(stderr, '');
      const { message, locations, properties } = JSON.parse(stdout).runs[0].results[0];
      const { artifactLocation, region } = locations[0].physicalLocation;
      assert.equal(properties.image, 'app.tar');
      return [artifactLocation.uri, region.startLine, message.text.split(': ')[0]];
    };
    assert.deepEqual(await where('app.tar', '--dockerfile', 'Dockerfile'), [
      'Dockerfile',
      1,
      'app.tar, srv/key.pem in layer 0',
    ]);
    assert.deepEqual(await where('--images-from', 'images.txt'), ['images.txt', 3, 'app.tar, srv/key.pem in layer 0']);
    assert.deepEqual((await where('app.tar')).slice(0, 2), ['app.tar', 1]);
    const { code, stderr } = await run(cwd, ['image', 'app.tar', '--dockerfile', 'no']);
    assert.deepEqual([code, stderr], [2, "plimsoll: --dockerfile: there is no file 'no'\n"]);
  });

  test('are located the same way once reports are merged', async t => {
    const archive = await asDockerArchive({ layers: [{ files: { 'srv/key.pem': KEY } }], config: {} }, 'docker25');
    const cwd = folder(t, { 'app.tar': archive, Dockerfile: BAD });
    await run(cwd, [
      'image',
      'app.tar',
      '--dockerfile',
      'Dockerfile',
      '-f',
      'json=1.json',
      '-f',
      'compact=1.txt',
      '--no-cache',
    ]);
    await run(cwd, [
      'lint',
      'Dockerfile',
      '-f',
      'json=2.json',
      '-f',
      'rdjson=2.rdjson',
      '-f',
      'sarif=2.sarif',
      '-f',
      'agent=2.txt',
    ]);
    assert.equal((await run(cwd, ['merge', '1.json', '-f', 'compact'])).stdout, read(cwd, '1.txt'));
    assert.equal((await run(cwd, ['merge', '2.json', '-f', 'agent'])).stdout, read(cwd, '2.txt'));
    const results = (text: string) => JSON.parse(text).runs[0].results;
    // The rules of the merging Plimsoll are described, all of them.
    const bare = (list: { ruleIndex?: number }[]) => list.map(({ ruleIndex: _, ...it }) => it);
    assert.deepEqual(
      bare(results((await run(cwd, ['merge', '2.json', '-f', 'sarif'])).stdout)),
      bare(results(read(cwd, '2.sarif'))),
    );
  });
});
