import { type DockerfileSubject, defineRule, hit, type Instruction } from '../../src/rule.js';
import { isShipped } from '../_share/lineage.js';
import { type Made, madeBy, placedCommands, placeOf, runs } from '../_share/made.js';
import { isNeighbour } from '../_share/neighbours.js';

const REWRITE = new Set(['chmod', 'chown', 'chgrp', 'mv']);

export default defineRule({
  id: 'rewritten-in-later-layer',
  aliases: [],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN changes what the RUN in front of it has written, so that the image holds it twice.',
  why: `A change of mode or owner, or a move, writes the whole file into the layer of the RUN that makes it: what the RUN in front has fetched is then in the image twice. \`RUN curl -o /usr/bin/x …\` and \`RUN chmod +x /usr/bin/x\`
cost twice the size of x; joined by \`&&\` they cost it once.

What is deleted in a later RUN is a rule of its own, \`deleted-in-later-layer\`. RUN instructions that only stand one behind the other cost next to nothing. Stages that do not ship are not judged.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN curl -o /usr/bin/x https://example.com/x\nRUN chmod +x /usr/bin/x\n',
      at: 'RUN',
    },
    {
      dockerfile:
        'FROM debian:12\nWORKDIR /src\nRUN git clone https://example.com/tool\n# whose it is\nRUN useradd app\nRUN chown -R app /src/tool && make\nRUN mv tool /opt/\n',
      at: ['RUN', 'RUN'],
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update\nRUN make\nRUN chmod +x /entrypoint.sh\n',
      note: 'nothing to save',
    },
    {
      dockerfile: 'FROM debian:12\nRUN curl -o /x https://example.com/x\nCOPY y /y\nRUN chmod +x /x /y\n',
      note: 'COPY stands between: more than a join would have to be done',
    },
    { dockerfile: 'FROM debian:12\nRUN --mount=type=secret,id=a curl -o /x https://example.com/x\nRUN chmod +x /x\n' },
    {
      dockerfile:
        'FROM debian:12 AS a\nRUN curl -o /x https://example.com/x\nRUN chmod +x /x\nFROM scratch\nCOPY --from=a /x /\n',
    },
  ],
  *dockerfile(subject) {
    let before: Instruction | undefined;
    let front: Instruction[] = [];
    for (const instruction of subject.file.instructions) {
      if (before === undefined || !isNeighbour(before, instruction)) front = [];
      if (instruction.kind === 'run') {
        const twice = rewritten(subject, instruction, front);
        if (twice !== undefined)
          yield hit(instruction.keyword.span, `this RUN writes ${twice.path} into the image a second time`, {
            help: `join it with the RUN of line ${twice.instruction.line} by &&`,
            also: [{ in: 'dockerfile', span: twice.span }],
          });
        front.push(instruction);
        if (front.length > 16) front.shift();
      }
      before = instruction;
    }
  },
});

/** What the RUNs in front have made and this one changes in mode, owner or place. */
function rewritten(
  subject: DockerfileSubject,
  instruction: Instruction,
  front: readonly Instruction[],
): Made | undefined {
  if (front.length === 0 || !runs(subject, instruction, REWRITE) || !isShipped(subject, instruction)) return undefined;
  const made = front.flatMap(each => madeBy(subject, each));
  if (made.length === 0) return undefined;
  for (const { command, folder } of placedCommands(subject, instruction)) {
    const { name, args, inside } = command;
    if (inside.condition || inside.branch || inside.loop || inside.function) continue;
    if (name === undefined || !REWRITE.has(name)) continue;
    const words = args.map(({ value }) => value ?? '').filter(word => word !== '' && !word.startsWith('-'));
    const recursive = args.some(({ value }) => /^-[a-zA-Z]*R|^--recursive$/.test(value ?? ''));
    for (const word of name === 'mv' ? words.slice(0, -1) : words.slice(1)) {
      const path = placeOf(word, folder);
      const found = path && made.find(each => each.path === path || (recursive && each.path.startsWith(`${path}/`)));
      if (found) return found;
    }
  }
  return undefined;
}
