import { defineRule, type Fix, hit, type Script, type Span } from '../../src/rule.js';

export default defineRule({
  id: 'shell-form-command',
  aliases: [
    'DL3025',
    'JSONArgsRecommended',
    'tally/buildkit/JSONArgsRecommended',
    'b86987e1-6397-4619-81d5-8807f2387c79',
    '34945ae8-730d-424c-8279-b064d9f108de',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'CMD or ENTRYPOINT is in shell form, so signals do not reach the program.',
  why: `\`CMD app\` runs \`/bin/sh -c "app"\`. The shell is process 1 and passes no signals on: \`docker stop\` waits ten seconds and then kills, and the program never gets to finish its work. An
ENTRYPOINT in shell form also ignores CMD and the arguments of \`docker run\`.

Write JSON: \`CMD ["app", "--flag"]\`. Where a shell is needed for variables or pipes, begin the text with \`exec\`, or say so with \`["sh", "-c", "exec app $X"]\`. Once a SHELL
instruction is in force the shell was chosen on purpose, and the rule is silent, as it is for a text that begins with \`exec\`, on Windows, and for an empty one.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCMD nginx -g "daemon off;"\n',
      at: 'nginx -g "daemon off;"',
      fixed: 'FROM debian:12\nCMD ["nginx", "-g", "daemon off;"]\n',
    },
    {
      dockerfile: 'FROM debian:12\nENTRYPOINT app $OPTIONS\n',
      at: 'app $OPTIONS',
      note: 'a shell is needed here, so nothing is mended by itself',
    },
    {
      dockerfile: 'FROM debian:12\nENTRYPOINT cd /x && exec app\nONBUILD CMD app \\\n  --port 80\n',
      at: ['cd /x && exec app', 'app \\\n  --port 80'],
      note: 'what comes before exec is waited for, but the shell stays until then',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nCMD ["nginx"]\nENTRYPOINT []\n' },
    { dockerfile: 'FROM debian:12\nENTRYPOINT exec app $OPTIONS\n' },
    {
      dockerfile: 'FROM debian:12 AS a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM a\nCMD app | tee /log\n',
      note: 'the shell was chosen',
    },
    { dockerfile: 'FROM debian:12\nHEALTHCHECK CMD curl -f localhost || exit 1\nRUN make\n' },
    { dockerfile: "FROM debian:12\nCMD ['nginx']\n", note: 'a broken array is told by another rule' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCMD app.exe\n' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('cmd', 'entrypoint')) {
      const stage = instruction.stage === undefined ? undefined : subject.file.stages[instruction.stage];
      if (
        instruction.json !== undefined ||
        instruction.notJson !== undefined ||
        instruction.rest.length === 0 ||
        stage === undefined ||
        stage.os === 'windows'
      )
        continue;
      if (subject.stateBefore(instruction).shell.at !== undefined) continue;
      const [script] = subject.scripts(instruction);
      if (script?.commands[0]?.name === 'exec' || script?.commands[0]?.wrappers[0]?.name === 'exec') continue;
      const keyword = instruction.keyword.text.toUpperCase();
      const fix = asJson(script, instruction.rest.span);
      yield hit(
        instruction.rest.span,
        `a shell runs this ${keyword} and keeps signals such as that of docker stop to itself`,
        {
          help:
            fix === undefined
              ? `begin it with exec, or write ${keyword} ["program", "argument"]`
              : `write ${keyword} in JSON form`,
          ...(fix === undefined ? {} : { fix }),
        },
      );
    }
  },
});

/** One plain command without anything a shell would do can be written as an array. */
function asJson(script: Script | undefined, span: Span): Fix | undefined {
  const [command, more] = script?.commands ?? [];
  if (script === undefined || command?.program === undefined || more !== undefined || script.errors.length > 0)
    return undefined;
  if (
    command.redirects.length > 0 ||
    command.assignments.length > 0 ||
    command.after !== undefined ||
    Object.values(command.inside).some(Boolean)
  )
    return undefined;
  const words = [command.program, ...command.args];
  if (!words.every(word => word.literal && word.value !== undefined && !word.text.startsWith('~'))) return undefined;
  return {
    title: 'Write it in JSON form',
    safety: 'review',
    edits: [{ span, text: `[${words.map(word => JSON.stringify(word.value)).join(', ')}]` }],
  };
}
