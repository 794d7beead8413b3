import { defineRule, hit, type Instruction } from '../../src/rule.js';

const STARTS = /^(?:powershell|pwsh)(?:\.exe)?\s(?:[^|&;"']{0,200}\s)?-c(?:ommand)?\s/i;

export default defineRule({
  id: 'repeated-powershell',
  aliases: ['tally/powershell/prefer-shell-instruction'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'Several RUN instructions of a stage start PowerShell by hand.',
  why: `Each \`RUN powershell -Command …\` goes through cmd or sh first, whose quoting comes on top of PowerShell's own, and each must say again that errors stop it.

Say it once: \`SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]\`, and write the commands alone after it.`,
  bad: [
    {
      dockerfile:
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command Get-Item x\nRUN pwsh.exe -NoProfile -Command Get-Item y\nRUN powershell -c Get-Item z\n',
      at: 'powershell -Command Get-Item x',
    },
  ],
  good: [
    { dockerfile: 'FROM mcr.microsoft.com/powershell\nRUN pwsh -Command Get-Item x\nRUN echo pwsh -Command\n' },
    {
      dockerfile:
        'FROM mcr.microsoft.com/powershell AS a\nRUN pwsh -Command a\nFROM mcr.microsoft.com/powershell\nRUN pwsh -Command a\nRUN pwsh -File x.ps1\n',
    },
    { dockerfile: 'FROM mcr.microsoft.com/powershell\nSHELL ["pwsh", "-Command"]\nRUN Get-Item x\nRUN Get-Item y\n' },
  ],
  *dockerfile(subject) {
    const byStage = new Map<number, Instruction[]>();
    for (const run of subject.instructions('run')) {
      if (run.json !== undefined || run.stage === undefined || !STARTS.test(run.rest.text)) continue;
      const known = byStage.get(run.stage);
      if (known === undefined) byStage.set(run.stage, [run]);
      else known.push(run);
    }
    for (const [first, ...others] of byStage.values())
      if (first !== undefined && others.length > 0)
        yield hit(first.rest.span, `${others.length + 1} RUN instructions start PowerShell by hand`, {
          help: 'set it with SHELL once, and write the commands alone',
          also: others.slice(0, 10).map(({ rest }) => ({ in: 'dockerfile', span: rest.span })),
        });
  },
});
