import { type DockerfileSubject, defineRule, hit, type Instruction, type Text } from '../../src/rule.js';

export default defineRule({
  id: 'invalid-substitution',
  aliases: ['UNSUPPORTED_MODIFIER', 'SYNTAX_MISSING_DOUBLE_QUOTE', 'SYNTAX_MISSING_SINGLE_QUOTE'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The builder cannot expand a word: a quote or brace is open, or a substitution is none that it knows.',
  why: `ADD, COPY, ENV, EXPOSE, FROM, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR and ARG are expanded by the builder, not by a shell. It knows \`$X\`, \`\${X}\`, \`:-\`, \`-\`, \`:+\`, \`+\`, \`:?\`, \`?\`, \`#\`, \`%\` and \`/\`; other shell
substitutions, an open quote or an open brace stop the build. A variable that \`:?\` demands and that nothing sets stops it as well; that is meant and not reported when a build argument could set it.`,
  bad: [
    { dockerfile: 'ARG V=1\nFROM debian:${V^^}\n', at: 'debian:${V^^}' },
    { dockerfile: 'FROM debian:12\nENV A="open\n', at: '"open' },
    { dockerfile: 'FROM debian:12\nWORKDIR /a${B\nCOPY a ${X:0:3}\n', at: ['/a${B', '${X:0:3}'] },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nENV A=1 B="$A" C=${A:-x}${A:+y}${A#p}${A%s}${A/x/y}\nRUN echo ${A^^} "\nEOF\n' },
    { dockerfile: "ARG V\nFROM debian:${V:?missing}\nMAINTAINER it's me\n" },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions()) {
      for (const word of expandedWords(instruction)) {
        const { error } = stateFor(subject, instruction).expand(word);
        if (error === undefined || /^[\w*@#?!$-]+: /.test(error)) continue;
        yield hit(word.span, `the builder cannot expand this: ${error}`);
      }
    }
  },
});

/** FROM sees what stands before the first FROM. */
function stateFor(subject: Pick<DockerfileSubject, 'stateBefore' | 'file'>, instruction: Instruction) {
  return subject.stateBefore(instruction.kind === 'from' ? (subject.file.stages[0]?.from ?? instruction) : instruction);
}

function expandedWords(instruction: Instruction): readonly Text[] {
  switch (instruction.kind) {
    case 'from':
      return instruction.image === undefined ? [] : [instruction.image];
    case 'copy':
    case 'add':
      return instruction.args.filter(word => !word.text.includes('<<'));
    case 'env':
    case 'label':
    case 'arg':
      return instruction.pairs.flatMap(({ key, value }) => (value === undefined ? [key] : [key, value]));
    case 'expose':
    case 'volume':
    case 'user':
    case 'workdir':
    case 'stopsignal':
      return instruction.args;
    default:
      return [];
  }
}
