/** How much is found, and how little is found that is not there; `npm run measure:secrets` prints it in full. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { makeCorpus } from './corpus/corpus.js';
import { isKey, makeKeys } from './corpus/keys.js';
import { type Judged, judge } from './corpus/measure.js';
import { describeScore, score } from './corpus/score.js';

describe('the corpus of secrets', () => {
  const { samples, skipped } = makeCorpus();
  const with_ = (label: string) => samples.filter(sample => sample.label === label);
  let judged: Judged[] = [];
  before(async () => {
    judged = await judge(samples);
  });

  test('has at least 400 samples with a secret and 2,000 without, those of this machine not counted', t => {
    for (const reason of skipped) t.diagnostic(reason);
    assert.ok(with_('secret').length >= 400, `${with_('secret').length}`);
    const own = with_('none').filter(({ carrier }) => !carrier.startsWith('file of this machine'));
    assert.ok(own.length >= 2000, `${own.length}`);
  });

  test('is the same in every run, but for keys, which are real', () => {
    const texts = () =>
      makeCorpus({ disk: false })
        .samples.filter(({ what }) => !/key|PKCS|known_hosts/i.test(what))
        .map(({ content }) => Buffer.from(content as string).toString('latin1'));
    assert.deepEqual(texts(), texts());
    const other = makeCorpus({ seed: 7, disk: false }).samples.map(({ content }) => String(content));
    assert.notDeepEqual(other.slice(0, 50), texts().slice(0, 50));
  });

  test('holds each secret where it says so, and each only in one sample', () => {
    const seen = new Map<string, string>();
    for (const { id, secret, content, carrier, what } of with_('secret')) {
      assert.ok(secret !== undefined && secret.length >= 6, id);
      const text = Buffer.from(content as string);
      const encoded = [Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(secret, 'base64')];
      assert.ok(
        encoded.some(bytes => bytes.length > 0 && text.includes(bytes)),
        `${id}: ${what} in ${carrier}`,
      );
      if (!/key|PKCS/i.test(what)) assert.equal(seen.get(secret), undefined, `${id} and ${seen.get(secret)}`);
      seen.set(secret, id);
    }
  });

  test('has keys that can be read', () => {
    for (const { what, content } of makeKeys())
      if (typeof content === 'string' && content.startsWith('-----') && !/encrypted|OpenSSH/.test(what))
        assert.ok(isKey(content), what);
  });

  test('judges every sample', () => {
    assert.equal(judged.length, samples.length);
    assert.ok(judged.every(one => one !== undefined));
  });

  test('more than 98 percent of the secrets are found', () => {
    const { recall, misses } = score(judged);
    assert.ok(recall > 0.98, describeScore(misses));
  });

  test('more than 98 percent of what is found is a secret', () => {
    const { precision, alarms } = score(judged);
    assert.ok(precision > 0.98, describeScore(alarms));
  });

  test('a scanner that tells everything, or nothing, would not pass', () => {
    const [finding] = judged.flatMap(({ told }) => told);
    assert.ok(finding !== undefined);
    const everything = score(judged.map(one => ({ ...one, told: [finding] })));
    assert.ok(everything.recall === 1 && everything.precision < 0.5);
    const nothing = score(judged.map(one => ({ ...one, told: [] })));
    assert.ok(nothing.recall === 0 && nothing.precision === 0);
  });
});
