/** What users of Dockle are used to: its options, its variables, its file. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { asDockerArchive, asOciArchive, writeTo } from '../support/image-fixtures.js';
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

  test('what has to do with daemons and registries is answered, and no value is repeated', async t => {
    const cwd = await bad(t);
    const plain = await image(cwd, 'app.tar');
    for (const [argv, answer] of [
      ['--host unix:///hunter2', "--host is Dockle's: set DOCKER_HOST, or choose a context of Docker"],
      ['--host=unix:///hunter2', "--host is Dockle's: set DOCKER_HOST, or choose a context of Docker"],
      ['--cert-path /hunter2', "--cert-path is Dockle's: set DOCKER_CERT_PATH and DOCKER_TLS_VERIFY=1"],
      ['-x', "-x is Dockle's: sockets of rootless daemons are looked for anyway: leave it out"],
      ['--use-xdg', "--use-xdg is Dockle's: sockets of rootless daemons are looked for anyway: leave it out"],
      [
        '--authurl https://hunter2',
        "--authurl is Dockle's: the registry says it itself: leave it out, or log in with docker login",
      ],
      [
        '--password hunter2',
        "--password is Dockle's: a password on the command line is there for all to see: pipe it in, and write --password-stdin",
      ],
      [
        '--password=hunter2',
        "--password is Dockle's: a password on the command line is there for all to see: pipe it in, and write --password-stdin",
      ],
      ['--nonssl', "--nonssl is Dockle's: name the registry, as --insecure HOST"],
      ['-d', "-d is Dockle's: set PLIMSOLL_DEBUG=1"],
    ] as const)
      for (const all of [`${argv} app.tar`, `app.tar ${argv}`])
        assert.deepEqual(await image(cwd, all), { ...plain, stderr: `plimsoll: ${answer}\n` }, all);
  });

  test('--username is ours, and so are --timeout, -t and --cache-dir', async t => {
    const cwd = await bad(t);
    const plain = await image(cwd, 'app.tar');
    const { code, stderr } = await image(cwd, '--username me --password hunter2 app.tar');
    assert.equal(code, 2);
    assert.match(stderr, /--username needs --password-stdin/);
    assert.doesNotMatch(stderr, /hunter2/);
    for (const argv of ['-t 90s', '-t=90s', '--timeout 90s', '--timeout=5m'])
      assert.deepEqual(await image(cwd, `${argv} app.tar`), plain, argv);
    fs.writeFileSync(`${cwd}/app.oci`, await asOciArchive({ layers: [{ files: { 'srv/key.pem': KEY } }] }));
    assert.equal((await image(cwd, '--cache-dir kept app.oci')).stderr, '');
    assert.ok(fs.existsSync(`${cwd}/kept/CACHEDIR.TAG`));
    assert.match((await image(cwd, '-t soon app.tar')).stderr, /--timeout: 'soon' is no time/);
  });

  test('--insecure takes a host, and never swallows the image', async t => {
    const cwd = await bad(t, { 'list.txt': 'app.tar\n' });
    const plain = await image(cwd, 'app.tar');
    const told = "plimsoll: --insecure is Dockle's: name the registry, as --insecure HOST\n";
    for (const argv of [
      '--insecure app.tar',
      '--insecure ./app.tar',
      '--insecure docker-archive:app.tar --format text',
      '--insecure=true app.tar',
      'app.tar --insecure',
      'app.tar --insecure --fail-on warning',
      '--insecure -- app.tar',
    ]) {
      const { code, stderr } = await image(cwd, argv);
      assert.deepEqual([code, stderr], [1, told], argv);
    }
    assert.deepEqual(await image(cwd, '--insecure --insecure app.tar'), { ...plain, stderr: told + told });
    for (const argv of [
      '--insecure registry.example.com:5000 app.tar',
      'app.tar --insecure registry.example.com:5000',
      'app.tar --insecure=registry.example.com:5000',
      'app.tar --insecure https://registry.example.com/',
      '--insecure a.example.com --insecure b.example.com app.tar',
      '--images-from list.txt --insecure registry.example.com:5000',
      '--insecure registry.example.com:5000 -- app.tar',
      '--insecure registry.example.com:5000 --input app.tar',
    ])
      assert.deepEqual(await image(cwd, argv), plain, argv);
    assert.match((await image(cwd, '--insecure a b/c app.tar')).stdout, /app\.tar/);
    assert.match((await image(cwd, 'app.tar --insecure=a/b')).stderr, /'a\/b' is no host/);
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

  test('variables of daemons and registries', async t => {
    const cwd = await bad(t);
    const plain = await image(cwd, 'app.tar');
    const told = async (env: Record<string, string>, argv = '') => {
      const { stderr, ...rest } = await image(cwd, `${argv} app.tar`, env);
      assert.deepEqual(rest, { code: plain.code, stdout: plain.stdout });
      assert.doesNotMatch(stderr, /hunter2/);
      return stderr.split('\n').slice(0, -1);
    };
    const all = { DOCKLE_HOST: 'tcp://hunter2', DOCKLE_CERT_PATH: '/hunter2', DOCKLE_AUTH_URL: 'https://hunter2' };
    assert.deepEqual(await told(all), [
      "plimsoll: DOCKLE_HOST is Dockle's: set DOCKER_HOST",
      "plimsoll: DOCKLE_CERT_PATH is Dockle's: set DOCKER_CERT_PATH and DOCKER_TLS_VERIFY=1",
      "plimsoll: DOCKLE_AUTH_URL is Dockle's: the registry says it itself: leave it out, or log in with docker login",
    ]);
    const ours = { DOCKER_HOST: 'unix:///x', DOCKER_CERT_PATH: '/y' };
    assert.equal((await told({ ...all, ...ours })).length, 1);
    const user = await told({ DOCKLE_USERNAME: 'me', DOCKLE_PASSWORD: 'hunter2' });
    assert.equal(user.length, 2);
    assert.match(user.join(), /printf %s "\$DOCKLE_PASSWORD" \| plimsoll image --password-stdin/);
    for (const on of ['1', 'true', 'TRUE']) {
      const lines = await told({ DOCKLE_INSECURE: on, DOCKLE_NON_SSL: on });
      assert.match(
        lines.join('\n'),
        /^plimsoll: DOCKLE_INSECURE .* --insecure HOST\nplimsoll: DOCKLE_NON_SSL .* HOST$/,
      );
    }
    for (const off of ['', '0', 'false'])
      assert.deepEqual(await told({ DOCKLE_INSECURE: off, DOCKLE_NON_SSL: off }), []);
    assert.deepEqual(await told({ DOCKLE_TIMEOUT: '90s', USE_XDG: '1' }), []);
    assert.match((await image(cwd, 'app.tar', { DOCKLE_TIMEOUT: 'soon' })).stderr, /'soon' is no time/);
    assert.deepEqual(await told({ DOCKLE_TIMEOUT: 'soon' }, '--timeout 90s'), []);
  });

  test('DOCKLE_USERNAME goes with a password from standard input', async t => {
    const cwd = await bad(t);
    const env = { DOCKLE_USERNAME: 'me', DOCKLE_PASSWORD: 'hunter2' };
    const argv = ['image', '--password-stdin', 'app.tar'];
    assert.deepEqual(await run(cwd, argv, { env, stdin: 'hunter2' }), await image(cwd, 'app.tar'));
    assert.match((await run(cwd, argv, { stdin: 'hunter2' })).stderr, /--password-stdin needs --username/);
  });
});
