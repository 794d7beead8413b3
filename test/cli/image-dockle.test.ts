/** What users of Dockle are used to: its options, its variables, its file. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { asDockerArchive, writeTo } from '../support/image-fixtures.js';
import { run } from './world.js';

const KEY =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFxhbmBub3QtYS1yZWFsLWtleS1hdC1hbGwhISEh\n-----END PRIVATE KEY-----\n';
const RULE = 'private-key-in-layer';
/** The one code of Dockle that the image below gives. */
const CODE = 'CIS-DI-0010';

/** A folder with an image that fails, and with more files. */
async function bad(t: TestContext, more: Record<string, string> = {}): Promise<string> {
  const recipe = { layers: [{ files: { 'srv/key.pem': KEY } }], config: { User: '1000' } };
  return writeTo(t, { 'app.tar': await asDockerArchive(recipe, 'classic'), ...more });
}

/** Runs `plimsoll image` with arguments that stand in a text. */
const image = (cwd: string, argv: string, env: Record<string, string> = {}) =>
  run(cwd, ['image', ...argv.split(' ').filter(word => word !== '')], { env });

describe("Dockle's options", () => {
  test('-i and --ignore, in each way of writing; every code of Dockle is known', async t => {
    const cwd = await bad(t);
    for (const argv of [
      `-i ${CODE}`,
      `-i=${CODE}`,
      `--ignore ${CODE}`,
      `--ignore=${CODE}`,
      `-i DKL-DI-0006 -i ${CODE}`,
    ])
      assert.deepEqual(
        [(await image(cwd, `${argv} app.tar`)).code, (await image(cwd, `app.tar ${argv}`)).code],
        [0, 0],
        argv,
      );
    const codes = [
      ...['0001', '0005', '0006', '0007', '0008', '0009', '0010'].map(number => `CIS-DI-${number}`),
      ...['DI-0001', 'DI-0002', 'DI-0003', 'DI-0004', 'DI-0005', 'DI-0006'].map(number => `DKL-${number}`),
      ...['LI-0001', 'LI-0002', 'LI-0003'].map(number => `DKL-${number}`),
    ];
    for (const code of codes) {
      const { code: exit, stderr } = await image(cwd, `-i ${code} -i ${CODE} app.tar`);
      assert.deepEqual([exit, stderr], [0, ''], code);
    }
    assert.equal((await image(cwd, `-i CIS-DI-0005,${CODE} app.tar`)).code, 0);
    assert.equal((await image(cwd, '-i CIS-DI-9999 app.tar')).code, 2);
    assert.match((await image(cwd, 'app.tar -i')).stderr, /--skip needs a value/);
  });

  test('-c is a number for Dockle and a settings file here; --exit-code', async t => {
    const cwd = await bad(t, { 'own.yaml': `rules: { ${RULE}: off }\n` });
    for (const argv of ['-c 5', '-c=5', '--exit-code 5', '--exit-code=5'])
      assert.equal((await image(cwd, `${argv} app.tar`)).code, 5, argv);
    assert.equal((await image(cwd, '-c 0 app.tar')).code, 0);
    assert.equal((await image(cwd, '-c own.yaml app.tar')).code, 0);
    assert.equal((await image(cwd, '-c 300 app.tar')).code, 2);
  });

  test('-l and --exit-level', async t => {
    const cwd = await bad(t);
    for (const level of ['fatal', 'FATAL', 'warn', 'WARN', 'info'])
      assert.equal((await image(cwd, `-l ${level} app.tar`)).code, 1, level);
    assert.equal((await image(cwd, '--exit-level=fatal app.tar')).code, 1);
    fs.writeFileSync(`${cwd}/.plimsoll.yaml`, `rules: { ${RULE}: warning }\n`);
    assert.deepEqual([(await image(cwd, '-l fatal app.tar')).code, (await image(cwd, '-l warn app.tar')).code], [0, 1]);
    assert.match((await image(cwd, '-l nothing app.tar')).stderr, /cannot be 'nothing'/);
  });

  test('--input, and -f list', async t => {
    const cwd = await bad(t);
    const plain = await image(cwd, 'app.tar');
    assert.deepEqual(await image(cwd, '--input app.tar'), plain);
    assert.deepEqual(await image(cwd, '--input=app.tar -f list'), plain);
    assert.equal(JSON.parse((await image(cwd, '-f json --input app.tar')).stdout).version, 1);
  });

  test('what is accepted by name is answered with settings that do the same', async t => {
    const cwd = await bad(t);
    for (const argv of [
      '-af key.pem',
      '--accept-file srv/key.pem',
      '-af=/srv/key.pem',
      '-aef pem',
      '-ae .pem',
      '--accept-file-extension pem',
    ]) {
      fs.rmSync(`${cwd}/.plimsoll.yaml`, { force: true });
      const { code, stderr } = await image(cwd, `${argv} app.tar`);
      assert.equal(code, 1);
      const line = /^plimsoll: --accept-file(?:-extension)? is Dockle's: write in \.plimsoll\.yaml: (.*)\n$/.exec(
        stderr,
      )?.[1];
      assert.ok(line !== undefined, stderr);
      fs.writeFileSync(`${cwd}/.plimsoll.yaml`, `${line}\n`);
      assert.equal((await image(cwd, 'app.tar')).code, 0, line);
    }
  });

  test('many values are one line; no value becomes anything but text', async t => {
    const cwd = await bad(t);
    const { stderr } = await run(cwd, ['image', '-af', "it's", '-af', 'b\u001b[31m', '-af', 'b\u001b[31m', 'app.tar']);
    assert.equal(
      stderr,
      `plimsoll: --accept-file is Dockle's: write in .plimsoll.yaml: rules: { CIS-DI-0010: { allow: ['it''s', 'b?[31m'] } }\n`,
    );
  });

  test('names of variables: the settings that the answers name are read', async t => {
    const cwd = await bad(t);
    for (const argv of ['-ak TOKEN', '--accept-key TOKEN', '-sw TOKEN', '--sensitive-word=TOKEN']) {
      fs.rmSync(`${cwd}/.plimsoll.yaml`, { force: true });
      const { code, stderr } = await image(cwd, `${argv} app.tar`);
      assert.equal(code, 1);
      const line = /write in \.plimsoll\.yaml: (.*)\n$/.exec(stderr)?.[1];
      fs.writeFileSync(`${cwd}/.plimsoll.yaml`, `${line}\n`);
      const read = await image(cwd, 'app.tar');
      assert.deepEqual([read.code, read.stderr], [1, ''], line);
    }
    for (const argv of ['-sf a', '-se b', '--sensitive-file a'])
      assert.match((await image(cwd, `${argv} app.tar`)).stderr, /judged by what is in them/);
  });

  test('what has to do with fetching is answered, and no password is repeated', async t => {
    const cwd = await bad(t);
    const argv =
      '--host unix:///x --authurl https://u --username me --password hunter2 -t 90s -d -x --nonssl --insecure app.tar';
    const { code, stderr, stdout } = await image(cwd, argv);
    assert.equal(code, 1);
    assert.match(stderr, /--host is Dockle's: no image is fetched: save it with `docker save` and name the file/);
    assert.equal(stderr.split('\n').length, 10);
    assert.doesNotMatch(stderr + stdout, /hunter2/);
  });

  test('what stands behind -- is a reference, whatever it looks like', async t => {
    const cwd = await bad(t);
    fs.renameSync(`${cwd}/app.tar`, `${cwd}/-i`);
    const { code, stdout } = await run(cwd, ['image', '-f', 'json', '--', '-i'], { env: { DOCKLE_EXIT_CODE: '4' } });
    assert.equal(code, 4);
    assert.deepEqual(
      JSON.parse(stdout).subjects.map(({ path }: { path: string }) => path),
      ['-i'],
    );
  });
});

describe("Dockle's variables and file", () => {
  test('DOCKLE_IGNORES and .dockleignore', async t => {
    const cwd = await bad(t);
    assert.equal((await image(cwd, 'app.tar', { DOCKLE_IGNORES: `CIS-DI-0005, ${CODE}` })).code, 0);
    fs.writeFileSync(`${cwd}/.dockleignore`, `\ufeff# why\r\nCIS-DI-0005\r\n\r\n${CODE} # old\r\n`);
    assert.deepEqual([(await image(cwd, 'app.tar')).code, (await image(cwd, 'app.tar')).stderr], [0, '']);
    // Dockle says nothing of what does not exist; one word is not worth a failed run, but worth a line.
    fs.writeFileSync(`${cwd}/.dockleignore`, 'CIS-DI-9999\n');
    const { code, stderr } = await image(cwd, 'app.tar');
    assert.equal(code, 1);
    assert.equal(stderr, "plimsoll: .dockleignore: there is no rule 'CIS-DI-9999'; plimsoll rules lists them\n");
    // Only images: a Dockerfile is none of Dockle's business.
    fs.writeFileSync(`${cwd}/.dockleignore`, 'sudo-used\n');
    fs.writeFileSync(`${cwd}/Dockerfile`, 'FROM debian:12\nRUN sudo true\nUSER 1000\n');
    assert.match((await run(cwd, ['Dockerfile'], { env: { DOCKLE_IGNORES: 'sudo-used' } })).stdout, /sudo-used/);
  });

  test('DOCKLE_EXIT_CODE and DOCKLE_EXIT_LEVEL; the command line wins', async t => {
    const cwd = await bad(t, { '.plimsoll.yaml': `rules: { ${RULE}: warning }\n` });
    const env = { DOCKLE_EXIT_CODE: '9', DOCKLE_EXIT_LEVEL: 'warn' };
    assert.equal((await image(cwd, 'app.tar', env)).code, 9);
    for (const argv of ['-c 6', '--exit-code=6', '--exit-code 6'])
      assert.equal((await image(cwd, `${argv} app.tar`, env)).code, 6, argv);
    assert.equal((await image(cwd, 'app.tar --fail-on=error', env)).code, 0);
    assert.equal((await image(cwd, 'app.tar -l fatal', env)).code, 0);
    assert.equal((await image(cwd, 'app.tar', { DOCKLE_EXIT_LEVEL: 'FATAL' })).code, 0);
    assert.equal((await image(cwd, 'app.tar', { DOCKLE_EXIT_CODE: '' })).code, 1);
    assert.equal((await image(cwd, 'app.tar', { DOCKLE_EXIT_CODE: 'x' })).code, 2);
  });

  test('DOCKLE_OUTPUT_FORMAT and DOCKLE_OUTPUT_FILE', async t => {
    const cwd = await bad(t);
    const env = { DOCKLE_OUTPUT_FORMAT: 'json', DOCKLE_OUTPUT_FILE: 'out.json' };
    assert.equal((await image(cwd, 'app.tar', env)).stdout, '');
    assert.equal(JSON.parse(fs.readFileSync(`${cwd}/out.json`, 'utf8')).version, 1);
    const list = await image(cwd, 'app.tar', { DOCKLE_OUTPUT_FORMAT: 'list' });
    assert.deepEqual(list, await image(cwd, 'app.tar'));
  });

  test('lists in variables are answered like the options', async t => {
    const cwd = await bad(t);
    const env = {
      DOCKLE_ACCEPT_FILES: 'a.txt,srv/b',
      DOCKLE_ACCEPT_FILE_EXTENSIONS: 'pem',
      DOCKLE_ACCEPT_KEYS: 'K',
      DOCKLE_REJECT_KEYS: 'K',
      DOCKLE_REJECT_FILES: 'f',
      DOCKLE_REJECT_FILE_EXTENSIONS: 'e',
    };
    const { code, stderr } = await image(cwd, '-af c app.tar', env);
    assert.equal(code, 1);
    const lines = stderr.split('\n').slice(0, -1);
    assert.equal(lines.length, 6);
    assert.match(lines[0] ?? '', /allow: \['a\.txt', 'srv\/b', 'c'\]/);
    assert.match(lines[1] ?? '', /allow: \['\*\.pem'\]/);
  });
});
