import { type DockerfileSubject, defineRule, hit, type Instruction } from '../../src/rule.js';
import { stageReferences } from '../_share/stage-references.js';
import { resolvePath } from '../_share/workdirs.js';

export default defineRule({
  id: 'copy-from-empty-stage',
  aliases: ['tally/copy-from-empty-scratch-stage'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY takes a file from a stage that has none.',
  why: `The stage begins \`FROM scratch\` and no COPY, ADD or RUN puts anything into it, nor into the stages it is made FROM. The file is not there, and the build stops. Mostly the
instruction that should fill the stage was lost, or the name is that of another stage.

A WORKDIR makes a folder, and that one may be copied.`,
  bad: [
    {
      dockerfile: 'FROM scratch AS files\nENV A=b\nFROM debian:12\nCOPY --from=files /out/app /app\n',
      at: '/out/app',
    },
    {
      dockerfile: 'FROM scratch AS a\nWORKDIR /x\nFROM a AS b\nLABEL c=d\nFROM debian:12\nCOPY --from=b /x /y/z /w/\n',
      at: '/y/z',
      note: 'through another stage; /x is there',
    },
  ],
  good: [
    { dockerfile: 'FROM scratch AS files\nADD files.tar.gz /\nFROM debian:12\nCOPY --from=files /out /out\n' },
    { dockerfile: 'FROM scratch AS a\nCOPY x /x\nFROM a AS b\nFROM debian:12\nCOPY --from=b /x /x\n' },
    { dockerfile: 'FROM scratch AS a\nWORKDIR /x/y\nFROM debian:12\nCOPY --from=a /x /x\nCOPY --from=a / /e\n' },
    { dockerfile: 'FROM acme/base AS a\nFROM debian:12\nCOPY --from=a /x /x\n' },
    { dockerfile: 'FROM scratch AS a\nARG D\nWORKDIR $D\nFROM debian:12\nCOPY --from=a /x /x\n', note: 'nobody knows' },
    { dockerfile: 'FROM scratch AS a\nFROM debian:12\nARG F\nCOPY --from=a $F /x\n' },
  ],
  *dockerfile(subject) {
    const references = stageReferences(subject);
    if (references.length === 0) return;
    const folders = emptyStages(subject);
    for (const { instruction, name } of references) {
      if (instruction.kind !== 'copy' && instruction.kind !== 'add') continue;
      const stage = subject.stageNamed(name, instruction);
      const known = stage === undefined ? undefined : folders[stage.index];
      if (stage === undefined || known === undefined || stage.index === instruction.stage) continue;
      const state = subject.stateBefore(instruction);
      for (const source of instruction.sources) {
        const value = state.expand(source).value;
        if (value === undefined) continue;
        const path = resolvePath('/', value);
        if (path === '/' || known.some(folder => `${folder}/`.startsWith(`${path}/`))) continue;
        yield hit(source.span, `the stage ${name} is empty: there is no ${value} in it to copy`, {
          help: 'fill the stage, or name the one that has the file',
          also: [{ in: 'dockerfile', span: stage.from.span }],
        });
      }
    }
  },
});

/** For each stage that has nothing but folders those folders; `undefined` for every other. */
function emptyStages(subject: Pick<DockerfileSubject, 'file' | 'stateBefore'>): (readonly string[] | undefined)[] {
  const folders: (readonly string[] | undefined)[] = [];
  for (const { base, instructions } of subject.file.stages) {
    const inherited = base.kind === 'scratch' ? [] : base.kind === 'stage' ? folders[base.stage] : undefined;
    folders.push(inherited === undefined ? undefined : made(subject, inherited, instructions));
  }
  return folders;
}

function made(
  subject: Pick<DockerfileSubject, 'stateBefore'>,
  inherited: readonly string[],
  instructions: readonly Instruction[],
): readonly string[] | undefined {
  const found: string[] = [];
  for (const instruction of instructions) {
    if (instruction.kind === 'copy' || instruction.kind === 'add' || instruction.kind === 'run') return undefined;
    if (instruction.kind !== 'workdir') continue;
    const state = subject.stateBefore(instruction);
    const path = state.expand(instruction.rest).value;
    if (path === undefined || state.workdir.value === undefined || found.length + inherited.length > 100)
      return undefined;
    found.push(resolvePath(state.workdir.value, path));
  }
  return found.length === 0 ? inherited : [...inherited, ...found];
}
