import { type DockerfileSubject, defineRule, hit } from '../../src/rule.js';
import { DOWNLOADERS } from '../_share/downloads.js';
import { without } from '../_share/edits.js';
import { type PackageCall, packageCall } from '../_share/packages.js';

export default defineRule({
  id: 'unverified-apk-packages',
  aliases: ['CKV2_DOCKER_7'],
  controls: ['CIS-4.11', 'CWE-345'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The signatures of Alpine packages are not checked.',
  why: `With \`--allow-untrusted\` apk installs whatever the server answers: whoever can change that answer, a proxy or a mirror on the way, puts a program into the image, and its scripts run as root in
the build.

Put the maker's public key into \`/etc/apk/keys\` and drop the flag. Package files that the build itself made or copied in, and did not download, have no other maker: they are left alone.`,
  bad: [
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk add --no-cache --allow-untrusted --repository https://example.com/main gnu-libiconv\n',
      at: '--allow-untrusted',
      fixed: 'FROM alpine:3.20\nRUN apk add --no-cache --repository https://example.com/main gnu-libiconv\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nRUN wget -q https://example.com/x.apk && apk --allow-untrusted add x.apk\n',
      at: '--allow-untrusted',
    },
  ],
  good: [
    { dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache curl && echo --allow-untrusted\n' },
    {
      dockerfile:
        'FROM alpine:3.20 AS build\nRUN abuild -r\nFROM alpine:3.20\nCOPY --from=build /packages/*.apk /tmp/\nRUN apk add --no-cache --allow-untrusted /tmp/*.apk\n',
      note: 'made by the build itself',
    },
  ],
  history: true,
  badImages: [
    {
      image: {
        history: ['RUN /bin/sh -c apk add --allow-untrusted --repository https://example.com/main x # buildkit'],
        layers: [{ a: '' }],
      },
      at: '',
    },
    {
      image: {
        history: ['/bin/sh -c wget -q https://example.com/x.apk && apk add --allow-untrusted x.apk'],
        layers: [{ a: '' }],
      },
      at: '',
      note: 'the classic builder',
    },
  ],
  goodImages: [
    { image: { history: ['RUN /bin/sh -c apk add --allow-untrusted /tmp/x.apk # buildkit'], layers: [{ a: '' }] } },
  ],
  *dockerfile(subject) {
    const downloading = downloadingStages(subject);
    for (const command of subject.commands('apk')) {
      const call = packageCall(command);
      const flag = call?.arguments.flag('--allow-untrusted');
      if (call === undefined || flag === undefined || isOwn(call, downloading)) continue;
      yield hit(flag.span, 'apk installs whatever the server answers: nobody checks who made these packages', {
        help: "put the maker's key into /etc/apk/keys and drop the flag",
        fix: { title: 'Drop --allow-untrusted', safety: 'review', edits: [without(subject.file.text, flag)] },
      });
    }
  },
});

/** Nothing but package files are installed, and nothing in the stage downloads any. */
function isOwn({ packages, command }: PackageCall, downloading: ReadonlySet<number | undefined>): boolean {
  if (packages.length === 0 || !packages.every(({ text }) => /\.apk["']?$/.test(text))) return false;
  return !downloading.has(command.script.instruction.stage);
}

/** The stages that fetch package files. */
function downloadingStages(subject: DockerfileSubject): ReadonlySet<number | undefined> {
  const stages = new Set<number | undefined>();
  for (const { args, script } of subject.commands(...DOWNLOADERS))
    if (args.some(({ text, value }) => (value ?? text).includes('.apk'))) stages.add(script.instruction.stage);
  for (const { sources, stage } of subject.instructions('add'))
    if (sources.some(({ text }) => /^https?:/.test(text) && text.includes('.apk'))) stages.add(stage);
  return stages;
}
