import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { DEFAULTS, lint, rules } from '../../src/index.js';
import { FORMAT_NAMES, findSecrets, markOfAll, publicMark, Secret } from '../../src/secrets.js';
import { folder, run } from '../cli/world.js';
import { asDockerArchive } from '../support/image-fixtures.js';
import { pointedAt } from '../support/rules.js';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`;
const OTHER = `ghp_${'Z9y8X7w6'.repeat(5)}`;
const FILE = `FROM debian:12\nENV A=${TOKEN}\n`;

describe('the value of a secret', () => {
  test('cannot be turned into text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 9, unit: 'grapheme-ascii' }), value => {
        const secret = new Secret(value);
        const ways = [
          String(secret),
          `${secret}`,
          `x${secret as unknown as string}`,
          secret.toString(),
          [secret].join(),
          JSON.stringify({ secret }),
          JSON.stringify(structuredClone({ secret })),
          JSON.stringify(Object.entries(secret)),
          inspect(secret, { showHidden: true, depth: 9 }),
          inspect({ deep: [secret] }, { showHidden: true, depth: 9 }),
          new Error(secret as unknown as string).message,
        ];
        for (const text of ways) assert.ok(value.includes('*') || !text.includes(value), text);
        assert.equal(secret.is(value), true);
      }),
    );
  });

  test('is named by a mark that tells it from others', () => {
    const mark = (value: string, salt = '') => publicMark(new Secret(value).mark('x'), salt);
    assert.match(mark(TOKEN), /^[0-9a-f]{6}$/);
    assert.equal(mark(TOKEN), mark(TOKEN));
    assert.notEqual(mark(TOKEN), mark(OTHER));
    assert.notEqual(mark(TOKEN), mark(TOKEN, 'our own'));
    const many = new Set(Array.from({ length: 2000 }, (_, i) => mark(`password${i}`)));
    assert.ok(many.size > 1990, 'spread over all of them');
  });

  test('several have one mark, and a format if it is the same', () => {
    const [a, b] = [new Secret(TOKEN).mark('github'), new Secret(OTHER).mark('github')];
    assert.deepEqual(markOfAll([a]), a);
    assert.equal(markOfAll([a, b]).format, 'github');
    assert.notEqual(markOfAll([a, b]).mark, markOfAll([b, a]).mark);
    assert.equal(markOfAll([a, new Secret('x').mark('other')]).format, undefined);
  });
});

describe('findings of secrets', () => {
  const found = (text: string, secrets = { salt: '', allow: [] as string[] }) =>
    lint({ path: 'Dockerfile', text, settings: { ...DEFAULTS, secrets } }).findings.filter(it => it.secret);

  test('carry a fingerprint that goes with the secret, not with its place', () => {
    const [here] = found(FILE);
    const [there] = found(`FROM alpine:3\nRUN curl -H "x: ${TOKEN}" https://acme.io\n`);
    assert.match(here?.secret?.fingerprint ?? '', /^[0-9a-f]{6}$/);
    assert.equal(here?.secret?.format, findSecrets(TOKEN)[0]?.format);
    assert.equal(here?.secret?.fingerprint, there?.secret?.fingerprint);
  });

  test('are other findings when another secret stands there, and with another salt', () => {
    const [one] = found(FILE);
    const [two] = found(FILE.replace(TOKEN, OTHER));
    const [salted] = found(FILE, { salt: 'ours', allow: [] });
    assert.notEqual(one?.fingerprint, two?.fingerprint);
    assert.notEqual(one?.secret?.fingerprint, salted?.secret?.fingerprint);
  });

  test('are allowed by fingerprint, or by format', () => {
    const [{ secret } = {}] = found(FILE);
    const told = (allow: string[]) => found(FILE, { salt: '', allow }).map(it => it.suppressed?.reason);
    assert.deepEqual(told([secret?.fingerprint ?? '']), ['allowed by its fingerprint in the settings']);
    assert.deepEqual(told([secret?.format ?? '']), ['allowed by its format in the settings']);
    assert.deepEqual(told(['000000', 'npm-token']), [undefined]);
  });

  test('every rule that finds secrets names them', () => {
    const named = rules.filter(({ topic }) => topic === 'secrets');
    const without: string[] = [];
    for (const { id, bad } of named) {
      for (const { dockerfile, options } of bad) {
        const settings = {
          ...DEFAULTS,
          preset: 'all' as const,
          only: [id],
          rules: new Map([[id, options ? { options } : {}]]),
        };
        for (const finding of lint({ path: 'D', text: dockerfile, settings }).findings)
          if (finding.severity === 'error' && !pointedAt(dockerfile, finding).includes('$') && !finding.secret)
            without.push(`${id}: ${dockerfile}`);
      }
    }
    // What these find is a file, or the lack of a mount; its content is not in the Dockerfile, nor are variables' values.
    const files = /^secret-(?:file-copied|mount-copied|mount-missing)/;
    assert.deepEqual(
      without.filter(it => !files.test(it)),
      [],
    );
  });

  test('settings files say so, for images too', async t => {
    const archive = await asDockerArchive(
      { layers: [{ files: { 'srv/a.yml': `token: ${TOKEN}\n` } }], config: { Env: [`A=${TOKEN}`], User: '1000' } },
      'docker25',
    );
    const cwd = folder(t, { Dockerfile: FILE, 'app.tar': archive });
    const report = async (...argv: string[]) => JSON.parse((await run(cwd, [...argv, '-f', 'json'])).stdout);
    const image = ['image', 'app.tar', '--no-cache', '--only', 'secret-in-config,token-in-file'];
    const before = [
      ...(await report('lint', '--only', 'secret-in-file')).findings,
      ...(await report(...image)).findings,
    ];
    const names = new Set(before.map(it => it.secret.fingerprint));
    assert.deepEqual([before.length, names.size], [3, 1]);
    const write = (text: string) => folder(t, { Dockerfile: FILE, 'app.tar': archive, '.plimsoll.yaml': text });
    const allowed = write(`secrets: { allow: ['${[...names][0]}'] }\n`);
    const after = JSON.parse((await run(allowed, [...image, '-f', 'json'])).stdout);
    assert.ok(after.findings.every((it: { suppressed?: object }) => it.suppressed !== undefined));
    assert.equal((await run(allowed, ['lint', '--only', 'secret-in-file'])).code, 0);
    const wrong = await run(write('secrets: { allow: [githb-token, 12] }\n'), ['lint']);
    assert.equal(wrong.code, 2);
  });

  test('names of formats are never fingerprints', () => {
    for (const name of FORMAT_NAMES) assert.doesNotMatch(name, /^[0-9a-f]{6}$/);
  });
});
