import { defineRule, hit, strings } from '../../src/rule.js';

export default defineRule({
  id: 'shellcheck-comment',
  aliases: ['shellcheck', 'tally/shellcheck', 'shellcheck/ShellCheck', 'tally/shellcheck/ShellCheck'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'ShellCheck, where it is installed and asked for, finds something in a script.',
  why: `[ShellCheck](https://www.shellcheck.net) knows far more about shell scripts than a linter of Dockerfiles should. With \`--shellcheck\` the program of that name on the PATH reads the scripts of
RUN, CMD, ENTRYPOINT and HEALTHCHECK: in the dialect of the SHELL in force or of a heredoc's \`#!\`, with the variables that ENV and ARG set made known to it, and its comments are told at their place in the Dockerfile. Without the option nothing is run.

A comment keeps its code (SC2046), which can be allowed in the file (\`# hadolint ignore=SC2046\`, \`# plimsoll allow SC2046\`) or left out everywhere with the option \`disable\`. Codes that a rule of Plimsoll's answers for are told by that rule alone. ShellCheck's levels error,
warning and info are kept, style is info.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN make && \\\n    echo $(ls *.txt)\n',
      shellcheck: [
        { code: 2046, level: 'warning', message: 'Quote this.', line: 1, column: 18, endLine: 1, endColumn: 29 },
      ],
      at: '$(ls *.txt)',
    },
  ],
  good: [{ dockerfile: 'FROM debian:12\nRUN for f in $(ls *.txt); do rm $f; done\n', note: 'nobody asked ShellCheck' }],
  options: {
    disable: strings("Codes of ShellCheck's that are not told, as `SC2046`."),
  },
  *dockerfile(subject) {
    if (subject.shellcheck === undefined) {
      yield { notApplicable: 'ShellCheck was not asked for' };
      return;
    }
    for (const instruction of subject.instructions('run', 'cmd', 'entrypoint', 'healthcheck'))
      for (const script of subject.scripts(instruction))
        for (const { code, message, severity, span } of subject.shellcheck(script)) {
          if (subject.options.disable.includes(code)) continue;
          const text = message.replace(/\.$/, '');
          yield hit(span, `${code}: ${text}`, { severity, code, help: `see https://www.shellcheck.net/wiki/${code}` });
        }
  },
});
