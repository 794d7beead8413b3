import { defineRule, fits, parseImageReference, strings } from '../../src/rule.js';
import { runsAsRoot } from '../_share/official-images.js';

export default defineRule({
  id: 'missing-user',
  aliases: [
    'DS-0002',
    'AVD-DS-0002',
    'DS002',
    'least-privilege-user',
    'docker-least-privilege-user',
    'CKV_DOCKER_3',
    'fd54f200-402c-4333-a5a4-36ef6709af2f',
    'CIS-DI-0001',
  ],
  controls: ['CIS-4.1', 'NIST-800-190-4.1.4', 'CWE-250'],
  severity: 'warning',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'No USER is set, and the base image runs as root.',
  why: `Without USER the container runs as whoever the base image names, which is root for nearly all official images and for \`scratch\`. Root in the container is root for the kernel
too: a hole in the runtime or a mounted socket makes it root of the host.

Create a user, give it what it writes to, and end with \`USER 10001\`. Whether an image that is not one of Docker's official ones runs as root cannot be seen here and is "not evaluated"; name the ones you know with
\`root-images\`. It is silent for stages without a command of their own on \`scratch\`, which carry files and run nothing.`,
  bad: [
    { dockerfile: 'FROM python:3.12\nCMD ["python", "app.py"]\n', at: 'FROM python:3.12' },
    {
      dockerfile: 'FROM debian:12 AS base\nFROM golang:1.22 AS build\nUSER 1000\nFROM base\nCOPY --from=build /a /a\n',
      at: 'FROM base',
      note: 'the USER of another stage does not count',
    },
    { dockerfile: 'FROM scratch\nCOPY app /app\nENTRYPOINT ["/app"]\n', at: 'FROM scratch' },
    { dockerfile: 'FROM corp/base:1\n', at: 'FROM corp/base:1', options: { 'root-images': ['corp/*'] } },
  ],
  good: [
    { dockerfile: 'FROM python:3.12\nUSER 10001\n' },
    {
      dockerfile: 'FROM gcr.io/distroless/static:nonroot\nCOPY app /app\n',
      note: 'not evaluated: the base image decides',
    },
    { dockerfile: 'FROM python:3.12 AS base\nUSER app\nFROM base\n' },
    { dockerfile: 'FROM scratch\nCOPY --from=build /dist /\n', note: 'files to export, nothing runs' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n' },
  ],
  badImages: [
    { image: { config: { Cmd: ['app'] } }, at: '' },
    { image: { config: { User: '', Entrypoint: ['/app'] } }, at: '' },
  ],
  goodImages: [
    { image: { config: { User: '1000', Cmd: ['app'] } } },
    { image: { config: { User: 'root', Cmd: ['app'] } }, note: 'that is root-user' },
    { image: { config: {} }, note: 'nothing runs' },
  ],
  options: {
    'root-images': strings('More images that are known to run as root, without tag; `*` stands for any text.'),
  },
  *config({ config, options }) {
    if (config.os === 'windows') return yield { notApplicable: 'Windows has no root' };
    if (config.user.at !== undefined) return;
    const help = 'create a user and end with USER and its number';
    // Of a built image the whole configuration is known, whatever it was made from.
    if (config.base.kind === 'scratch' || (config.base.kind === 'unknown' && config.user.unknown === undefined)) {
      if (config.entrypoint.value === undefined && config.cmd.value === undefined)
        return yield { notApplicable: 'nothing runs in this image' };
      yield { at: config.whole, message: 'no USER is set, so the program runs as root', help };
      return;
    }
    if (config.base.kind === 'unknown') return yield { notEvaluated: config.base.why };
    if (config.user.unknown === undefined) return;
    const parsed = parseImageReference(config.base.reference);
    const name = config.base.reference.replace(/@.*$/, '').replace(/:[^/]*$/, '');
    if (options['root-images'].some(pattern => fits(pattern, name)) || runsAsRoot(parsed))
      yield { at: config.whole, message: `no USER is set, and ${name} runs as root`, help };
    else yield { notEvaluated: config.user.unknown };
  },
});
