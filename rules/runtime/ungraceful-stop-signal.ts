import { defineRule, nearest, replacing } from '../../src/rule.js';

/** Signals of Linux, without SIG; the real-time ones are numbered from RTMIN on and down from RTMAX. */
const NAMES =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'.split(
    ' ',
  );
const REAL_TIME = /^RT(?:MIN\+(?:[1-9]|1[0-5])|MAX-(?:[1-9]|1[0-4]))$/;

export default defineRule({
  id: 'ungraceful-stop-signal',
  aliases: ['tally/no-ungraceful-stopsignal', 'INVALID_SIGNAL'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'STOPSIGNAL is one that no program can react to, or that does not exist.',
  why: `\`docker stop\` and orchestrators send this signal and wait, so that the program can finish requests and write its files. Nothing can catch SIGKILL: connections are cut and data that is
not on disk is lost each time. SIGSTOP merely freezes the container until it is killed after the grace period. A name that does not exist fails the build or the container.

Leave STOPSIGNAL out (that is SIGTERM), or name the signal that the program takes as a request to finish, such as SIGINT or SIGQUIT.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGKILL\n',
      at: 'SIGKILL',
      fixed: 'FROM debian:12\nSTOPSIGNAL SIGTERM\n',
    },
    { dockerfile: 'FROM debian:12\nARG S=9\nSTOPSIGNAL $S\n', at: '$S' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL stop\n', at: 'stop', fixed: 'FROM debian:12\nSTOPSIGNAL SIGTERM\n' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGTREM\n', at: 'SIGTREM' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL 19\nSTOPSIGNAL sigquit\n', note: 'the last one counts' },
    { dockerfile: 'FROM debian:12\nARG S\nSTOPSIGNAL $S\n' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGRTMIN+3\n' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nSTOPSIGNAL 9\n' },
  ],
  badImages: [
    { image: { config: { StopSignal: '19' } }, at: '/config/StopSignal' },
    { image: { config: { StopSignal: 'SIGFOO' } }, at: '/config/StopSignal' },
  ],
  goodImages: [{ image: { config: { StopSignal: 'RTMAX-1' } } }],
  *config({ config }) {
    const { stopSignal, os } = config;
    if (os === 'windows') return yield { notApplicable: 'Windows has no signals' };
    const { value, at } = stopSignal;
    // Nothing to point at: the signal is whatever the base image says, and none of this file's business.
    if (stopSignal.unknown !== undefined && at === undefined)
      return yield { notApplicable: 'no STOPSIGNAL is set here' };
    if (stopSignal.unknown !== undefined) return yield { notEvaluated: stopSignal.unknown };
    if (value === undefined || at === undefined) return;
    const name = value.trim().toUpperCase().replace(/^SIG/, '');
    if (/^\d+$/.test(name) ? Number(name) > 0 && Number(name) < 65 : NAMES.includes(name) || REAL_TIME.test(name)) {
      const kills = name === 'KILL' || /^0*9$/.test(name);
      if (!kills && name !== 'STOP' && !/^0*19$/.test(name)) return;
      return yield {
        at,
        message: kills
          ? 'the program is killed at once when the container stops, and cannot finish its work'
          : 'the program is frozen when the container stops, then killed, and cannot finish its work',
        help: 'leave STOPSIGNAL out, or name a signal that the program handles, such as SIGTERM',
        ...(at.in === 'dockerfile' && !/^\d/.test(name) && value.length === at.span.end - at.span.start
          ? { fix: replacing(at.span, 'SIGTERM', 'Stop with SIGTERM', 'review') }
          : {}),
      };
    }
    const meant = nearest(name, NAMES);
    yield {
      at,
      severity: 'error',
      message: `there is no signal ${value}`,
      help: meant === undefined ? 'name a signal of Linux, such as SIGTERM' : `write SIG${meant}`,
    };
  },
});
