import { defineRule } from '../../src/rule.js';
import { judgeStopSignal } from '../_share/stop-signals.js';

const SYSTEMD = /^(?:(?:\/usr)?\/lib\/systemd\/systemd|(?:\/usr)?\/s?bin\/systemd|systemd)$/;
const INIT = /^(?:\/usr)?\/s?bin\/init$/;

export default defineRule({
  id: 'systemd-stop-signal',
  aliases: ['tally/prefer-systemd-sigrtmin-plus-3'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'STOPSIGNAL is not SIGRTMIN+3 for systemd, which does not shut down then.',
  why: `As process 1 systemd takes SIGTERM for a request to start itself anew: the services go on, and after ten seconds \`docker stop\` kills them all. SIGRTMIN+3 is what makes it stop the services in
order and end.

The rule looks at what the container starts, in JSON form: \`systemd\`, or \`/sbin/init\` where the base image has systemd and not the one of BusyBox.`,
  bad: [
    {
      dockerfile: 'FROM fedora:40\nSTOPSIGNAL SIGTERM\nENTRYPOINT ["/lib/systemd/systemd"]\n',
      at: 'SIGTERM',
      fixed: 'FROM fedora:40\nSTOPSIGNAL SIGRTMIN+3\nENTRYPOINT ["/lib/systemd/systemd"]\n',
    },
    {
      dockerfile: 'FROM fedora:40\nCMD ["echo"]\nCMD ["/sbin/init"]\n',
      at: 'CMD ["/sbin/init"]',
      fixed: 'FROM fedora:40\nCMD ["echo"]\nSTOPSIGNAL SIGRTMIN+3\nCMD ["/sbin/init"]\n',
    },
    { dockerfile: 'FROM debian:12\nENTRYPOINT ["systemd", "--system"]\n', at: 'ENTRYPOINT ["systemd", "--system"]' },
  ],
  good: [
    { dockerfile: 'FROM fedora:40\nSTOPSIGNAL RTMIN+3\nENTRYPOINT ["/sbin/init"]\n' },
    { dockerfile: 'FROM fedora:40\nSTOPSIGNAL 37\nENTRYPOINT ["/sbin/init"]\n', note: 'the same as a number' },
    { dockerfile: 'FROM alpine:3.20\nCMD ["/sbin/init"]\n', note: 'the init of BusyBox' },
    {
      dockerfile: 'FROM registry.access.redhat.com/ubi9/ubi-init\nCMD ["/sbin/init"]\n',
      note: 'the base image decides',
    },
    { dockerfile: 'FROM debian:12\nENTRYPOINT ["/usr/bin/dumb-init", "--"]\nCMD ["tini"]\n' },
    { dockerfile: 'FROM debian:12\nCMD /sbin/init\n', note: 'shell form' },
  ],
  badImages: [{ image: { config: { Cmd: ['/usr/lib/systemd/systemd'] }, layers: [{ x: '' }] }, at: '/config/Cmd' }],
  goodImages: [
    {
      image: { config: { Cmd: ['/sbin/init'] }, layers: [{ x: '' }] },
      note: 'which init that is nobody knows from here',
    },
    { image: { config: { Cmd: ['/usr/lib/systemd/systemd'], StopSignal: 'SIGRTMIN+3' }, layers: [{ x: '' }] } },
  ],
  *config({ config }) {
    const { base } = config;
    const mayBeSystemd = base.kind === 'image' && !/alpine|busybox/i.test(base.reference);
    yield* judgeStopSignal(config, {
      starts: word => SYSTEMD.test(word) || (INIT.test(word) && mayBeSystemd),
      signal: 'RTMIN+3',
      message: 'systemd does not shut down unless it is stopped with SIGRTMIN+3',
      safety: 'safe',
    });
  },
});
