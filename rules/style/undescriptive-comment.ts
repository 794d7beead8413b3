import { defineRule, hit } from '../../src/rule.js';

const NOT_PROSE =
  /^(?:!|plimsoll\b|hadolint\b|tally\b|check\s*=|trivy:|tfsec:|checkov:|kics-scan\b|shellcheck\b|renovate:|dependabot|syntax=|escape=)/i;

export default defineRule({
  id: 'undescriptive-comment',
  aliases: ['InvalidDefinitionDescription', 'tally/buildkit/InvalidDefinitionDescription'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'The comment directly above a named stage or an ARG does not begin with its name.',
  why: `\`docker build --call=outline\` and \`--call=targets\` show such comments as the description of the argument or stage, but only when they begin with its name, as Go's comments
do. If the comment is no description, leave an empty line below it. Off unless asked for: most files are not made for those commands.`,
  bad: [
    { dockerfile: '# The version\nARG VERSION=1\nFROM debian:12\n', at: '# The version' },
    { dockerfile: '# Compiles everything.\nFROM debian:12 AS build\n', at: '# Compiles everything.' },
  ],
  good: [
    { dockerfile: '# VERSION is the version\nARG VERSION=1\n# build compiles everything\nFROM debian:12 AS Build\n' },
    {
      dockerfile:
        '# A note.\n\nARG VERSION=1\n# hadolint ignore=DL3006\nFROM debian:12 AS build\n# no name\nFROM debian:12\n',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('from', 'arg')) {
      const comment = instruction.comments.at(-1);
      const first = instruction.comments.find(each => !NOT_PROSE.test(each.text));
      const name = instruction.kind === 'from' ? instruction.name : instruction.pairs[0]?.key;
      if (comment === undefined || first === undefined || name === undefined || NOT_PROSE.test(comment.text)) continue;
      if (first.text.split(/\s+/)[0]?.toLowerCase() === name.text.toLowerCase()) continue;
      yield hit(first.span, `a description of ${name.text} begins with its name`, {
        help: `write "${name.text} …", or leave an empty line below the comment`,
      });
    }
  },
});
