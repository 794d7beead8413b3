import { defineRule } from '../../src/rule.js';

/** Names with one number everywhere. */
const NUMBERS: Readonly<Record<string, string>> = { nobody: '65534', nonroot: '65532' };

export default defineRule({
  id: 'named-user',
  aliases: ['DL3066'],
  controls: ['CIS-4.1'],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'The image ends with a user name, not a number.',
  why: `Kubernetes refuses to start a container with \`runAsNonRoot: true\` if the image names its user: it would have to read the image's \`/etc/passwd\` to tell that the name is not root's.
Owners of files in volumes are numbers too, so a number says the same everywhere.

Create the user with a fixed number and end with that, \`RUN useradd --uid 10001 app\` and \`USER 10001\`, or the number that the base image documents. Where nobody sets
\`runAsNonRoot\`, a name does as well; that is why only the strict preset asks. A user between two steps and the group are not looked at.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN useradd app\nUSER app\n', at: 'app' },
    { dockerfile: 'FROM node:22\nARG U=node\nUSER ${U}:1000\n', at: '${U}:1000' },
    { dockerfile: 'FROM debian:12 AS base\nUSER nobody\nFROM base\nCMD ["x"]\n', at: 'nobody', note: 'inherited' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nUSER build\nRUN make\nUSER 10001\n' },
    {
      dockerfile: 'FROM debian:12\nARG UID=10001\nENV ID=$UID\nUSER $ID:app\n',
      note: 'a number by ARG or ENV, and a named group',
    },
    { dockerfile: 'FROM debian:12\nUSER root\n', note: 'root is worse: root-user' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nUSER ContainerUser\n' },
    { dockerfile: 'FROM debian:12\nARG U\nUSER $U\n', note: 'nobody knows' },
  ],
  *config({ config }) {
    if (config.os === 'windows') return yield { notApplicable: 'Windows users have no numbers' };
    const { user } = config;
    if (user.unknown !== undefined) return yield { notEvaluated: user.unknown };
    const name = (user.value.split(':')[0] ?? '').trim();
    if (user.at === undefined || /^\d*$/.test(name) || name === 'root') return;
    const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
    yield {
      at: user.at,
      message: `nobody can tell from the name ${name} that it is not root, so runAsNonRoot refuses the image`,
      help: number === undefined ? 'write the number of the user' : `write ${number}`,
    };
  },
});
