import {
  type Command,
  type DockerfileSubject,
  defineRule,
  hit,
  number,
  type Span,
  type Stage,
} from '../../src/rule.js';
import { officialName } from '../_share/official-images.js';
import { packageCall } from '../_share/packages.js';

export default defineRule({
  id: 'build-tools-shipped',
  aliases: ['tally/prefer-multi-stage-build'],
  controls: ['CIS-4.3'],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: 'The image is built in one stage and keeps the tools that built it.',
  why: `Compilers, headers and sources are hundreds of megabytes that the program does not need to run, and they bring holes of their own to patch and tools to whoever gets in.

Build in a stage of its own and copy the result: \`FROM golang:1.24 AS build\`, \`FROM gcr.io/distroless/static\`, \`COPY --from=build /app /app\`.

Two points each for a base image that is a tool chain, for compilers installed and left there, and for a compiled build that runs; from \`minimum\` on the rule speaks. Languages whose
tools are the runtime (Python, Node.js, Ruby, PHP) have no points for their own installers. An image that starts nothing, or starts the tools themselves, is meant to have them.`,
  bad: [
    {
      dockerfile:
        'FROM golang:1.24-alpine\nWORKDIR /app\nCOPY . .\nRUN go build -o /out/app ./cmd/app\nCMD ["/out/app"]\n',
      at: 'golang:1.24-alpine',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-get install -y build-essential && rm -rf /var/lib/apt/lists/*\nCOPY . /src\nRUN cd /src && ./configure && make install\nENTRYPOINT ["app"]\n',
      at: 'debian:12',
    },
    {
      dockerfile: 'FROM maven:3-eclipse-temurin-21\nCOPY . .\nRUN mvn -q package\nCMD java -jar a.jar\n',
      at: 'maven:3-eclipse-temurin-21',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM golang:1.24 AS build\nRUN go build -o /a\nFROM debian:12\nCOPY --from=build /a /a\nCMD ["/a"]\n',
    },
    { dockerfile: 'FROM golang:1.24\nRUN go build -o /a\n', note: 'it starts nothing' },
    { dockerfile: 'FROM golang:1.24\nRUN go build ./...\nCMD ["go", "run", "."]\n', note: 'it starts the tools' },
    {
      dockerfile: 'FROM python:3.12\nRUN apt-get install -y gcc && pip install -r r.txt\nCMD ["python", "a.py"]\n',
      note: 'nothing of its own is compiled',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk add --no-cache --virtual .deps build-base && make install && apk del .deps\nCMD ["a"]\n',
      note: 'the tools are removed again',
    },
    { dockerfile: 'FROM node:22\nRUN npm ci && npm run build\nCMD ["node", "a.js"]\n' },
    { dockerfile: 'FROM golang:1.24\nRUN go build -o /a\nCMD ["/a"]\n', options: { minimum: 10 } },
  ],
  options: { minimum: number('Points from which on the rule speaks.', 4, 1) },
  *dockerfile(subject) {
    const [stage, second] = subject.file.stages;
    if (stage === undefined || second !== undefined) return yield { notApplicable: 'it has several stages' };
    const starts = stage.instructions.filter(({ kind }) => kind === 'cmd' || kind === 'entrypoint');
    if (starts.length === 0) return yield { notApplicable: 'the image starts nothing of its own' };
    if (starts.some(({ rest }) => TOOLS_STARTED.test(rest.text))) return;
    const installed = compilersKept(subject);
    const built = firstOf(subject, isBuild);
    const score = 2 * [isToolChain(stage), installed !== undefined, built !== undefined].filter(Boolean).length;
    if (built === undefined || score < subject.options.minimum || stage.from.image === undefined) return;
    yield hit(
      stage.from.image.span,
      'the only stage builds the program, so the image keeps the tools and sources that built it',
      {
        help: 'build in a stage of its own and copy the result into a smaller image',
        also: [installed, built].flatMap(span => (span === undefined ? [] : [{ in: 'dockerfile' as const, span }])),
      },
    );
  },
});

const TOOL_CHAINS = new Set('golang rust maven gradle gcc haskell swift crystal dart'.split(' '));
const COMPILERS =
  /^(?:build-essential|build-base|alpine-sdk|base-devel|gcc|g\+\+|gcc-c\+\+|clang|cmake|make|maven|gradle|cargo|rustc|go|golang|golang-go|ghc|openjdk[\w-]*-jdk[\w-]*|default-jdk(?:-headless)?)(?:[-=~<>].*)?$/;
const TOOLS_STARTED =
  /(?:^|[\s"'/[;&|])(?:go\s+|go"?,\s*"|mvnw?|gradlew?|cargo|stack|cabal|make|cmake|gcc|g\+\+|dotnet"?,?\s*"?(?:run|watch|test)|sbt|(?:ba|z|k|tc)?sh(?:$|"?\s*\])|sleep|tail|code-server|air(?:$|["\s]))/;

function isToolChain({ base }: Stage): boolean {
  if (base.kind !== 'image') return false;
  const { registry, repository } = base.parsed;
  return (
    TOOL_CHAINS.has(officialName(base.parsed) ?? '') ||
    (registry === 'mcr.microsoft.com' && /^dotnet\/(?:core\/)?sdk$/.test(repository))
  );
}

/** The first compiler that is installed, unless packages are removed again: which ones is often not said. */
function compilersKept({ commands }: Pick<DockerfileSubject, 'commands'>): Span | undefined {
  let first: Span | undefined;
  for (const command of commands()) {
    const call = packageCall(command);
    if (call?.action === 'remove' && first !== undefined) return undefined;
    if (call?.action === 'install') first ??= call.packages.find(({ value }) => COMPILERS.test(value ?? ''))?.span;
  }
  return first;
}

function firstOf(
  { commands }: Pick<DockerfileSubject, 'commands'>,
  test: (command: Command) => boolean,
): Span | undefined {
  for (const command of commands()) if (test(command)) return command.program?.span;
  return undefined;
}

/** Does it compile something of its own? */
function isBuild({ name, args }: Command): boolean {
  const words = args.map(({ value }) => value ?? '');
  const has = (...wanted: readonly string[]): boolean => words.some(word => wanted.includes(word));
  switch (name) {
    case 'go':
      return words[0] === 'build' || words[0] === 'install';
    case 'cargo':
    case 'stack':
    case 'cabal':
      return words[0] === 'build' || words[0] === 'install';
    case 'mvn':
    case 'mvnw':
      return has('package', 'install', 'verify', 'compile');
    case 'gradle':
    case 'gradlew':
      return has('build', 'assemble', 'jar', 'bootJar', 'shadowJar', 'installDist', 'war');
    case 'dotnet':
      return has('publish', 'build');
    case 'make':
    case 'cmake':
    case 'ninja':
      return true;
    case 'gcc':
    case 'g++':
    case 'cc':
    case 'c++':
    case 'clang':
    case 'ghc':
    case 'rustc':
      return !has('--version', '-v');
    default:
      return false;
  }
}
