import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { asDockerArchive, asOciLayout, type ImageRecipe, writeTo } from '../support/image-fixtures.js';
import { folder, type Outcome, run } from './world.js';

const KEY =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFxhbmBub3QtYS1yZWFsLWtleS1hdC1hbGwhISEh\n-----END PRIVATE KEY-----\n';
const CLEAN: ImageRecipe = {
  layers: [{ files: { 'etc/app.conf': 'x' } }],
  config: { User: '1000' },
  name: 'clean:1',
};
const BAD: ImageRecipe = {
  layers: [{ files: { 'srv/key.pem': KEY } }],
  config: { User: '1000' },
  name: 'bad:1',
};
const RULE = 'private-key-in-layer';

const schema = JSON.parse(fs.readFileSync('schema/report-1.json', 'utf8'));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

const archives = async () => ({
  'clean.tar': await asDockerArchive(CLEAN, 'classic'),
  'bad.tar': await asDockerArchive(BAD, 'docker25'),
  'both.tar': await asDockerArchive([CLEAN, BAD], 'classic'),
});
/** Made once; a test gets a folder of its own. */
let made: Awaited<ReturnType<typeof archives>> | undefined;
async function world(t: Parameters<typeof folder>[0], more: Record<string, string> = {}): Promise<string> {
  made ??= await archives();
  return folder(t, { ...made, ...more });
}

/** The rules with a finding, each once. */
const found = ({ stdout }: Outcome): string[] => [
  ...new Set(JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule) as string[]),
];
const ran = ({ stdout }: Outcome): string[] =>
  JSON.parse(stdout).outcomes.map(({ rule }: { rule: string }) => rule) as string[];

describe('exit codes', () => {
  test('0, 1, 2 and 3; 3 wins over 1', async t => {
    const cwd = await world(t);
    const code = async (...argv: string[]) => (await run(cwd, ['image', ...argv])).code;
    assert.equal(await code('clean.tar'), 0);
    assert.equal(await code('bad.tar'), 1);
    assert.equal(await code('bad.tar', '--fail-on', 'never'), 0);
    assert.equal(await code('bad.tar', '--skip', RULE), 0);
    assert.equal(await code('none.tar'), 3);
    assert.equal(await code('bad.tar', 'none.tar'), 3);
    assert.equal(await code('clean.tar', 'bad.tar'), 1);
  });

  test('--exit-code changes 1, and neither 0 nor 3', async t => {
    const cwd = await world(t);
    const code = async (...argv: string[]) => (await run(cwd, ['image', '--exit-code', '7', ...argv])).code;
    assert.deepEqual([await code('bad.tar'), await code('clean.tar'), await code('none.tar')], [7, 0, 3]);
  });

  test('wrong use: one sentence, nothing on standard output', async t => {
    const cwd = await world(t);
    const cases: [string[], RegExp][] = [
      [[], /^plimsoll: plimsoll image needs the name of an image, or --images-from; see plimsoll image --help\n$/],
      [['bad.tar', '--only', 'private-key-in-layr'], /there is no rule, .* did you mean 'private-key-in-layer'\?\n$/],
      [['bad.tar', '--skip', 'qqqqqqqqq'], /^plimsoll: --skip: there is no rule/],
      [['bad.tar', '--fail-on', 'fatal'], /--fail-on cannot be 'fatal'/],
      [['bad.tar', '--exit-code', '256'], /^plimsoll: --exit-code: '256' is no number from 0 to 255\n$/],
      [['bad.tar', '--exit-code', '-1'], /^plimsoll: /],
      [['bad.tar', '--context', '.'], /plimsoll image has no option --context/],
      [['bad.tar', '-c', 'none.yaml'], /none\.yaml: there is no such settings file\n$/],
    ];
    for (const [argv, message] of cases) {
      const { code, stdout, stderr } = await run(cwd, ['image', ...argv]);
      assert.deepEqual([code, stdout], [2, ''], argv.join(' '));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});

describe('what is judged', () => {
  test('several references in one call, in the order given, each a subject', async t => {
    const cwd = await world(t);
    const { stdout } = await run(cwd, ['image', 'bad.tar', 'none.tar', 'clean.tar', '-f', 'json']);
    const { subjects, findings } = JSON.parse(stdout);
    assert.deepEqual(
      subjects.map(({ kind, path }: Record<string, string>) => `${kind} ${path}`),
      ['image bad.tar', 'image none.tar', 'image clean.tar'],
    );
    assert.ok(findings.every(({ subject }: { subject: string }) => subject === 'bad.tar'));
  });

  test('--ref, and a name in the reference', async t => {
    const cwd = await world(t);
    const json = async (...argv: string[]) => found(await run(cwd, ['image', '-f', 'json', ...argv]));
    assert.deepEqual(await json('both.tar', '--ref', 'clean:1'), []);
    assert.deepEqual(await json('both.tar', '--ref', 'bad:1'), [RULE]);
    assert.deepEqual(await json('docker-archive:both.tar:bad:1'), [RULE]);
    const ambiguous = await run(cwd, ['image', 'both.tar']);
    assert.equal(ambiguous.code, 3);
    assert.match(ambiguous.stdout, /clean:1/);
    assert.match(ambiguous.stdout, /bad:1/);
    assert.equal((await run(cwd, ['image', 'both.tar', '--ref', 'other:1'])).code, 3);
  });

  test('--platform', async t => {
    const files = await asOciLayout([
      { ...CLEAN, name: '', platform: 'linux/amd64' },
      { ...BAD, name: '', platform: 'linux/arm64' },
    ]);
    const layout = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`app/${name}`, bytes]));
    const index = JSON.parse(String(files['index.json']));
    for (const [i, architecture] of ['amd64', 'arm64'].entries())
      index.manifests[i].platform = { os: 'linux', architecture };
    const cwd = await writeTo(t, { ...layout, 'app/index.json': JSON.stringify(index) });
    const json = async (...argv: string[]) => found(await run(cwd, ['image', 'app', '-f', 'json', ...argv]));
    assert.deepEqual(await json('--platform', 'linux/arm64'), [RULE]);
    assert.deepEqual(await json('--platform', 'linux/amd64'), []);
    assert.deepEqual(await json(), []);
    for (const platform of ['linux/s390x', 'nonsense']) {
      const { code, stdout } = await run(cwd, ['image', 'app', '--platform', platform]);
      assert.equal(code, 3);
      assert.match(stdout, /linux\/amd64/);
    }
  });

  test('what is not there, and what would have to be fetched', async t => {
    const cwd = await world(t);
    const error = async (reference: string): Promise<string> => {
      const { code, stdout, stderr } = await run(cwd, ['image', reference, '-f', 'json']);
      assert.deepEqual([code, stderr], [3, '']);
      return JSON.parse(stdout).subjects[0].error;
    };
    assert.equal(await error('none.tar'), 'none.tar does not exist: check its name');
    const away = await run(cwd, ['image', '127.0.0.1:1/app:1', '-f', 'json', '--source', 'file']);
    assert.match(JSON.parse(away.stdout).subjects[0].error, /neither a file nor a folder.*docker save 127/);
  });

  test('--only, --skip, and settings of the folder', async t => {
    const cwd = await world(t, { 'off.yaml': `rules: { ${RULE}: off }\n`, 'info.yaml': 'fail-on: never\n' });
    const json = async (...argv: string[]) => run(cwd, ['image', 'bad.tar', '-f', 'json', ...argv]);
    assert.deepEqual(ran(await json('--only', RULE)), [RULE]);
    assert.ok(!ran(await json('--skip', `${RULE},latest-tag`)).includes(RULE));
    assert.ok(!ran(await json('--skip', 'secrets')).includes(RULE));
    assert.equal((await json('-c', 'off.yaml')).code, 0);
    const never = await json('-c', 'info.yaml');
    assert.deepEqual([never.code, found(never)], [0, [RULE]]);
  });
});

describe('what is printed', () => {
  test('JSON obeys its schema, and a finding points into the image', async t => {
    const cwd = await world(t);
    const { stdout } = await run(cwd, ['image', 'bad.tar', 'none.tar', 'both.tar', '-f', 'json']);
    const report = JSON.parse(stdout);
    assert.equal(validate(report), true, JSON.stringify(validate.errors));
    const [first] = report.findings;
    assert.deepEqual(
      [first.subject, first.image.layer, first.image.path, 'file' in first, 'line' in first],
      ['bad.tar', 0, 'srv/key.pem', false, false],
    );
    assert.match(first.image.diffId, /^sha256:[0-9a-f]{64}$/);
    assert.equal(first.image.createdBy, 'COPY layer0 / # buildkit');
  });

  test('SARIF tells findings, and what could not be judged', async t => {
    const cwd = await world(t);
    const { stdout, code } = await run(cwd, ['image', 'bad.tar', 'none.tar', '-f', 'sarif']);
    const [{ results, invocations }] = JSON.parse(stdout).runs;
    assert.equal(code, 3);
    assert.deepEqual(
      results.map(({ ruleId }: { ruleId: string }) => ruleId),
      [RULE],
    );
    assert.match(JSON.stringify(results[0]), /srv\/key\.pem/);
    assert.match(JSON.stringify(invocations), /none\.tar does not exist/);
  });

  test('the same bytes each time, in every format; into a file, too', async t => {
    const cwd = await world(t);
    for (const format of ['text', 'json', 'compact', 'sarif']) {
      const first = await run(cwd, ['image', 'bad.tar', '-f', format]);
      assert.ok(first.stdout.length > 0);
      assert.deepEqual(await run(cwd, ['image', 'bad.tar', '-f', format]), first);
      assert.equal((await run(cwd, ['image', 'bad.tar', '-f', format, '-o', 'report'])).stdout, '');
      assert.equal(fs.readFileSync(`${cwd}/report`, 'utf8'), first.stdout);
    }
    assert.deepEqual(await run(cwd, ['image', 'clean.tar', '-q']), { code: 0, stdout: '', stderr: '' });
  });
});
