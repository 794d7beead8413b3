import { defineRule, hit, oneOf } from '../../src/rule.js';
import { hasCommentInside, isPlain, labelPairs } from '../_share/labels.js';

/** The keys of the OCI image specification: what it is, where it comes from, whose it is, which release, on what base. */
const OCI =
  'title description url documentation source revision authors vendor licenses version created ref.name base.name base.digest'
    .split(' ')
    .map(key => `org.opencontainers.image.${key}`);
const PREFIXES = ['org.opencontainers.', 'io.openshift.', 'io.k8s.', 'com.docker.', 'org.label-schema.'];

export default defineRule({
  id: 'unordered-labels',
  aliases: ['tally/labels/prefer-stable-order'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'The pairs of a LABEL are in no order.',
  why: `It is a matter of taste: with one order in all files a missing label is seen at once, and changes make small diffs. The order is that of the OCI keys (what it is, where it comes from, whose it is, which release, on
what base), then those of OpenShift and Kubernetes, of Docker, of the old label schema; all others come last and stay as they are. \`order: lexical\` goes by letters. Off unless asked for.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nLABEL org.opencontainers.image.source="https://a.b/c" \\\n      org.opencontainers.image.title=x\n',
      at: 'org.opencontainers.image.title',
      fixed:
        'FROM debian:12\nLABEL org.opencontainers.image.title=x \\\n      org.opencontainers.image.source="https://a.b/c"\n',
    },
    {
      dockerfile: 'FROM debian:12\nLABEL c=1 b=$X a=3\n',
      options: { order: 'lexical' },
      at: 'b',
      fixed: 'FROM debian:12\nLABEL a=3 b=$X c=1\n',
    },
    {
      dockerfile: 'FROM debian:12\nLABEL z=1 \\\n  # why\n  org.opencontainers.image.title=3 version=2 a.b=4\n',
      at: 'org.opencontainers.image.title',
      note: 'a comment belongs to one of them: nothing is mended by itself',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nLABEL com.example.zeta=z com.example.alpha=a\n' },
    {
      dockerfile:
        'FROM debian:12\nLABEL org.opencontainers.image.title=x org.opencontainers.image.source=y io.k8s.a=b z=1\n',
    },
    { dockerfile: 'FROM debian:12\nLABEL z=1 $P.x=2 org.opencontainers.image.title=3\n', note: 'a variable' },
  ],
  options: { order: oneOf('`oci`: by what the keys mean; `lexical`: by their letters.', ['oci', 'lexical'], 'oci') },
  *dockerfile(subject) {
    const { file, options } = subject;
    const compare = (a: string, b: string): number =>
      options.order === 'oci' ? rank(a) - rank(b) : a < b ? -1 : a === b ? 0 : 1;
    for (const instruction of subject.instructions('label')) {
      if (instruction.pairs.length < 2 || !isPlain(subject, instruction)) continue;
      const pairs = labelPairs(subject, instruction);
      const odd = pairs.find(({ key }, i) => i > 0 && compare(pairs[i - 1]?.key ?? '', key) > 0);
      if (odd === undefined) continue;
      const sorted = [...pairs].sort((a, b) => compare(a.key, b.key));
      const edits = pairs.flatMap(({ pair }, i) => {
        const { span } = sorted[i]?.pair ?? pair;
        return span === pair.span ? [] : [{ span: pair.span, text: file.text.slice(span.start, span.end) }];
      });
      yield hit(odd.pair.key.span, `${odd.key} stands behind labels that come after it`, {
        help: 'put the labels into the order of the others',
        ...(hasCommentInside(subject, instruction)
          ? {}
          : { fix: { title: 'Put them in order', safety: 'safe' as const, edits } }),
      });
    }
  },
});

function rank(key: string): number {
  const oci = OCI.indexOf(key);
  if (oci !== -1) return oci;
  const prefix = PREFIXES.findIndex(each => key.startsWith(each));
  return OCI.length + (prefix === -1 ? PREFIXES.length : prefix);
}
