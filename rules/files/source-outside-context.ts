import { defineRule, hit, replacing } from '../../src/rule.js';
import { isFromContext } from '../_share/copies.js';
import { cleanPath, climbsOut } from '../_share/dockerignore.js';
import { sourceKind } from '../_share/sources.js';

export default defineRule({
  id: 'source-outside-context',
  aliases: ['add_src_invalid'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY or ADD names a file above the build context.',
  why: `The builder never looks above the build context: BuildKit cuts every \`..\` off that would climb out, so \`COPY ../shared /x\` takes \`shared\` of the context if there is one, another file than was meant, and stops
otherwise. The classic builder refuses the line.

Build with the folder above as the context (\`docker build -f app/Dockerfile ..\`) and write the path from there, or name a second context: \`docker build --build-context shared=../shared .\` and
\`COPY --from=shared . /x\`. The fix writes the path as BuildKit reads it.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCOPY ../shared a/../../b.txt /x/\nADD ["./../c", "/d"]\n',
      at: ['../shared', 'a/../../b.txt', './../c'],
      fixed: 'FROM debian:12\nCOPY shared b.txt /x/\nADD ["c", "/d"]\n',
    },
    { dockerfile: 'FROM debian:12\nARG V\nCOPY ../app-$V.jar /x/\nCOPY .. /y\n', at: ['../app-$V.jar', '..'] },
    { dockerfile: 'FROM debian:12\nARG D=../lib\nCOPY $D/*.so /x/\n', at: '$D/*.so' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nCOPY a/../b ..data x..y /c/\nCOPY a /b/../../c\n', note: 'it stays inside' },
    {
      dockerfile:
        'FROM debian:12 AS a\nFROM debian:12\nCOPY --from=a ../x /y\nADD https://acme.io/../x /z\nCOPY <<EOF /w\n../x\nEOF\n',
    },
    { dockerfile: 'FROM debian:12\nARG D\nCOPY $D/../../x /y\n', note: 'nobody knows how deep that is' },
  ],
  *dockerfile(subject) {
    for (const copy of subject.instructions('copy', 'add')) {
      if (!isFromContext(copy)) continue;
      const state = subject.stateBefore(copy);
      for (const source of copy.sources) {
        const expanded = state.expand(source);
        const kind = sourceKind(source, expanded);
        if (kind === 'heredoc' || kind === 'url' || kind === 'git') continue;
        // Where a variable hides the end, the beginning still tells.
        const path = expanded.value ?? source.text.split('$')[0] ?? '';
        if (!climbsOut(path)) continue;
        const read = cleanPath(path);
        const whole = expanded.value === source.text;
        yield hit(source.span, 'the builder cuts off the .. that leads out of the build context', {
          help: whole
            ? `this reads ${read} of the context: build with the folder above as context, or name it with --build-context`
            : 'build with the folder above as context, or name it with --build-context',
          ...(whole && read !== '.'
            ? { fix: replacing(source.span, read, 'Write the path as the builder reads it', 'review') }
            : {}),
        });
      }
    }
  },
});
