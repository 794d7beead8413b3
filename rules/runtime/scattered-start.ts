import { type DockerfileSubject, defineRule, type Fix, hit, type Instruction, type Stage } from '../../src/rule.js';
import { lineEnd, wholeLines } from '../_share/line-edits.js';

const ORDER: readonly Instruction['kind'][] = ['stopsignal', 'healthcheck', 'entrypoint', 'cmd'];

export default defineRule({
  id: 'scattered-start',
  aliases: ['tally/epilogue-order'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'What the container starts is not said together at the end of the stage.',
  why: `It is a matter of taste: with STOPSIGNAL, HEALTHCHECK, ENTRYPOINT and CMD last, in this order, how the container starts and stops is read in one place. In the middle of the build they are
overlooked, and soon stand there a second time. The image is the same. Off unless asked for.

Stages that only serve others are left alone.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCMD ["serve"]\nRUN make\n\nHEALTHCHECK NONE\nENTRYPOINT ["/app"]\n',
      at: 'CMD',
      fixed: 'FROM debian:12\nRUN make\nHEALTHCHECK NONE\nENTRYPOINT ["/app"]\nCMD ["serve"]\n',
    },
    {
      dockerfile: 'FROM debian:12\nCMD ["serve"]\nENTRYPOINT ["/app"]\n',
      at: 'CMD',
      fixed: 'FROM debian:12\nENTRYPOINT ["/app"]\nCMD ["serve"]\n',
    },
    {
      dockerfile: 'FROM debian:12\nCMD serve\nSHELL ["/bin/bash", "-c"]\nRUN make\n',
      at: 'CMD',
      note: 'behind SHELL it would run in another shell, so nothing is mended by itself',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12 AS a\nCMD ["x"]\nRUN make\nFROM debian:12\nCOPY --from=a /x /x\nSTOPSIGNAL SIGINT\nCMD ["x"]\n',
      note: 'a stage that only serves another',
    },
    { dockerfile: 'FROM debian:12\nRUN make\nONBUILD CMD ["x"]\nRUN make\nCMD ["a"]\nCMD ["b"]\n' },
    { dockerfile: 'FROM debian:12\nENTRYPOINT ["a"]\nEXPOSE 80\nCMD ["a"]\nONBUILD RUN make\nLABEL a=b\n' },
  ],
  *dockerfile(subject) {
    const { file, target } = subject;
    const used = new Set<number>();
    for (const stage of file.stages) {
      if (stage.base.kind === 'stage') used.add(stage.base.stage);
      if (target === undefined || stage === target) continue;
      if (subject.needs(stage)) used.add(stage.index);
    }
    for (const stage of file.stages) {
      if (used.has(stage.index) && stage !== target) continue;
      const odd = misplaced(stage);
      if (odd === undefined) continue;
      const fix = moved(subject, stage);
      const before = odd.before.keyword.text.toUpperCase();
      yield hit(
        odd.start.keyword.span,
        `this ${odd.start.keyword.text.toUpperCase()} stands in front of the ${before} on line ${odd.before.line}`,
        {
          help: 'end the stage with STOPSIGNAL, HEALTHCHECK, ENTRYPOINT and CMD, in this order',
          ...(fix === undefined ? {} : { fix }),
        },
      );
    }
  },
});

/** These say something about the image as well, or about later ones, and stand among the others by custom. */
const NEUTRAL = new Set<Instruction['kind']>(['expose', 'label', 'onbuild', 'volume']);

const isStart = ({ kind }: Instruction): boolean => ORDER.includes(kind);

/** The first one that stands in front of a build step, or of one that belongs in front of it, and what that is. */
function misplaced({ instructions }: Stage): { readonly start: Instruction; readonly before: Instruction } | undefined {
  let lowest = ORDER.length;
  let before: Instruction | undefined;
  let found: { readonly start: Instruction; readonly before: Instruction } | undefined;
  for (const instruction of [...instructions].reverse()) {
    if (NEUTRAL.has(instruction.kind)) continue;
    const place = ORDER.indexOf(instruction.kind);
    if (place > lowest && before !== undefined) found = { start: instruction, before };
    if (place >= lowest) continue;
    lowest = place;
    before = instruction;
  }
  return found;
}

/** Everything from the first of them on, with them at the end; `undefined` where that may change something. */
function moved({ file }: Pick<DockerfileSubject, 'file'>, stage: Stage): Fix | undefined {
  const starts = stage.instructions.filter(isStart);
  const [first] = starts;
  const last = stage.instructions.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const behind = stage.instructions.slice(stage.instructions.indexOf(first));
  const risky = behind.some(({ kind }) => kind === 'shell' || kind === 'onbuild' || kind === 'unknown');
  const plain = starts.every(
    ({ kind, rest, comments, heredocs }) =>
      comments.length === 0 && heredocs.length === 0 && !(kind === 'stopsignal' && rest.text.includes('$')),
  );
  if (risky || !plain || new Set(starts.map(({ kind }) => kind)).size < starts.length) return undefined;
  const { start } = wholeLines(file.text, first.span);
  const { end } = last.span;
  let kept = '';
  let at = start;
  for (const { span } of starts) {
    const lines = wholeLines(file.text, span);
    kept += file.text.slice(at, lines.start);
    at = Math.min(lines.end, end);
  }
  kept = (kept + file.text.slice(at, end)).trim();
  const feed = lineEnd(file.text);
  const sorted = [...starts].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const moved = sorted.map(({ span }) => file.text.slice(span.start, span.end)).join(feed);
  return {
    title: 'Put them at the end',
    safety: 'review',
    edits: [{ span: { start, end }, text: kept === '' ? moved : kept + feed + moved }],
  };
}
