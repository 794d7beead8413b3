import { defineRule, hit, type Instruction } from '../../src/rule.js';

export default defineRule({
  id: 'invalid-json-form',
  aliases: ['tally/invalid-json-form', 'JSON_IN_SINGLE_QUOTES', 'SHELL_JSON_FORM'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Arguments look like a JSON array but are none, so they are taken for a shell command or a list of words.',
  why: `Only a valid JSON array with double quotes is exec form. \`CMD ['app']\` is silently given to a shell, which looks for a program called \`[app]\`; \`COPY ["a b",]\` copies
files called \`["a\` and so on. SHELL refuses it outright. Single quotes, a comma after the last item, a missing comma, typographic quotes from a word processor and
backslashes in Windows paths (\`\\\\\` in JSON) are the usual causes.

A shell test such as \`RUN [ -f x ] && …\` and patterns such as \`COPY [a-z]*.txt /x/\` are no arrays and are left alone.`,
  bad: [
    { dockerfile: "FROM debian:12\nCMD ['nginx', '-g']\n", at: "['nginx', '-g']" },
    { dockerfile: 'FROM debian:12\nENTRYPOINT ["nginx",]\n', at: '["nginx",]' },
    { dockerfile: 'FROM debian:12\nSHELL [/bin/bash, -c]\n', at: '[/bin/bash, -c]' },
    {
      dockerfile: "FROM debian:12\nHEALTHCHECK CMD ['true']\nONBUILD COPY ['a', 'b']\n",
      at: ["['true']", "['a', 'b']"],
    },
    { dockerfile: 'FROM debian:12\nCMD ["nginx" "-g"]\n', at: '["nginx" "-g"]' },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN [ -f /x ] && make\nRUN [[ -f /x ]] || make\nCOPY [a-z]*.txt /x/\nCMD ["nginx"]\n',
    },
    { dockerfile: 'FROM debian:12\nRUN [ "$A" = "b" ] && echo [x]\n' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions()) {
      const text = argumentsOf(instruction);
      if (instruction.notJson === undefined || text === undefined || !meansArray(instruction, text.text)) continue;
      if (
        subject.file.problems.some(
          ({ kind, span }) => kind === 'not-string-array' && span.start === instruction.notJson?.span.start,
        )
      )
        continue;
      const keyword = instruction.keyword.text.toUpperCase();
      const effect =
        instruction.kind === 'shell'
          ? 'the builder refuses it'
          : instruction.kind === 'copy' || instruction.kind === 'add' || instruction.kind === 'volume'
            ? 'the builder takes it for plain words'
            : 'a shell gets it instead';
      yield hit(text.span, `this is not a JSON array (${instruction.notJson.why}), so ${effect}`, {
        help: `write ${keyword} ["…", "…"] with double quotes around every item`,
      });
    }
  },
});

const argumentsOf = (instruction: Instruction) =>
  instruction.kind === 'healthcheck' ? instruction.command : instruction.rest;

/** Was an array meant? A test command, a pattern or a text that goes on after the bracket was not. */
function meansArray(instruction: Instruction, text: string): boolean {
  if (instruction.kind === 'shell') return true;
  if (!/\]\s*$/.test(text)) return /^\[\s*"[^"]*"\s*(,\s*"[^"]*"\s*)*,?\s*$/.test(text);
  if (/^\[\[/.test(text) || /\][^\]]*[&|;]/.test(text)) return false;
  if (instruction.kind === 'run' && /^\[\s+[-!$"'\w]/.test(text) && !/,/.test(text)) return false;
  return (
    /["'\u201c\u201d\u2018\u2019,]/.test(text) ||
    instruction.kind === 'cmd' ||
    instruction.kind === 'entrypoint' ||
    instruction.kind === 'healthcheck'
  );
}
