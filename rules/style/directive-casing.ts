import { defineRule, hit, replacing } from '../../src/rule.js';

export default defineRule({
  id: 'directive-casing',
  aliases: ['CASING_DIRECTIVE'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The name of a parser directive is not written in small letters.',
  why: `Docker reads directives in any letter case, and writes them small itself. Other tools, editors and scripts that look for \`# syntax=\` or \`# escape=\` often compare letter for letter and then read the file with the
wrong escape character.`,
  bad: [
    {
      dockerfile: '# Syntax=docker/dockerfile:1\n# ESCAPE=`\nFROM debian:12\n',
      at: ['Syntax', 'ESCAPE'],
      fixed: '# syntax=docker/dockerfile:1\n# escape=`\nFROM debian:12\n',
    },
    { dockerfile: '#esCAPe = `\nFROM debian:12\n', at: 'esCAPe', fixed: '#escape = `\nFROM debian:12\n' },
  ],
  good: [
    { dockerfile: '# syntax=docker/dockerfile:1\n# check=error=true\nFROM debian:12\n' },
    { dockerfile: 'FROM debian:12\n# ESCAPE=`\n', note: 'a comment, no directive' },
  ],
  *dockerfile({ file }) {
    for (const { name, span } of file.directives) {
      const written = /[a-z]+/i.exec(file.text.slice(span.start, span.end));
      if (written === null || written[0] === name) continue;
      const start = span.start + written.index;
      const at = { start, end: start + name.length };
      yield hit(at, `the directive ${written[0]} is not written in small letters`, {
        help: `write ${name}`,
        fix: replacing(at, name, `Write ${name}`),
      });
    }
  },
});
