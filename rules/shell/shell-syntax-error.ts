import { defineRule, hit, type Script } from '../../src/rule.js';

export default defineRule({
  id: 'shell-syntax-error',
  aliases: ['SC1009', 'SC1072', 'SC1073', 'SC1089', 'SC1046', 'SC1047', 'SC1056', 'SC1058', 'SC1061', 'SC1062'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The shell cannot read a script: it stops before it runs anything.',
  why: `A quote that nothing closes, an \`if\` without \`fi\`, a \`&&\` with nothing behind it: the shell reads the whole script first, says "syntax error" and runs none of it. In a RUN the build stops there; in CMD, ENTRYPOINT or HEALTHCHECK the image
is built, and the container does not start.

A frequent cause is a continuation too few: \`&&\` at the end of a line without \`\\\` behind it. Reported is what no Bourne shell can read; what only some of them know is the matter of \`bashism-in-sh\`.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN echo "a && make\n', at: '"' },
    { dockerfile: 'FROM debian:12\nRUN make &&\nUSER app\n', at: '' },
    { dockerfile: 'FROM debian:12\nRUN if [ -f x ]; then make; done\n', at: 'd' },
    { dockerfile: 'FROM debian:12\nCMD ["sh", "-c", "for x in a b; do echo $x"]\n', at: '' },
    {
      dockerfile: 'FROM debian:12\nRUN make ;; make install\nHEALTHCHECK CMD curl localhost || (exit 1\n',
      at: [';', ''],
    },
    { dockerfile: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN f() make\n', at: 'm' },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nRUN if a; then b; fi && { c; } || (d) && case e in e) f;; esac && echo "}" \')\'\n',
    },
    { dockerfile: 'FROM debian:12\nRUN f() echo a; f\nRUN [[ a ; echo "${X:-\'}"\n', note: 'dash can read it' },
    { dockerfile: 'FROM debian:12\nSHELL ["/bin/zsh", "-c"]\nRUN if [ a ] { b }\nRUN zsh -c "for x (a b) { c }"\n' },
    { dockerfile: 'FROM mcr.microsoft.com/powershell\nSHELL ["pwsh", "-c"]\nRUN if ($a) { b }\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF python3\nif a: (\n)\nEOF\nRUN ["a", "\\"(", "&&"]\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nmake "\n', note: 'the heredoc itself is broken' },
  ],
  history: true,
  badImages: [{ image: { history: ['RUN /bin/sh -c if a; then b; # buildkit'], layers: [{ a: '' }] }, at: '' }],
  goodImages: [{ image: { history: ['RUN /bin/sh -c if a; then b; fi # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run', 'cmd', 'entrypoint', 'healthcheck')) {
      if (instruction.heredocs.some(({ terminator }) => terminator === undefined)) continue;
      for (const script of subject.scripts(instruction)) {
        if (script.unparsed !== undefined) {
          if (/^(?:sh|dash|ash|bash)$/.test(script.dialect))
            yield { notEvaluated: `the script in line ${instruction.line} was not read: ${script.unparsed}` };
          continue;
        }
        const error = script.errors.find(({ message }) => isCertain(script, message));
        if (error === undefined) continue;
        yield hit(error.span, `the shell cannot read this script: ${error.message.slice(0, 80)}`, {
          help:
            instruction.kind === 'run'
              ? 'the build stops here; close or remove what is open'
              : 'close or remove what is open',
        });
      }
    }
  },
});

/** Would every shell that may read the script refuse it? The parser's grammar is that of bash. */
function isCertain({ dialect, text, commands }: Script, message: string): boolean {
  if (/depth exceeded/.test(message)) return false;
  // What stands behind their -c is read by rules of their own.
  if (commands.some(({ name }) => name !== undefined && /^(?:zsh|[mo]?ksh|ksh93|fish)$/.test(name))) return false;
  if (dialect === 'bash') return true;
  // dash takes a simple command for a function's body, [[ for a command like any other, and a quote within "${…}" for itself.
  if (message.includes('function body') || text.text.includes('[[')) return false;
  return !(message.includes('quote') && /\$\{[^}\n]*'/.test(text.text));
}
