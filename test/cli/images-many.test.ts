/** Many images: lists, tags, platforms, parts of a whole, and the reports that make the whole again. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fallsTo, shardOf } from '../../src/cli/images/shard.js';
import { asDockerArchive, asOciLayout, imageRecipe } from '../support/image-fixtures.js';
import { folder, run } from './world.js';

const archives = async () =>
  Object.fromEntries(
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async i => {
        const config = { User: i % 2 === 0 ? '1000' : 'root' };
        const recipe = imageRecipe({ layers: [{ files: { [`etc/${i}`]: 'x' } }], config, name: `app:${i}` });
        return [`${i}.tar`, await asDockerArchive(recipe, 'classic')] as const;
      }),
    ),
  );

interface Json {
  readonly shard?: object;
  readonly subjects: readonly { readonly path: string; readonly error?: string }[];
  readonly findings: readonly { readonly rule: string; readonly fails: boolean }[];
}

const json = (stdout: string): Json => JSON.parse(stdout);
const paths = (stdout: string): string[] => json(stdout).subjects.map(({ path }) => path);

describe('lists', () => {
  test('arguments and files, each image once, in order', async t => {
    const list = '\ufeff# all\n1.tar\r\n\n  2.tar  # the second\n0.tar\n2.tar';
    const cwd = folder(t, { ...(await archives()), 'list.txt': list });
    const one = await run(cwd, ['image', '0.tar', '--images-from', 'list.txt', '-f', 'json']);
    assert.deepEqual(paths(one.stdout), ['0.tar', '1.tar', '2.tar']);
    const two = await run(cwd, ['image', '--images-from', '-', '-f', 'json'], { stdin: '3.tar\n4.tar\n' });
    assert.deepEqual(paths(two.stdout), ['3.tar', '4.tar']);
  });

  test('several at a time give the same report', async t => {
    const cwd = folder(t, await archives());
    const names = [0, 1, 2, 3, 4, 5].map(i => `${i}.tar`);
    const one = await run(cwd, ['image', ...names, '-f', 'json', '--jobs', '1']);
    const four = await run(cwd, ['image', ...names, '-f', 'json', '--jobs', '4']);
    assert.deepEqual(four, one);
    assert.ok(json(one.stdout).findings.length >= 3);
  });

  test('what is wrong with lists', async t => {
    const cwd = folder(t, { ...(await archives()), 'empty.txt': '# nothing\n' });
    const wrong = async (...argv: string[]) => {
      const { code, stdout, stderr } = await run(cwd, ['image', ...argv]);
      assert.deepEqual([code, stdout], [2, '']);
      return stderr;
    };
    assert.match(await wrong(), /needs the name of an image, or --images-from/);
    assert.match(await wrong('--images-from', 'none.txt'), /'none\.txt' cannot be read: it does not exist/);
    assert.match(await wrong('-', '0.tar'), /has to be the only thing/);
    assert.match(await wrong('0.tar', '--jobs', '0'), /'0' is no number from 1 to 64/);
    assert.match(await wrong('0.tar', '--platform', 'linux/arm64', '--all-platforms'), /exclude one another/);
    for (const shard of ['0/2', '3/2', '1', 'a/b', '1/0']) assert.match(await wrong('0.tar', '--shard', shard), /i\/n/);
    const none = await run(cwd, ['image', '--images-from', 'empty.txt']);
    assert.equal(none.code, 0);
    assert.match(none.stderr, /there is no image to lint/);
  });

  test('every platform of a layout', async t => {
    const recipe = { layers: [{ files: { a: 'x' } }], config: { User: 'root' }, name: 'app:1' };
    const recipes = ['linux/arm64', 'linux/amd64'].map(platform => imageRecipe({ ...recipe, platform }));
    const tree = Object.entries(await asOciLayout(recipes)).map(([name, bytes]) => [`app/${name}`, bytes] as const);
    const cwd = folder(t, Object.fromEntries(tree) as Record<string, Uint8Array>);
    const { stdout, code } = await run(cwd, ['image', 'oci:app', '--all-platforms', '-f', 'json']);
    assert.deepEqual(paths(stdout), ['oci:app (linux/amd64)', 'oci:app (linux/arm64)']);
    assert.equal(code, 1);
  });
});

describe('shards', () => {
  test('every name falls to exactly one', () => {
    const name = fc.string();
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 300 }), (text, count) => {
        const shards = Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
        assert.equal(shards.filter(shard => fallsTo(text, shard)).length, 1);
      }),
    );
    assert.deepEqual(shardOf('3/20'), { index: 3, count: 20 });
  });

  test('ten thousand names spread evenly', () => {
    const counts = Array.from({ length: 20 }, () => 0);
    for (let i = 0; i < 10_000; i++)
      for (let index = 1; index <= 20; index++)
        if (fallsTo(`registry.example.com/team/app-${i % 97}:1.${i}`, { index, count: 20 })) counts[index - 1]!++;
    assert.ok(Math.min(...counts) > 400 && Math.max(...counts) < 600, counts.join());
  });

  test('their reports make the report of the whole', async t => {
    const cwd = folder(t, await archives());
    const names = [0, 1, 2, 3, 4, 5].map(i => `${i}.tar`);
    const whole = await run(cwd, ['image', ...names, '-f', 'json']);
    const files: string[] = [];
    for (const index of [1, 2, 3]) {
      const part = await run(cwd, ['image', ...names, '-f', 'json', '--shard', `${index}/3`]);
      assert.deepEqual(json(part.stdout).shard, { index, count: 3 });
      files.push(`${index}.json`);
      writeFileSync(path.join(cwd, `${index}.json`), part.stdout);
    }
    const merged = await run(cwd, ['merge', ...files, '-f', 'json']);
    const sorted = ({ subjects, findings }: Json) => ({
      subjects: [...subjects].sort((a, b) => (a.path < b.path ? -1 : 1)),
      findings: findings.map(finding => JSON.stringify(finding)).sort(),
    });
    assert.deepEqual(sorted(json(merged.stdout)), sorted(json(whole.stdout)));
    assert.equal(merged.code, whole.code);
    // Other forms are made of it as of any report.
    const compact = (await run(cwd, ['image', ...names, '-f', 'compact'])).stdout.split('\n').sort();
    assert.deepEqual((await run(cwd, ['merge', ...files, '-f', 'compact'])).stdout.split('\n').sort(), compact);
    assert.equal((await run(cwd, ['merge', ...files, '--fail-on', 'never'])).code, 0);
  });

  test('a report that is missing, cut short or something else is told, and the code is 3', async t => {
    const cwd = folder(t, { ...(await archives()), 'no.json': '{"version":1}', 'list.json': '[]' });
    const part = await run(cwd, ['image', '0.tar', '-f', 'json', '--shard', '1/1']);
    writeFileSync(path.join(cwd, 'a.json'), part.stdout);
    writeFileSync(path.join(cwd, 'b.json'), part.stdout.replace('"count": 1', '"count": 3'));
    writeFileSync(path.join(cwd, 'cut.json'), part.stdout.slice(0, 300));
    const told = async (...files: string[]) => {
      const { code, stdout } = await run(cwd, ['merge', ...files, '-f', 'json']);
      const errors = json(stdout).subjects.flatMap(({ path, error }) =>
        error === undefined ? [] : [`${path}: ${error}`],
      );
      return { code, errors };
    };
    assert.deepEqual(await told('a.json'), { code: 0, errors: [] });
    const missing = await told('b.json');
    assert.equal(missing.code, 3);
    assert.deepEqual(
      missing.errors.map(text => text.slice(0, 12)),
      ['shard 2 of 3', 'shard 3 of 3'],
    );
    for (const [file, why] of [
      ['cut.json', /cut\.json: it is no JSON, or was cut short/],
      ['no.json', /no\.json: it is no report of plimsoll/],
      ['list.json', /it is no report/],
      ['none.json', /it does not exist/],
    ] as const) {
      const { code, errors } = await told('a.json', file);
      assert.equal(code, 3);
      assert.match(errors.join(), why);
    }
    writeFileSync(path.join(cwd, 'again.json'), readFileSync(path.join(cwd, 'a.json')));
    assert.match((await told('a.json', 'again.json')).errors.join(), /it is shard 1 of 1 as an earlier report is/);
  });
});
