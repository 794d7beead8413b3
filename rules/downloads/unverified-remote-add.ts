import { defineRule, hit, type Text } from '../../src/rule.js';

const GIT = /^(git:\/\/|ssh:\/\/|[\w.-]+@[\w.-]+:)|^https?:\/\/[^?#]*\.git([?#]|$)/;
/** Fetched to see whether something has changed, so that the cache is not used then. */
const PROBE = /^https:\/\/api\.github\.com\/repos\/[^/?#]+\/[^/?#]+\/(commits|git)\b/;
const COMMIT = /#[0-9a-f]{40}([0-9a-f]{24})?(:|$)|[?&](checksum|commit)=[0-9a-f]{40}/;

export default defineRule({
  id: 'unverified-remote-add',
  aliases: ['4b410d24-1cbe-4430-a632-62c9a931cf1c'],
  controls: ['CIS-4.9', 'CIS-4.11', 'CWE-494'],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'ADD fetches something from the network and does not check what it gets.',
  why: `The build takes whatever stands at the address on that day: another version, or what somebody who took over the server put there. Two builds of one Dockerfile may differ, and nobody sees it.

Write \`ADD --checksum=sha256:… https://…\`, or name the full commit of a Git source (\`…/x.git#<40 digits>\`). Then ADD is better than \`curl\` in a RUN: it needs no program in the image and the builder checks and
caches the file.`,
  bad: [
    { dockerfile: 'FROM alpine:3.20\nADD https://example.com/x.tar.gz /x/\n', at: 'https://example.com/x.tar.gz' },
    {
      dockerfile: 'FROM alpine:3.20\nARG V=1\nADD --chmod=755 https://example.com/$V /x\n',
      at: 'https://example.com/$V',
    },
    { dockerfile: 'FROM alpine:3.20\nARG U=https://example.com/x\nADD $U /x\n', at: '$U' },
    {
      dockerfile: 'FROM alpine:3.20\nADD https://github.com/acme/x.git#v1.0 /x\nADD git@github.com:acme/x.git /y\n',
      at: ['https://github.com/acme/x.git#v1.0', 'git@github.com:acme/x.git'],
    },
  ],
  good: [
    {
      dockerfile: 'FROM alpine:3.20\nADD https://api.github.com/repos/acme/x/git/refs/heads/main /tmp/head\n',
      note: 'it is meant to change: the steps behind it run anew then',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/x /x\n',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nADD https://github.com/acme/x.git#1b15ce5a8d5a6f6d2f6a3e9a8a1f9b3c8d7e6f5a:sub /x\n',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nADD x.tar.gz https/x /x/\nARG SOURCE\nADD $SOURCE /x\nCOPY <<EOF /x\nhttps://example.com\nEOF\n',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('add')) {
      if (instruction.kind !== 'add') continue;
      if (instruction.flags.some(({ name, value }) => name === 'checksum' && value)) continue;
      const state = subject.stateBefore(instruction);
      for (const source of instruction.sources) {
        const text = state.expand(source).value ?? source.text;
        const kind = GIT.test(text) ? 'git' : /^https?:\/\//i.test(text) ? 'http' : undefined;
        if (kind === undefined) {
          if (isUnknown(source, state.expand(source).value)) yield { notEvaluated: `${source.text} may be an address` };
          continue;
        }
        if (PROBE.test(text) || (kind === 'git' && COMMIT.test(text))) continue;
        yield kind === 'git'
          ? hit(source.span, 'a branch or tag may name other commits tomorrow', {
              help: 'name the full commit behind #',
            })
          : hit(source.span, 'whatever stands at this address on the day of the build is put into the image', {
              help: 'add --checksum=sha256: and the digest of the file',
            });
      }
    }
  },
});

function isUnknown({ text }: Text, value: string | undefined): boolean {
  return value === undefined && text.startsWith('$');
}
