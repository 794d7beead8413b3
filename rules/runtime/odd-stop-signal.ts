import { defineRule, hit, replacing } from '../../src/rule.js';
import { readSignal } from '../_share/signals.js';

export default defineRule({
  id: 'odd-stop-signal',
  aliases: ['tally/prefer-canonical-stopsignal'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'STOPSIGNAL is not written by the usual name of the signal.',
  why: `Docker takes \`15\`, \`term\` and \`"SIGTERM"\` for the same. Few people know signals by number, and some numbers mean another signal on another processor; who looks for SIGTERM in a
repository finds only what is spelled so. Numbers of real-time signals have no one name and are left alone, and so is SIGKILL in any spelling: it is wrong, not oddly written.`,
  bad: [
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL 15\n', at: '15', fixed: 'FROM debian:12\nSTOPSIGNAL SIGTERM\n' },
    {
      dockerfile: 'FROM debian:12 AS a\nSTOPSIGNAL "SIGINT"\nFROM debian:12\nSTOPSIGNAL SigQuit\n',
      at: ['"SIGINT"', 'SigQuit'],
      fixed: 'FROM debian:12 AS a\nSTOPSIGNAL SIGINT\nFROM debian:12\nSTOPSIGNAL SIGQUIT\n',
    },
    {
      dockerfile: 'FROM debian:12\nSTOPSIGNAL rtmin+3\n',
      at: 'rtmin+3',
      fixed: 'FROM debian:12\nSTOPSIGNAL SIGRTMIN+3\n',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL SIGTERM\nSTOPSIGNAL $S\nSTOPSIGNAL SIG\\\nINT\n' },
    { dockerfile: 'FROM debian:12\nSTOPSIGNAL 42\nSTOPSIGNAL 9\nSTOPSIGNAL SIGFOO\n' },
    {
      dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nSTOPSIGNAL 15\n',
      note: 'it does nothing there',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('stopsignal')) {
      const { rest, stage } = instruction;
      if (rest.text.includes('$') || stage === undefined || subject.file.stages[stage]?.os === 'windows') continue;
      const { value } = subject.stateBefore(instruction).expand(rest);
      const name = value === undefined ? undefined : readSignal(value);
      if (name === undefined || name === 'KILL' || name === 'STOP' || rest.text === `SIG${name}`) continue;
      if (/^\d+$/.test(value as string) && Number(value) > 31) continue;
      yield hit(rest.span, `the usual name of this signal is SIG${name}`, {
        help: `write SIG${name}`,
        fix: replacing(rest.span, `SIG${name}`, `Write SIG${name}`),
      });
    }
  },
});
