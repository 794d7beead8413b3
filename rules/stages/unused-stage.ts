import { type DockerfileSubject, defineRule, fits, hit, type Stage, strings } from '../../src/rule.js';
import { stageReferences } from '../_share/stage-references.js';

export default defineRule({
  id: 'unused-stage',
  aliases: ['tally/no-unreachable-stages'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'Nothing uses a stage.',
  why: `The image is built from the last stage, or from the one that \`--target\` names, and what those need. BuildKit passes over the rest without a word, so a stage that tests, or
fetches something, may be one that never runs. Others stay behind when a Dockerfile is changed, and readers take them for part of the image.

Delete the stage, copy from it, or say that it is meant: names in \`targets\` are built with \`--target\`. A stage with a CMD or ENTRYPOINT of its own counts as an image of its own, and where no stage uses
any other, all are taken for alternatives. The rule says nothing if \`--target\` is given.`,
  bad: [
    {
      dockerfile:
        'FROM golang:1.24 AS old\nRUN go build -o /a\nFROM golang:1.24 AS build\nRUN go build -o /a\nFROM debian:12\nCOPY --from=build /a /a\n',
      at: 'old',
    },
    {
      dockerfile:
        'FROM debian:12 AS base\nFROM base AS fetched\nFROM base AS more\nCOPY --from=fetched /a /a\nFROM base\nCMD ["a"]\n',
      at: 'more',
      note: 'one finding for a chain that leads nowhere',
    },
    {
      dockerfile: 'FROM debian:12 AS a\nFROM alpine:3.20\nFROM scratch\nCOPY --from=a /a /a\n',
      at: 'FROM alpine:3.20',
      note: 'it has no name',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM golang:1.24 AS build\nFROM build AS test\nRUN go test\nFROM build AS unit-tests\nFROM debian:12\nCOPY --from=build /a /a\n',
      note: 'built with --target',
    },
    { dockerfile: 'FROM debian:12 AS a\nFROM debian:12 AS b\n', note: 'alternatives, as far as anybody can tell' },
    {
      dockerfile: 'ARG V=one\nFROM debian:12 AS base-one\nFROM debian:12 AS base-two\nFROM base-${V}\n',
      note: 'a variable chooses',
    },
    {
      dockerfile: 'FROM debian:12 AS base\nFROM base AS worker\nCMD ["work"]\nFROM base AS web\nCMD ["serve"]\n',
      note: 'two images from one file',
    },
    {
      dockerfile: 'FROM debian:12 AS base\nFROM base AS firmware\nFROM base\n',
      options: { targets: ['firm*'] },
    },
    {
      dockerfile:
        'FROM golang:1.24 AS build\nFROM alpine:3.20 AS files\nFROM debian:12\nCOPY --from=build /a /a\nRUN --mount=from=1,target=/x cp /x/a /\n',
    },
    { dockerfile: 'FROM debian:12 AS a\nFROM debian:12 AS b\nFROM a\nONBUILD COPY --from=b /a /a\n' },
  ],
  options: {
    targets: strings('More names of stages that are built with `--target`; `*` stands for any text.'),
  },
  *dockerfile(subject) {
    const { stages } = subject.file;
    const last = stages.at(-1);
    if (stages.length < 2 || last === undefined) return;
    if (subject.target !== last) return yield { notApplicable: '--target names another stage than the last' };
    const uses = usesOf(subject);
    if (uses === undefined)
      return yield { notEvaluated: 'a variable decides which stage is used, or there are too many' };
    const used = new Set(uses.flatMap(others => [...others]));
    if (used.size === 0) return yield { notApplicable: 'no stage uses another: they are alternatives' };
    const reached = reach(
      uses,
      stages.filter(stage => stage === last || isTarget(stage, subject.options.targets)),
    );
    for (const stage of stages) {
      if (reached.has(stage.index) || used.has(stage.index)) continue;
      const { from } = stage;
      yield hit(from.name?.span ?? from.span, 'nothing uses this stage, so it is never built', {
        help: 'delete it or copy from it, or list it in the option targets if --target names it',
      });
    }
  },
});

/** In a file of more stages nobody looks which pattern fits which. */
const MOST = 1000;

/** Words of names by which stages are built on their own. */
const TARGET =
  /(?:^|[-_.])(?:tests?|testing|tester|unit|e2e|spec|lint|linter|linting|fmt|format|check|checks|ci|dev|devel|develop|development|developer|devcontainer|debug|debugger|prod|production|staging|release|final|export|exporter|artifacts?|outputs?|out|binary|binaries|dist|package|packages|docs?|coverage|bench|benchmark|shell|vendor|update|generate|generated|gen|validate|vet|audit|scan|security|migrations?|migrate|default|runtime|full|slim|minimal|local|image|target|main|latest|rootless|alpine|debian|ubuntu|distroless|gpu|cuda|cpu|cross|windows|linux|darwin|arm64|amd64)(?:$|[-_.])/;

/** Is the stage built for its own sake: by its name, or because it starts something? */
function isTarget({ name, instructions }: Stage, targets: readonly string[]): boolean {
  if (instructions.some(({ kind }) => kind === 'cmd' || kind === 'entrypoint')) return true;
  return name !== undefined && (TARGET.test(name) || targets.some(pattern => fits(pattern.toLowerCase(), name)));
}

/** For each stage those it uses; `undefined` where a variable hides it. */
function usesOf(subject: Pick<DockerfileSubject, 'file' | 'stageNamed'>): Set<number>[] | undefined {
  const { stages } = subject.file;
  if (stages.length > MOST) return undefined;
  const uses = stages.map(({ base }) => new Set(base.kind === 'stage' ? [base.stage] : []));
  for (const { index, from, base } of stages) {
    const written = from.image?.text ?? '';
    if (!written.includes('$')) continue;
    const pattern = written.toLowerCase().replace(/\$(?:\{[^}]*\}|\w+)/g, '*');
    if (base.kind === 'unknown' && /^\*+$/.test(pattern)) return undefined;
    for (const other of stages.slice(0, index))
      if (other.name !== undefined && fits(pattern, other.name)) uses[index]?.add(other.index);
  }
  for (const { instruction, stage, name } of stageReferences(subject)) {
    if (name.includes('$')) return undefined;
    const other = subject.stageNamed(name, instruction);
    if (other !== undefined && other !== stage) uses[stage.index]?.add(other.index);
  }
  // What a trigger copies may be a stage of this file, if a later stage is made FROM it.
  for (const stage of stages)
    for (const instruction of stage.instructions) {
      const trigger = instruction.kind === 'onbuild' ? instruction.trigger : undefined;
      const name = trigger?.flags.find(flag => flag.name === 'from')?.value;
      const other = trigger === undefined || name === undefined ? undefined : subject.stageNamed(name, trigger);
      if (other !== undefined) uses[stage.index]?.add(other.index);
    }
  return uses;
}

function reach(uses: readonly ReadonlySet<number>[], from: readonly Stage[]): Set<number> {
  const reached = new Set<number>();
  const pending = from.map(({ index }) => index);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    pending.push(...(uses[next] ?? []));
  }
  return reached;
}
