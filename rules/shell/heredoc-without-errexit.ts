import { defineRule, type Fix, type Heredoc, hit, type Script } from '../../src/rule.js';
import { heredocOf, unnoticed } from '../_share/errexit.js';

export default defineRule({
  id: 'heredoc-without-errexit',
  aliases: [],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A heredoc with several commands goes on when one of them fails.',
  why: `The builder hands the body of \`RUN <<EOF\` to the shell as a script, and only the status of its last command decides whether the step has failed. A download that breaks, a compiler that stops: the build goes on and
ships what is there.

Begin the body with \`set -e\` (\`set -eu\` is better still), with a line \`#!/bin/bash -e\`, or set \`SHELL ["/bin/sh", "-ec"]\`. A body whose commands end in \`|| exit\` or are joined by \`&&\` needs none of it; neither does a
heredoc that is the input of a program.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN <<EOF\napt-get update\napt-get install -y curl\nEOF\n',
      at: 'apt-get update',
      fixed: 'FROM debian:12\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nEOF\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN <<-EOF\n\t#!/bin/bash\n\techo 1\n\tmake; X=$(date)\n\tmake install\n\tEOF\n',
      at: 'make',
      fixed:
        'FROM debian:12\nRUN <<-EOF\n\t#!/bin/bash\n\tset -e\n\techo 1\n\tmake; X=$(date)\n\tmake install\n\tEOF\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN bash -x <<EOF\ncurl -O https://example.com/x\n\nrm -f y || true\nsha256sum x\nEOF\n',
      at: 'curl -O https://example.com/x',
      fixed:
        'FROM debian:12\nRUN bash -x <<EOF\nset -e\ncurl -O https://example.com/x\n\nrm -f y || true\nsha256sum x\nEOF\n',
    },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nif true; then x; fi\ncd /x && make\nset -e\nmake\nEOF\n', at: 'make' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nset -eux\napt-get update\nmake\nEOF\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\n#!/bin/bash -e\nmake\nmake install\nEOF\n' },
    {
      dockerfile: 'FROM debian:12\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN <<EOF\nmake\nmake install\nEOF\n',
    },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nmake || exit 1\nmake x &&\nmake install\nEOF\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nX=1\nexport Y=$X\necho $Y\nmake\nEOF\n', note: 'these do not fail' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF python3\nimport x\nimport y\nEOF\nRUN cat <<EOF > /x\na\nb\nEOF\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\n#!/usr/bin/env python3\nimport x\nimport y\nEOF\n' },
    { dockerfile: 'FROM debian:12\nRUN bash -e <<EOF\nmake\nmake install\nEOF\nRUN make; make install\n' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN <<EOF\na\nb\nEOF\n' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run')) {
      if (instruction.heredocs.length === 0) continue;
      for (const script of subject.scripts(instruction)) {
        const command = unnoticed(script);
        const heredoc = heredocOf(script);
        if (command === undefined || heredoc === undefined) continue;
        yield hit(command.span, 'this heredoc goes on when a command fails, and the build succeeds', {
          help: 'begin the heredoc with set -e',
          fix: begun(script, heredoc),
        });
      }
    }
  },
});

/** Puts `set -e` in front of the first command. To be looked at where the script seems to count on failures. */
function begun(script: Script, { content, contentSpan }: Heredoc): Fix {
  const shebang = /^\t*#![^\n]*\n/.exec(content)?.[0] ?? '';
  const indent = /^[ \t]*/.exec(content.slice(shebang.length))?.[0] ?? '';
  const start = contentSpan.start + shebang.length;
  const counts = /\$\?|\|\|/.test(script.text.text.replace(/\|\|\s*(?:true|:|exit)\b/g, ''));
  return {
    title: 'Begin with set -e',
    safety: counts ? 'review' : 'safe',
    edits: [{ span: { start, end: start }, text: `${indent}set -e\n` }],
  };
}
