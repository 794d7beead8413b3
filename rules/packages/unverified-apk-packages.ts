import { type Command, type DockerfileSubject, defineRule, hit } from '../../src/rule.js';
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
  *dockerfile(subject) {
    for (const command of subject.commands('apk')) {
      const call = packageCall(command);
      const flag = call?.arguments.flag('--allow-untrusted');
      if (call === undefined || flag === undefined || isOwn(subject, call)) continue;
      yield hit(flag.span, 'apk installs whatever the server answers: nobody checks who made these packages', {
        help: "put the maker's key into /etc/apk/keys and drop the flag",
        fix: { title: 'Drop --allow-untrusted', safety: 'review', edits: [without(subject.file.text, flag)] },
      });
    }
  },
});

/** Nothing but package files are installed, and nothing in the stage downloads any. */
function isOwn(subject: DockerfileSubject, { packages, command }: PackageCall): boolean {
  if (packages.length === 0 || !packages.every(({ text }) => /\.apk["']?$/.test(text))) return false;
  const { stage } = command.script.instruction;
  for (const { args, script } of subject.commands('curl', 'wget', 'aria2c'))
    if (script.instruction.stage === stage && namesPackage(args)) return false;
  for (const { sources, stage: at } of subject.instructions('add'))
    if (at === stage && sources.some(({ text }) => /^https?:/.test(text) && text.includes('.apk'))) return false;
  return true;
}

function namesPackage(args: Command['args']): boolean {
  return args.some(({ text, value }) => (value ?? text).includes('.apk'));
}
