import { defineRule, hit } from '../../src/rule.js';

export default defineRule({
  id: 'missing-from',
  aliases: ['tally/require-stages', 'NO_SOURCE_IMAGE', 'from_first'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The file has no FROM, so there is nothing to build.',
  why: `Every image starts from something: another image, or \`scratch\`. Without a FROM the builder stops before the first step.

If the file is a fragment that other tools put together, leave it out of the search with \`ignore\` in the settings. A file that holds no
instruction at all is most often not a Dockerfile, or one that was emptied by mistake.`,
  bad: [
    { dockerfile: 'RUN apt-get update\n', at: 'RUN' },
    { dockerfile: '# only a comment\n', at: '', note: 'there is nothing to point at' },
    { dockerfile: '#include <stdio.h>\n\nint main() {\n  return 0;\n}\n', at: 'int', note: 'this is not a Dockerfile' },
  ],
  good: [{ dockerfile: 'ARG V=12\nFROM debian:$V\n' }, { dockerfile: 'from scratch\n' }],
  *dockerfile({ file }) {
    if (file.stages.length > 0) return;
    const [first] = file.instructions;
    if (first === undefined)
      yield hit({ start: 0, end: 0 }, 'the file holds no instruction, a Dockerfile begins with FROM');
    else if (file.instructions.every(instruction => instruction.kind === 'unknown'))
      yield hit(first.keyword.span, 'this does not look like a Dockerfile: it holds no instruction that Docker knows');
    else
      yield hit(first.keyword.span, 'there is no FROM in this file, so nothing can be built', {
        help: 'begin with FROM and the image to start from',
      });
  },
});
