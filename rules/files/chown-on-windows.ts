import { defineRule, hit } from '../../src/rule.js';
import { stageOf, withoutFlag } from '../_share/copies.js';

export default defineRule({
  id: 'chown-on-windows',
  aliases: ['tally/windows/no-chown-flag'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY or ADD sets an owner or a mode in a Windows stage, which does nothing.',
  why: `Windows has no numeric owners and no permission bits. The Dockerfile reference gives \`--chown\` and \`--chmod\` to Linux images only; the classic builder drops them without a word, and BuildKit does so with modes
and numbers, while of account names its Windows worker makes something only lately. Who wrote them believes that the program may write its files, or that others may not.

Leave the flag out. Where rights matter, set them with \`icacls\` in a RUN: \`RUN icacls C:\\app /grant "ContainerUser:(OI)(CI)M"\`. The fix is \`safe\` for numbers and modes, and to be reviewed for names.`,
  bad: [
    {
      dockerfile:
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY --chown=ContainerUser src/ C:/app/\nADD --chown=1000:1000 --keep-git-dir=true a C:/b/\n',
      at: ['--chown=ContainerUser', '--chown=1000:1000'],
      fixed: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY src/ C:/app/\nADD --keep-git-dir=true a C:/b/\n',
    },
    {
      dockerfile:
        'FROM --platform=windows/amd64 acme/base AS a\nFROM a\nCOPY --chmod=755 --from=0 x.exe C:/x/\nFROM debian:12\nCOPY --chown=1 a /b\n',
      at: '--chmod=755',
      fixed:
        'FROM --platform=windows/amd64 acme/base AS a\nFROM a\nCOPY --from=0 x.exe C:/x/\nFROM debian:12\nCOPY --chown=1 a /b\n',
      note: 'through the stage it is made FROM',
    },
  ],
  good: [
    { dockerfile: 'FROM alpine:3.20\nCOPY --chown=app:app --chmod=755 src/ /app/\n' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY src/ C:/app/\nCOPY --from=x a C:/b\n' },
    { dockerfile: 'FROM acme/base\nCOPY --chown=ContainerUser a /b\n', note: 'nobody knows what system that is' },
  ],
  *dockerfile(subject) {
    for (const copy of subject.instructions('copy', 'add')) {
      if (stageOf(subject, copy)?.os !== 'windows') continue;
      for (const flag of copy.flags) {
        if (flag.name !== 'chown' && flag.name !== 'chmod') continue;
        yield hit(
          flag.span,
          `--${flag.name} is for Linux images, and nothing that a Windows image can be relied on to keep`,
          {
            help: `leave --${flag.name} out, and set rights with icacls where they matter`,
            fix: {
              title: `Remove --${flag.name}`,
              safety: /^\d+(?::\d+)?$/.test(flag.value ?? '') ? 'safe' : 'review',
              edits: [withoutFlag(subject.file.text, flag)],
            },
          },
        );
      }
    }
  },
});
