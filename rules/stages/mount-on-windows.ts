import { defineRule, hit } from '../../src/rule.js';
import { stageOf } from '../_share/copies.js';

export default defineRule({
  id: 'mount-on-windows',
  aliases: ['tally/windows/no-run-mounts'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'RUN --mount stands in a Windows stage, where it does not work.',
  why: `The builder for Windows containers makes no mounts for a RUN: cache mounts stop the step in the host's container service, and secrets and tmpfs are not supported. The build ends there.

Leave the mount out, and copy in what the step needs. A stage counts as Windows by its platform or by the name of its base image only.`,
  bad: [
    {
      dockerfile:
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN --mount=type=cache,target=C:\\cache dotnet restore\nRUN --mount=type=secret,id=t ["cmd", "/C", "x"]\n',
      at: ['--mount=type=cache,target=C:\\cache', '--mount=type=secret,id=t'],
    },
    {
      dockerfile: 'FROM --platform=windows/amd64 acme/base AS a\nFROM a\nRUN --mount=target=C:\\x dir C:\\x\n',
      at: '--mount=target=C:\\x',
      note: 'through the stage it is made FROM',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN --mount=type=cache,target=/root/.nuget dotnet restore\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir\n',
    },
    {
      dockerfile: '# escape=`\nFROM acme/base\nRUN --mount=type=cache,target=C:\\x dir\n',
      note: 'nobody knows what system that is',
    },
  ],
  *dockerfile(subject) {
    for (const run of subject.instructions('run')) {
      if (stageOf(subject, run)?.os !== 'windows') continue;
      for (const flag of run.flags) {
        if (flag.name !== 'mount') continue;
        yield hit(flag.span, 'the builder for Windows images makes no mounts, so this step fails', {
          help: 'leave the mount out, and copy in what the step needs',
        });
      }
    }
  },
});
