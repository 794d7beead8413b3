import { defineRule } from '../../src/rule.js';
import { judgeStopSignal } from '../_share/stop-signals.js';

export default defineRule({
  id: 'nginx-stop-signal',
  aliases: ['tally/prefer-nginx-sigquit'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'STOPSIGNAL is not SIGQUIT for nginx, which cuts its connections then.',
  why: `nginx takes SIGTERM for "stop at once" and drops the requests it is serving; SIGQUIT lets it finish them. Docker's own nginx image says \`STOPSIGNAL SIGQUIT\` for that reason, and an image that
installs nginx by itself has to say so too.

The rule looks at what the container starts, in JSON form: \`nginx\` or \`openresty\`. A shell or a script in front, or a base image that may set the signal, leaves it silent.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCMD ["nginx", "-g", "daemon off;"]\n',
      at: 'CMD ["nginx", "-g", "daemon off;"]',
      fixed: 'FROM debian:12\nSTOPSIGNAL SIGQUIT\nCMD ["nginx", "-g", "daemon off;"]\n',
    },
    {
      dockerfile: 'FROM nginx:1.27\nSTOPSIGNAL SIGTERM\nCMD ["/usr/sbin/nginx"]\n',
      at: 'SIGTERM',
      fixed: 'FROM nginx:1.27\nSTOPSIGNAL SIGQUIT\nCMD ["/usr/sbin/nginx"]\n',
    },
    { dockerfile: 'FROM alpine:3.20 AS base\nSTOPSIGNAL 15\nFROM base\nENTRYPOINT ["openresty"]\n', at: '15' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL 3\nCMD ["nginx"]\n' },
    { dockerfile: 'FROM nginx:1.27\nCMD ["nginx", "-g", "daemon off;"]\n', note: 'the base image says SIGQUIT' },
    { dockerfile: 'FROM acme/web\nCMD ["nginx"]\n', note: 'the base image decides' },
    { dockerfile: 'FROM debian:12\nCMD nginx -g "daemon off;"\n', note: 'a shell is process 1' },
    { dockerfile: 'FROM debian:12\nCMD ["nginx-debug"]\nENTRYPOINT ["/entrypoint.sh"]\n' },
    { dockerfile: 'FROM debian:12\nARG S\nSTOPSIGNAL $S\nCMD ["nginx"]\n' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD ["nginx"]\n' },
    { dockerfile: 'FROM debian:12\nENTRYPOINT ["nginx"]\nCMD ["-t"]\nCMD ["-v"]\nSTOPSIGNAL SIGQUIT\n' },
  ],
  badImages: [
    {
      image: { config: { Entrypoint: ['nginx', '-g', 'daemon off;'] }, layers: [{ x: '' }] },
      at: '/config/Entrypoint',
    },
    { image: { config: { Cmd: ['nginx'], StopSignal: 'SIGTERM' }, layers: [{ x: '' }] }, at: '/config/StopSignal' },
  ],
  goodImages: [
    { image: { config: { Cmd: ['nginx'], StopSignal: 'SIGQUIT' }, layers: [{ x: '' }] } },
    { image: { config: { Cmd: ['nginx'], Entrypoint: ['/docker-entrypoint.sh'] }, layers: [{ x: '' }] } },
  ],
  *config({ config }) {
    yield* judgeStopSignal(config, {
      starts: word => /^(?:\/\S*\/)?(?:nginx|openresty)$/.test(word),
      signal: 'QUIT',
      message: 'nginx drops the requests it is serving unless it is stopped with SIGQUIT',
      safety: 'review',
    });
  },
});
