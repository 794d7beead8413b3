import { defineRule, parseImageReference, type RuntimeConfig } from '../../src/rule.js';
import { officialName } from '../_share/official-images.js';

const FUNCTIONS =
  /^(?:.*\/)?(?:functions-framework|lambda-entrypoint\.sh|aws-lambda-rie|start_nonappservice\.sh|fwatchdog)$/;

export default defineRule({
  id: 'missing-healthcheck',
  aliases: [
    'tally/ruby/healthcheck-rails-up-endpoint',
    'DL3057',
    'tally/hadolint/DL3057',
    'DS-0026',
    'AVD-DS-0026',
    'DS026',
    'no-healthcheck',
    'docker-no-healthcheck',
    'CKV_DOCKER_2',
    'b03a748a-542d-44f4-bb86-9199ab4fd2d5',
    'CIS-DI-0006',
  ],
  controls: ['CIS-4.6'],
  severity: 'info',
  confidence: 'medium',
  preset: 'all',
  summary: 'The image has no HEALTHCHECK.',
  why: `Docker and Swarm can restart a container that hangs only if they can ask it how it is. The CIS benchmark wants a HEALTHCHECK in every image.

Kubernetes ignores it and has probes of its own; jobs, command-line tools and base images need none. A check that cannot fail, put there to please a linter, is worse than none. Hence this is off unless asked for.
Functions (AWS Lambda, Azure Functions, OpenFaaS, functions-framework) are watched by their platform, and an image that starts a bare shell serves nobody: the rule is silent for both.
\`HEALTHCHECK NONE\` says that there is none on purpose. What an image below brings cannot be seen here, but Docker's official images bring none.`,
  bad: [
    { dockerfile: 'FROM nginx:1.27\nCMD ["nginx"]\n', at: 'FROM nginx:1.27' },
    {
      dockerfile: 'FROM debian:12 AS a\nHEALTHCHECK CMD true\nFROM debian:12\n',
      at: 'FROM debian:12',
      note: 'another stage has one',
    },
    { dockerfile: 'FROM scratch\nENTRYPOINT ["/app"]\n', at: 'FROM scratch' },
    { dockerfile: 'FROM debian:12\nENTRYPOINT ["bash"]\nCMD ["/serve.sh"]\n', at: 'FROM debian:12', note: 'a script' },
  ],
  good: [
    { dockerfile: 'FROM debian:12 AS base\nHEALTHCHECK CMD curl -f http://localhost/\nFROM base\n' },
    { dockerfile: 'FROM debian:12\nHEALTHCHECK NONE\n' },
    { dockerfile: 'FROM corp.example.com/base:1\n', note: 'the base image decides' },
    { dockerfile: 'FROM scratch\nCOPY x /\n', note: 'nothing runs' },
    { dockerfile: 'FROM debian:12 AS a\nFROM alpine:3.20\nCMD ["ash"]\n', note: 'a shell for people' },
    { dockerfile: 'FROM ubuntu:24.04\nENTRYPOINT ["/bin/bash", "-l"]\n' },
    { dockerfile: 'FROM python:3.12\nCMD exec functions-framework --target=f --port=$PORT\n' },
    { dockerfile: 'FROM python:3.12\nENTRYPOINT ["functions-framework"]\nCMD ["--target=f"]\n' },
  ],
  badImages: [{ image: { config: { Cmd: ['/app'] }, layers: [{ app: '' }] }, at: '' }],
  goodImages: [
    { image: { config: { Entrypoint: ['/lambda-entrypoint.sh'], Cmd: ['app.handler'] }, layers: [{ app: '' }] } },
    { image: { config: { Cmd: ['/app'], Healthcheck: { Test: ['CMD', '/app', 'check'] } }, layers: [{ app: '' }] } },
    { image: { config: { Cmd: ['/app'], Healthcheck: { Test: ['NONE'] } }, layers: [{ app: '' }] } },
  ],
  *config({ config }) {
    const { healthcheck, base } = config;
    if (
      base.kind === 'scratch' &&
      healthcheck.value === undefined &&
      config.entrypoint.value === undefined &&
      config.cmd.value === undefined
    ) {
      return yield { notApplicable: 'nothing runs in this image' };
    }
    if (
      healthcheck.unknown !== undefined &&
      (base.kind !== 'image' || officialName(parseImageReference(base.reference)) === undefined)
    )
      return yield { notEvaluated: healthcheck.unknown };
    if (healthcheck.value !== undefined) return;
    const without = needsNone(config);
    if (without !== undefined) yield { notApplicable: without };
    else
      yield {
        at: config.whole,
        message: 'no HEALTHCHECK tells Docker whether the container still works',
        help: 'add HEALTHCHECK CMD with a cheap test of the service, or HEALTHCHECK NONE',
      };
  },
});

/** Why what the container starts needs no health check; `undefined`: it may need one. */
function needsNone({ entrypoint, cmd }: RuntimeConfig): string | undefined {
  const words = [...(entrypoint.value?.words ?? []), ...(cmd.value?.words ?? [])];
  const [first = '', ...rest] = words.join(' ').trim().split(/\s+/);
  if (/^(?:.*\/)?(?:ba|da|a|z|k)?sh$/.test(first) && rest.every(word => /^(?:-[il]|--login)$/.test(word)))
    return 'the container only starts a shell';
  if ([first, ...rest].some(word => FUNCTIONS.test(word))) return 'a platform for functions runs and watches it';
  return undefined;
}
