import { type DockerfileSubject, defineRule, hit, type Instruction } from '../../src/rule.js';
import { isShipped, precedes } from '../_share/lineage.js';
import { holds, type Made, madeBy, placedCommands, removed, runs } from '../_share/made.js';

const RM = new Set(['rm']);

export default defineRule({
  id: 'deleted-in-later-layer',
  aliases: [],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN deletes what an earlier instruction has put into another layer.',
  why: `Each instruction makes a layer of its own, and a layer can hide what is below it but not take it away: the file stays in the image, is pulled with it by everybody, and can be read by anyone who unpacks the layers.

Delete it in the RUN that made it. What COPY has brought only for a step belongs into a mount, \`RUN --mount=type=bind,source=x,target=/tmp/x …\`, or into a build stage that does not ship. Stages that do not ship are not judged.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm -f /tmp/x.deb\n',
      at: '/tmp/x.deb',
    },
    {
      dockerfile:
        'FROM debian:12\nWORKDIR /src\nRUN git clone --depth 1 https://example.com/a/tool.git && make -C tool\nRUN curl -o /tmp/x https://example.com/x\nRUN rm -rf /src/tool /tmp/*\n',
      at: ['/src/tool', '/tmp/*'],
    },
    {
      dockerfile:
        'FROM debian:12 AS base\nRUN cd /opt && wget https://example.com/a.tgz && tar xf a.tgz\nFROM base\nRUN cd /opt && rm a.tgz\n',
      at: 'a.tgz',
      note: 'through stages',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN mkdir -p /b && cd /b && make\nRUN sudo rm -r /b\nADD https://example.com/y /y\nRUN rm /y\n',
      at: ['/b', '/y'],
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nRUN curl -o /tmp/x https://example.com/x && make && rm /tmp/x\nRUN rm -rf /tmp/*\n',
    },
    {
      dockerfile:
        'FROM debian:12 AS build\nCOPY x.deb /tmp/\nRUN rm /tmp/x.deb\nFROM debian:12\nCOPY --from=build /y /\n',
      note: 'not shipped',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,target=/c curl -o /c/x https://example.com/x\nRUN rm -rf /c/x\n',
      note: 'it is in no layer',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY . /app/\nRUN rm -rf /app/test /app/*.md\n',
      note: 'who knows whether it is there',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN git clone https://example.com/a\nRUN rm -rf b $A "/a" && mkdir -p /x\nRUN rm -r /x /tmp/*\n',
      note: 'other paths; a folder of nobody knows where',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY x.sh /x.sh\nRUN curl -o /x.sh https://example.com/x && rm /x.sh\n',
      note: 'made again here',
    },
    {
      dockerfile: 'FROM debian:12\nADD x.tar.gz /tmp/\nRUN rm /tmp/x.tar.gz; echo rm /tmp/x\n',
      note: 'ADD unpacks it',
    },
  ],
  *dockerfile(subject) {
    // Only what stands in front of the last deletion can be deleted.
    let last = -1;
    for (const { script } of subject.commands('rm')) last = Math.max(last, script.instruction.index);
    const known = new Map<string, Made[]>();
    for (const instruction of subject.instructions('run', 'copy', 'add')) {
      if (instruction.index > last) return;
      if (instruction.onbuild !== undefined) continue;
      if (
        known.size > 0 &&
        instruction.kind === 'run' &&
        runs(subject, instruction, RM) &&
        isShipped(subject, instruction)
      )
        yield* deletions(subject, instruction, known);
      for (const made of madeBy(subject, instruction))
        for (const key of [made.path, ...ancestors(made.path)]) {
          const list = known.get(key);
          if (list === undefined) known.set(key, [made]);
          else list.push(made);
        }
    }
  },
});

function* deletions(subject: DockerfileSubject, instruction: Instruction, known: ReadonlyMap<string, readonly Made[]>) {
  const own: string[] = [];
  for (const { command, folder } of placedCommands(subject, instruction)) {
    // What this RUN writes or fetches itself is another file by then.
    if (command.name !== 'rm') {
      if (own.length < 256) for (const { path } of madeIn(command.args, folder)) own.push(path);
      continue;
    }
    if (command.inside.condition || command.inside.branch || command.inside.loop || command.inside.function) continue;
    for (const argument of command.args) {
      const gone = removed(argument, folder);
      const list = gone && known.get(gone.path);
      if (gone === undefined || list === undefined) continue;
      const earlier = precedes(subject, instruction);
      const made = list.slice(-32).findLast(each => earlier(each.instruction) && holds(gone, each.path));
      if (made === undefined || own.includes(made.path)) continue;
      const { kind, line } = made.instruction;
      yield hit(argument.span, `it stays in the layer of line ${line}: deleting it here makes the image no smaller`, {
        help:
          kind === 'run'
            ? `delete it in the RUN of line ${line}`
            : 'mount it with RUN --mount=type=bind instead of copying it',
        also: [{ in: 'dockerfile', span: made.span }],
      });
    }
  }
}

/** The files that flags of a command name as its output. */
function madeIn(
  args: readonly { readonly value: string | undefined }[],
  folder: string | undefined,
): { readonly path: string }[] {
  const at = args.findIndex(
    ({ value }) => value !== undefined && /^(?:-[a-zA-Z]*[oO]|--output|--output-document)$/.test(value),
  );
  const value = at === -1 ? undefined : args[at + 1]?.value;
  if (value === undefined) return [];
  return [{ path: value.startsWith('/') ? value : `${folder ?? ''}/${value}` }];
}

function ancestors(path: string): string[] {
  const found: string[] = ['/'];
  for (let at = path.indexOf('/', 1); at !== -1 && found.length < 16; at = path.indexOf('/', at + 1))
    found.push(path.slice(0, at));
  return found;
}
