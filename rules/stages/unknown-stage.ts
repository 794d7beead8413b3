import {
  type Dockerfile,
  defineRule,
  fits,
  type Hit,
  hit,
  nearest,
  parseImageReference,
  strings,
} from '../../src/rule.js';
import { cycles, type StageReference, stageReferences } from '../_share/stage-references.js';

export default defineRule({
  id: 'unknown-stage',
  aliases: ['DL3022', 'tally/hadolint/DL3022', 'FLAG_INVALID_FROM_VALUE'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY --from or a mount names something that is no earlier stage.',
  why: `\`--from\` and a mount's \`from\` take an earlier stage, by name or number, or an image. A number that no stage has, an empty name, a variable (nothing fills it in here) and what cannot
be an image's name stop the build, and so does a stage further down: errors. A name that is nearly a stage's is a warning.

A single word, \`--from=nginx\`, is an image without tag, or a build context of that name (\`docker build --build-context nginx=…\`). It is told as info, because a mistyped stage looks just so. Write the tag
if you mean an image, and list your contexts in \`contexts\`.`,
  bad: [
    { dockerfile: 'FROM debian:12\nFROM debian:12\nCOPY --from=7 /a /b\n', at: '7', note: 'error: no such number' },
    {
      dockerfile: 'FROM debian:12\nCOPY --from=later /a /b\nCOPY --from=1 /a /b\nFROM debian:12 AS later\n',
      at: ['later', '1'],
    },
    {
      dockerfile: 'FROM golang:1.24 AS builder\nFROM debian:12\nRUN --mount=from=buidler,target=/x ls /x\n',
      at: 'buidler',
      note: 'nearly the name of a stage',
    },
    { dockerfile: 'FROM debian:12\nCOPY --from=nginx /a /b\n', at: 'nginx', note: 'info: an image or a build context' },
    {
      dockerfile:
        'ARG V=1\nFROM debian:12\nCOPY --from= /a /b\nCOPY --from=^ /a /b\nCOPY --from=acme/tools:${V} /a /b\n',
      at: ['--from=', '^', 'acme/tools:${V}'],
      note: 'errors',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12 AS Build\nFROM debian:12\nCOPY --from=build /a /b\nCOPY --from=0 /a /b\nRUN --mount=from=BUILD,target=/x ls /x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY --from=nginx:1.27 /a /b\nCOPY --from=acme/tools /a /b\nCOPY --from=reg.example.com/x /a /b\nCOPY --from=x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef /a /b\n',
      note: 'images',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY --from=sources /a /b\nCOPY --from=vendor-js /a /b\n',
      options: { contexts: ['sources', 'vendor-*'] },
      note: 'build contexts that the user named',
    },
    { dockerfile: 'FROM debian:12 AS a\nCOPY --from=a /a /b\n', note: 'copy-from-own-stage says it' },
    {
      dockerfile: 'FROM debian:12 AS a\nCOPY --from=b /a /b\nFROM debian:12 AS b\nCOPY --from=a /a /b\n',
      note: 'circular-stages says it',
    },
    { dockerfile: 'FROM debian:12\nONBUILD COPY --from=build /a /b\n', note: "another file's stage" },
  ],
  options: {
    contexts: strings('Names that the build gets with `--build-context`; `*` stands for any text.'),
  },
  *dockerfile(subject) {
    const references = stageReferences(subject);
    const circular = new Set(cycles(subject, references).flatMap(cycle => cycle.references));
    for (const reference of references) {
      const { stage, name } = reference;
      if (circular.has(reference) || subject.options.contexts.some(pattern => fits(pattern, name))) continue;
      const found = subject.stageNamed(name, reference.instruction);
      if (found === undefined) yield* unknown(reference, subject.file);
      else if (found.index > stage.index)
        yield hit(reference.span, `the stage ${name} begins only further down, on line ${found.from.line}`, {
          severity: 'error',
          help: 'put that stage above this one',
          also: [{ in: 'dockerfile', span: found.from.span }],
        });
    }
  },
});

/** What is wrong with a name that no stage has. */
function* unknown({ stage, name, span, by }: StageReference, file: Dockerfile): Iterable<Hit> {
  const error = { severity: 'error' as const };
  if (/^\d+$/.test(name))
    return yield hit(span, `there is no stage ${name}, the stages above are 0 to ${Math.max(0, stage.index - 1)}`, {
      ...error,
      help: stage.index === 0 ? 'no stage stands above this one' : 'name an earlier stage',
    });
  if (name === '') return yield hit(span, `${by} names nothing`, { ...error, help: 'name a stage or an image' });
  if (name.includes('$'))
    return yield hit(span, `${by} takes no variables, the builder looks for ${name} as it stands`, {
      ...error,
      help: `write FROM ${name} AS a-name further up, which does take them, and name that stage`,
    });
  if (!parseImageReference(name.toLowerCase()).valid)
    return yield hit(span, `${name} can be neither a stage nor an image`, {
      ...error,
      help: 'name a stage or an image',
    });
  if (/[/:@.]/.test(name)) return;
  const earlier = file.stages.slice(0, stage.index).flatMap(other => other.name ?? []);
  const meant = earlier.length > 200 ? undefined : nearest(name, earlier);
  if (meant === undefined)
    yield hit(span, `no stage is called ${name}, so it is an image or a build context of that name`, {
      severity: 'info',
      help: `write ${name}:tag if it is an image`,
    });
  else
    yield hit(span, `no stage is called ${name}, so the builder pulls an image of that name`, {
      help: `write ${meant} if that stage is meant`,
    });
}
