import { defineRule, replacing } from '../../src/rule.js';
import { readSignal } from '../_share/signals.js';

export default defineRule({
  id: 'ungraceful-stop-signal',
  aliases: ['tally/no-ungraceful-stopsignal'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'STOPSIGNAL is one that no program can react to.',
  why: `\`docker stop\` and orchestrators send this signal and wait, so that the program can finish requests and write its files. Nothing can catch SIGKILL: connections are cut and data that is
not on disk is lost each time. SIGSTOP merely freezes the container until it is killed after the grace period.

Leave STOPSIGNAL out (that is SIGTERM), or name the signal that the program takes as a request to finish, such as SIGINT or SIGQUIT.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGKILL\n',
      at: 'SIGKILL',
      fixed: 'FROM debian:12\nSTOPSIGNAL SIGTERM\n',
    },
    { dockerfile: 'FROM debian:12\nARG S=9\nSTOPSIGNAL $S\n', at: '$S' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL stop\n', at: 'stop', fixed: 'FROM debian:12\nSTOPSIGNAL SIGTERM\n' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL 19\nSTOPSIGNAL sigquit\n', note: 'the last one counts' },
    { dockerfile: 'FROM debian:12\nARG S\nSTOPSIGNAL $S\n' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGRTMIN+3\n' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGTREM\n', note: 'another rule tells that it does not exist' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nSTOPSIGNAL 9\n' },
  ],
  badImages: [{ image: { config: { StopSignal: '19' } }, at: '/config/StopSignal' }],
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
    const name = readSignal(value);
    if (name !== 'KILL' && name !== 'STOP') return;
    yield {
      at,
      message:
        name === 'KILL'
          ? 'the program is killed at once when the container stops, and cannot finish its work'
          : 'the program is frozen when the container stops, then killed, and cannot finish its work',
      help: 'leave STOPSIGNAL out, or name a signal that the program handles, such as SIGTERM',
      ...(at.in === 'dockerfile' && !/^\d/.test(value) && value.length === at.span.end - at.span.start
        ? { fix: replacing(at.span, 'SIGTERM', 'Stop with SIGTERM', 'review') }
        : {}),
    };
  },
});
