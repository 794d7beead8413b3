import { type DockerfileSubject, type Instruction, mountsOf, type Span, type Stage } from '../../src/rule.js';

/** Where an instruction takes files from another stage or an image: `--from` of COPY and ADD, `from=` of a mount. */
export interface StageReference {
  readonly instruction: Instruction;
  /** The stage it stands in. */
  readonly stage: Stage;
  /** As written, without quotes; variables are not filled in, the builder does not do so either. */
  readonly name: string;
  readonly span: Span;
  /** How it is written, for a message: `--from` or `from`. */
  readonly by: '--from' | 'from';
}

/** Every such reference in file order. Triggers of ONBUILD are left out: their stages are those of another file. */
export function stageReferences({ file }: Pick<DockerfileSubject, 'file'>): StageReference[] {
  const found: StageReference[] = [];
  for (const stage of file.stages)
    for (const instruction of stage.instructions) {
      if (instruction.kind === 'copy' || instruction.kind === 'add') {
        const flag = instruction.flags.find(({ name }) => name === 'from');
        if (flag?.value === undefined) continue;
        const span = flag.value === '' ? flag.span : flag.valueSpan;
        found.push({ instruction, stage, name: flag.value, span, by: '--from' });
      } else if (instruction.kind === 'run') {
        for (const { from, flag } of mountsOf(instruction))
          if (from !== undefined)
            found.push({ instruction, stage, name: from, span: valueSpan(file.text, flag.span, from), by: 'from' });
      }
    }
  return found;
}

/** Where the value of `from=` stands in a mount; the whole flag if quotes or blanks hide it. */
function valueSpan(text: string, flag: Span, from: string): Span {
  const written = text.slice(flag.start, flag.end);
  const at = /[,="']from=/i.exec(written)?.index;
  if (at === undefined || from === '') return flag;
  const start = flag.start + at + 6;
  return text.startsWith(from, start) ? { start, end: start + from.length } : flag;
}

/** Stages that need one another, and the references that make it so, in file order. */
export interface Cycle {
  readonly stages: readonly Stage[];
  readonly references: readonly StageReference[];
}

/** Every group of two or more stages of which each needs all the others. In linear time (Tarjan's algorithm). */
export function cycles(
  subject: Pick<DockerfileSubject, 'file' | 'stageNamed'>,
  references: readonly StageReference[],
): Cycle[] {
  const { stages } = subject.file;
  const edges: number[][] = stages.map(({ base }) => (base.kind === 'stage' ? [base.stage] : []));
  const ends = references.map(reference => subject.stageNamed(reference.name, reference.instruction)?.index);
  for (const [i, { stage }] of references.entries()) {
    const end = ends[i];
    if (end !== undefined && end !== stage.index) edges[stage.index]?.push(end);
  }
  const group = components(edges);
  const members = new Map<number, Stage[]>();
  for (const stage of stages) {
    const known = members.get(group[stage.index] as number);
    if (known === undefined) members.set(group[stage.index] as number, [stage]);
    else known.push(stage);
  }
  const inside = new Map<number, StageReference[]>();
  for (const [i, reference] of references.entries()) {
    const end = ends[i];
    const own = group[reference.stage.index] as number;
    if (end === undefined || end === reference.stage.index || group[end] !== own) continue;
    const known = inside.get(own);
    if (known === undefined) inside.set(own, [reference]);
    else known.push(reference);
  }
  return [...members].flatMap(([number, some]) =>
    some.length > 1 ? [{ stages: some, references: inside.get(number) ?? [] }] : [],
  );
}

/** For each node the number of the strongly connected component it is in. Without recursion: files may have thousands. */
function components(edges: readonly (readonly number[])[]): number[] {
  const order: number[] = [];
  const low: number[] = [];
  const group: number[] = [];
  const open: number[] = [];
  let groups = 0;
  let time = 0;
  for (const root of edges.keys()) {
    if (order[root] !== undefined) continue;
    const work: [node: number, next: number][] = [[root, 0]];
    while (work.length > 0) {
      const top = work.at(-1) as [number, number];
      const [node] = top;
      if (top[1] === 0) {
        order[node] = low[node] = time++;
        open.push(node);
      }
      const next = edges[node]?.[top[1]++];
      if (next !== undefined) {
        if (order[next] === undefined) work.push([next, 0]);
        else if (group[next] === undefined) low[node] = Math.min(low[node] as number, order[next]);
        continue;
      }
      work.pop();
      const above = work.at(-1)?.[0];
      if (above !== undefined) low[above] = Math.min(low[above] as number, low[node] as number);
      if (low[node] !== order[node]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        group[member] = groups;
        if (member === node) break;
      }
      groups++;
    }
  }
  return group;
}
