import { defineRule, hit } from '../../src/rule.js';
import { sourceKind } from '../_share/sources.js';

export default defineRule({
  id: 'vex-file-copied',
  aliases: ['tally/prefer-vex-attestation'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'An OpenVEX document is copied into the image.',
  why: `A VEX document says which known vulnerabilities do not concern the image. That is learnt after the build, again and again, and inside the image it can be changed only by a new image, which the document then no
longer names.

Attach it to the image as an attestation: \`docker scout attestation add --file app.vex.json --predicate-type https://openvex.dev/ns/v0.2.0 acme/app:1\`, or with \`cosign attest\`. Scanners find it there. Where images have no
attestations at all, Docker Scout also reads the file in the image, and the practice works: switch the rule off.`,
  bad: [
    {
      dockerfile: 'FROM alpine:3.20\nCOPY app.vex.json README.md /usr/share/vex/\nADD vex/*.VEX.JSON /v/\n',
      at: ['app.vex.json', 'vex/*.VEX.JSON'],
    },
    { dockerfile: 'FROM alpine:3.20\nCOPY --from=build /out/$NAME.vex.json /v/\n', at: '/out/$NAME.vex.json' },
    { dockerfile: 'FROM alpine:3.20\nCOPY ["my app.vex.json", "/v/"]\n', at: 'my app.vex.json' },
  ],
  good: [
    {
      dockerfile:
        'FROM alpine:3.20\nCOPY vex.json app.vex.json.txt vex /usr/share/vex/\nCOPY a.json /b.vex.json\nCOPY <<x.vex.json /c/\nx.vex.json\n',
    },
    { dockerfile: 'FROM alpine:3.20\nADD https://acme.io/app.vex.json /v/\n' },
  ],
  history: true,
  badImages: [{ image: { history: ['COPY app.vex.json /usr/share/vex/ # buildkit'], layers: [{ a: '' }] }, at: '' }],
  *dockerfile(subject) {
    for (const copy of subject.instructions('copy', 'add')) {
      const state = subject.stateBefore(copy);
      for (const source of copy.sources) {
        const expanded = state.expand(source);
        const kind = sourceKind(source, expanded);
        if (kind === 'heredoc' || kind === 'url' || kind === 'git') continue;
        if (/\.vex\.json["']?$/i.test(expanded.value ?? source.text))
          yield hit(source.span, 'what is learnt about vulnerabilities later cannot be changed inside the image', {
            help: 'attach the document to the image as an attestation',
          });
      }
    }
  },
});
