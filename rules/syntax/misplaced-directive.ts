import { defineRule, hit, nearest } from '../../src/rule.js';

const NAMES = ['syntax', 'escape', 'check'];
const OPTIONS = ['skip', 'error', 'experimental'];

export default defineRule({
  id: 'misplaced-directive',
  aliases: ['DUPLICATED_ESCAPE_DIRECTIVE', 'INVALID_ESCAPE_DIRECTIVE'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A parser directive stands where it has no effect, stands twice, or has a value that means nothing.',
  why: `\`# syntax=\`, \`# escape=\` and \`# check=\` count only at the very top of the file: after any other comment, an empty line or an instruction they are plain
comments, and nobody is told. A second directive of the same name, an \`escape\` other than backslash and backtick, and an unknown option of \`check\` are refused by the builder.

\`# check=skip=…\` directly above an instruction is something else: it skips checks for that instruction.`,
  bad: [
    { dockerfile: '# My image\n# syntax=docker/dockerfile:1\nFROM debian:12\n', at: '# syntax=docker/dockerfile:1' },
    { dockerfile: 'FROM debian:12\n# escape=`\nRUN x\n', at: '# escape=`' },
    { dockerfile: '# escape=`\n# escape=\\\nFROM debian:12\n', at: '# escape=\\' },
    { dockerfile: '# escape=/\nFROM debian:12\n', at: '/' },
    { dockerfile: '# check=skp=all\nFROM debian:12\n', at: 'skp=all' },
  ],
  good: [
    { dockerfile: '# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=all;error=true\n\nFROM debian:12\n' },
    {
      dockerfile:
        'FROM debian:12\n# check=skip=JSONArgsRecommended because of signals\nCMD x\n# the syntax = sign is explained below\nUSER x\n',
    },
  ],
  *dockerfile({ file }) {
    for (const problem of file.problems) {
      if (problem.kind === 'directive-duplicate' || problem.kind === 'directive-invalid')
        yield hit(problem.span, problem.message, { severity: 'error' });
    }
    for (const directive of file.directives) {
      if (directive.name !== 'check') continue;
      for (const part of directive.value.split(';')) {
        const [name = ''] = part.split('=');
        if (OPTIONS.includes(name.trim().toLowerCase())) continue;
        const meant = nearest(name.trim(), OPTIONS);
        yield hit(
          directive.valueSpan,
          `check has no option ${name.trim()}${meant === undefined ? '' : `, ${meant} is one`}: the builder refuses it`,
          { severity: 'error' },
        );
      }
    }
    for (const comment of file.comments) {
      const match = /^(syntax|escape)\s*=\s*(\S+)$/i.exec(comment.text);
      if (match === null || !NAMES.includes((match[1] as string).toLowerCase()) || !isDirectiveValue(match)) continue;
      if (file.problems.some(problem => problem.span.start === comment.span.start)) continue;
      yield hit(
        comment.span,
        `this ${(match[1] as string).toLowerCase()} directive has no effect here, only at the very top of the file`,
        {
          help: 'move it to the first lines, before any other comment, empty line or instruction',
        },
      );
    }
  },
});

/** Prose such as `# escape = newline` is no directive. */
function isDirectiveValue([, name = '', value = '']: RegExpExecArray): boolean {
  return name.toLowerCase() === 'escape' ? value === '\\' || value === '`' : /^[\w.-]+(:\d+)?\/[\w./:@-]+$/.test(value);
}
