import { defineRule, nearest } from '../../src/rule.js';
import { readSignal, SIGNAL_NAMES } from '../_share/signals.js';

export default defineRule({
  id: 'invalid-stop-signal',
  aliases: ['INVALID_SIGNAL'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'STOPSIGNAL names a signal that does not exist.',
  why: `The builder refuses a name that it does not know. A number without a signal behind it passes, and \`docker stop\` then fails to send it: the container is killed after the grace period and
never finishes its work.

Names count in any letter case, with or without SIG. Linux has the signals 1 to 64; those for real time are written \`SIGRTMIN+3\` or \`SIGRTMAX-1\`. A variable is judged by its value where the file
says what that is.`,
  bad: [
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGTREM\n', at: 'SIGTREM' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL 0\n', at: '0' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGRTMIN+16\nSTOPSIGNAL TERM\n', at: 'SIGRTMIN+16' },
    { dockerfile: 'FROM debian:12 AS a\nENV S=99\nSTOPSIGNAL ${S}\nFROM debian:12\n', at: '${S}' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL sigquit\nSTOPSIGNAL 64\nSTOPSIGNAL "RTMAX-14"\nSTOPSIGNAL SIGKILL\n' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIG\\\nTERM\n', note: 'over two lines' },
    { dockerfile: 'FROM debian:12\nARG S\nSTOPSIGNAL $S\n', note: 'nobody knows' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nSTOPSIGNAL x\n' },
  ],
  badImages: [{ image: { config: { StopSignal: 'SIGFOO' } }, at: '/config/StopSignal' }],
  goodImages: [{ image: { config: { StopSignal: '37' } } }],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('stopsignal')) {
      const stage = instruction.stage === undefined ? undefined : subject.file.stages[instruction.stage];
      if (stage === undefined || stage.os === 'windows' || instruction.rest.length === 0) continue;
      const { value, unknown } = subject.stateBefore(instruction).expand(instruction.rest);
      if (unknown !== undefined) yield { notEvaluated: unknown };
      if (value === undefined || value === '' || readSignal(value) !== undefined) continue;
      yield { at: { in: 'dockerfile', span: instruction.rest.span }, ...said(value) };
    }
  },
  *config({ config: { stopSignal, os, whole } }) {
    // A Dockerfile's are judged above, those of all stages: the builder refuses each of them.
    if (whole.in === 'dockerfile' || os === 'windows') return;
    const { value, at } = stopSignal;
    if (value === undefined || value === '' || at === undefined || readSignal(value) !== undefined) return;
    yield { at, ...said(value) };
  },
});

function said(value: string): { readonly message: string; readonly help: string } {
  const meant = nearest(value.trim().toUpperCase().replace(/^SIG/, ''), [...SIGNAL_NAMES]);
  return {
    message: `there is no signal ${value}`,
    help: meant === undefined ? 'name a signal of Linux, such as SIGTERM' : `write SIG${meant}`,
  };
}
