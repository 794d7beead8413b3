import { defineRule, type Fix, hit, type Pair, type PairInstruction } from '../../src/rule.js';
import { withoutInstruction } from '../_share/copies.js';
import { shippedChain } from '../_share/effective-user.js';

const KEY = 'org.opencontainers.image.base.digest';
const ONE = `sha256:${'1'.repeat(64)}`;
const TWO = `sha256:${'2'.repeat(64)}`;

export default defineRule({
  id: 'stale-base-digest',
  aliases: ['tally/labels/no-stale-base-digest'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A label names a digest of the base image that FROM does not hold to.',
  why: `\`org.opencontainers.image.base.digest\` tells scanners and update bots which image this one was built on. If FROM names a tag only, the next build takes whatever the tag means then, and the label goes on
naming the old one; if FROM names another digest, the label is wrong already. Bots then see no update where there is one.

Pin the base by the same digest, or leave the label to the build (\`docker buildx build --label\`, \`--annotation\`), which knows what it pulled.`,
  bad: [
    {
      dockerfile: `FROM alpine:3.20@${ONE}\nLABEL ${KEY}="${TWO}"\n`,
      at: `${KEY}="${TWO}"`,
      fixed: `FROM alpine:3.20@${ONE}\n`,
    },
    {
      dockerfile: `FROM alpine:3.20 AS base\nLABEL title=a \\\n  ${KEY}=${ONE}\nFROM base\n`,
      at: `${KEY}=${ONE}`,
      fixed: 'FROM alpine:3.20 AS base\nLABEL title=a\nFROM base\n',
    },
    {
      dockerfile: `FROM alpine:3.20\nLABEL ${KEY}=${ONE} title=a\n`,
      at: `${KEY}=${ONE}`,
      fixed: 'FROM alpine:3.20\nLABEL title=a\n',
    },
  ],
  good: [
    { dockerfile: `FROM alpine:3.20@${ONE}\nLABEL "${KEY}"="${ONE}"\n` },
    { dockerfile: `FROM alpine:3.20 AS build\nLABEL ${KEY}=${ONE}\nFROM debian:12@${TWO}\n`, note: 'another stage' },
    { dockerfile: `ARG BASE\nFROM $BASE\nLABEL ${KEY}=${ONE}\n`, note: 'not evaluated' },
    { dockerfile: `FROM alpine:3.20\nARG DIGEST\nLABEL ${KEY}=$DIGEST\n`, note: 'whoever builds knows' },
    { dockerfile: `FROM alpine:3.20@${ONE}\nLABEL ${KEY}=${TWO}\nLABEL ${KEY}=${ONE}\n`, note: 'the last one counts' },
    { dockerfile: `FROM scratch\nLABEL ${KEY}=\n` },
  ],
  *dockerfile(subject) {
    const { target } = subject;
    const last = shippedChain(subject)
      .flatMap(stage => stage.instructions.flatMap(one => (one.kind === 'label' ? [one] : [])))
      .sort((a, b) => b.index - a.index)
      .flatMap(label => {
        const pair = label.pairs.findLast(({ key }) => subject.stateBefore(label).expand(key).value === KEY);
        return pair === undefined ? [] : [{ label, pair }];
      })[0];
    if (last === undefined || target === undefined) return;
    const { label, pair } = last;
    const value = pair.value === undefined ? '' : subject.stateBefore(label).expand(pair.value).value;
    const { base } = subject.rootOf(target);
    if (value === undefined) return yield { notEvaluated: 'a variable holds the digest' };
    if (base.kind === 'unknown') return yield { notEvaluated: base.why };
    if (value === '' || base.kind !== 'image' || base.parsed.digest === value) return;
    yield hit(
      pair.span,
      base.parsed.digest === undefined
        ? 'the label names a digest, but FROM takes whatever the tag means when it is built'
        : 'the label names another digest than FROM',
      {
        help: 'pin the base image by this digest, or leave the label to the build',
        fix: {
          title: 'Remove the label',
          safety: 'review',
          edits: [label.pairs.length === 1 ? withoutInstruction(subject.file.text, label) : withoutPair(label, pair)],
        },
      },
    );
  },
});

/** One of several pairs, with what parts it from the one before, or from the next if it is the first. */
function withoutPair({ pairs }: PairInstruction, pair: Pair): Fix['edits'][number] {
  const at = pairs.indexOf(pair);
  const before = pairs[at - 1];
  const next = pairs[at + 1];
  return before === undefined
    ? { span: { start: pair.span.start, end: next?.span.start ?? pair.span.end }, text: '' }
    : { span: { start: before.span.end, end: pair.span.end }, text: '' };
}
