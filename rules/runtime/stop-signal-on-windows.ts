import { defineRule, hit } from '../../src/rule.js';
import { withoutLines } from '../_share/line-edits.js';

export default defineRule({
  id: 'stop-signal-on-windows',
  aliases: ['tally/windows/no-stopsignal'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'STOPSIGNAL is set in a Windows stage, where it does nothing.',
  why: `Windows has no signals: a container is stopped by a shutdown event, whatever STOPSIGNAL says. The line promises a way to stop that is not there. Delete it, and let the program react to the
shutdown event (CTRL_SHUTDOWN_EVENT).`,
  bad: [
    {
      dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSTOPSIGNAL SIGTERM\nCMD ["app.exe"]\n',
      at: 'STOPSIGNAL',
      fixed: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD ["app.exe"]\n',
    },
    {
      dockerfile: 'FROM --platform=windows/amd64 acme/app AS a\nFROM a\nSTOPSIGNAL SIGKILL\n',
      at: 'STOPSIGNAL',
    },
  ],
  good: [
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022 AS a\nFROM debian:12\nSTOPSIGNAL SIGINT\n' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('stopsignal')) {
      const stage = instruction.stage === undefined ? undefined : subject.file.stages[instruction.stage];
      if (stage?.os !== 'windows') continue;
      yield hit(instruction.keyword.span, 'STOPSIGNAL does nothing on Windows, which has no signals', {
        help: 'delete it',
        ...(instruction.onbuild === undefined
          ? {
              fix: {
                title: 'Delete it',
                safety: 'safe' as const,
                edits: [withoutLines(subject.file.text, instruction.span)],
              },
            }
          : {}),
      });
    }
  },
});
