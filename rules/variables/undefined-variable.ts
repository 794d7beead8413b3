import {
  type DockerfileSubject,
  defineRule,
  type Fix,
  type Hit,
  hit,
  type Instruction,
  nearest,
  PLATFORM_ARGUMENTS,
  type Span,
  type Stage,
  type Text,
} from '../../src/rule.js';
import { baseSets, isFamiliar } from '../_share/base-variables.js';
import { isSlip } from '../_share/slip.js';

/** `:-`, `-`, `:+`, `+`, `:?`, `?`: what happens without a value is said. */
const ASKS = /^:?[-+?]/;

/** Among more names than these no slip is looked for. */
const MOST_NAMES = 500;

interface Use {
  readonly name: string;
  readonly span: Span;
  readonly instruction: Instruction;
  /** It stands in the body of a heredoc. */
  readonly body?: boolean;
}

export default defineRule({
  id: 'undefined-variable',
  aliases: ['UndefinedVar', 'tally/buildkit/UndefinedVar'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An instruction uses a variable that nothing sets.',
  why: `The builder puts nothing in its place and goes on: \`COPY app $DIR/\` copies to \`/\`, \`WORKDIR $HOME/app\` becomes \`/app\` (the builder knows no HOME), and in
\`LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH\` the colon that is left adds the current directory to what is searched for libraries.

A stage sees its own ARG and ENV, those of the stage it is made from, and what the base image sets. It does not see an ARG above the first FROM, nor \`TARGETARCH\` and its like, until it
names them: \`ARG VERSION\`, without a value. If a variable may be missing, say so: \`\${X:-default}\`, \`\${X:+:$X}\`.

What a base image sets is known for the official images of systems and languages. With another one the rule speaks only of what is certain or nearly so: a name that is set elsewhere in
the file, or looks like a slip of a name that is set. RUN, CMD and ENTRYPOINT are not looked at; the shell expands those.`,
  bad: [
    {
      dockerfile: 'ARG APP_VERSION=1\nFROM acme/base\nLABEL version=$APP_VERSION\nENV V=$APP_VERSION A=${TARGETARCH}\n',
      at: ['$APP_VERSION', '${TARGETARCH}'],
      note: 'the stage has to name them with ARG; one finding a name',
    },
    {
      dockerfile: 'FROM acme/base AS build\nARG APP_DIR=/app\nCOPY . $APPDIR/\nFROM acme/base\nWORKDIR ${APP_DIR}\n',
      at: ['$APPDIR', '${APP_DIR}'],
      note: 'a slip, and another stage',
    },
    {
      dockerfile: 'FROM debian:12\nENV PATH=$HOME/bin:$PATH\nCOPY --chown=$OWNER a /\nCOPY ["b", "$DIR/"]\n',
      at: ['$HOME', '$OWNER', '$DIR'],
    },
    {
      dockerfile: 'FROM scratch\nEXPOSE $PORT\nUSER "$UID"\nVOLUME ["$DATA"]\nSTOPSIGNAL ${SIG%x}\nARG A=$B\n',
      at: ['$PORT', '$UID', '$DATA', '${SIG%x}', '$B'],
    },
    { dockerfile: 'FROM acme/base\nLABEL price="$5"\n', at: '$5', note: 'a dollar sign' },
    { dockerfile: 'FROM acme/base\nENV A=$LATER_ON\nARG LATER_ON\n', at: '$LATER_ON', note: 'set only below' },
    {
      dockerfile: 'FROM scratch\nARG A\nCOPY <<-E <<"F" /etc/\n\tx "$A" \'${B}\' \\$C ${D:-d}\n\tE\n$G\nF\n',
      at: '${B}',
      note: 'quotes do nothing in a heredoc, those around its name do',
    },
    {
      dockerfile: 'FROM acme/base\nCOPY <<EOF /run.sh\nfor f in "$@"; do echo $f $HOME; done\nEOF\n',
      at: ['$@', '$f'],
      note: 'a script that loses its variables',
    },
  ],
  good: [
    {
      dockerfile:
        'ARG V=1\nFROM debian:$V AS a\nARG V\nARG TARGETARCH\nENV X=$V-$TARGETARCH\nFROM a\nLABEL x=$X v=$V\n',
    },
    {
      dockerfile:
        "FROM debian:12\nARG A\nENV B=${C:-d} D=${E:+f} F=\\$G H='$I' J=$A K=${L-} PATH=/x:$PATH\nRUN echo $M ${N}\nCMD $O\n",
    },
    {
      dockerfile: 'FROM golang:1.24\nWORKDIR $GOPATH/src\nFROM node:22\nLABEL v=$NODE_VERSION\n',
      note: 'the base image sets it',
    },
    {
      dockerfile: 'ARG NODE_VERSION=22\nFROM node:$NODE_VERSION\nLABEL v=$NODE_VERSION\n',
      note: 'the ARG is not seen, but the image sets one of that name',
    },
    {
      dockerfile: 'FROM acme/base\nENV APP_NAME=x JAVA_OPT=y\nWORKDIR $APP_HOME\nENV Z=$JAVA_OPTS\n',
      note: 'nobody knows what the base image sets',
    },
    { dockerfile: 'FROM debian:12\nENV A=1 B=$A\n', note: 'that is env-self-reference' },
    { dockerfile: 'FROM debian:12\nONBUILD ARG X\nONBUILD ENV Y=$X\n' },
  ],
  *dockerfile(subject) {
    const everywhere = declarations(subject);
    for (const stage of subject.file.stages) {
      const uses = new Map<string, Use[]>();
      for (const use of undefinedUses(subject, stage)) {
        const known = uses.get(use.name);
        if (known === undefined) uses.set(use.name, [use]);
        else known.push(use);
      }
      for (const [first, ...others] of uses.values()) {
        if (first === undefined) continue;
        const found = judge(subject, stage, first, everywhere);
        if ('at' in found)
          yield { ...found, also: others.slice(0, 10).map(({ span }) => ({ in: 'dockerfile' as const, span })) };
        else yield found;
      }
    }
  },
});

type Subject = DockerfileSubject<unknown>;
/** Every instruction that sets a name, by the name. */
type Declarations = ReadonlyMap<string, readonly Instruction[]>;

function declarations({ file }: Subject): Declarations {
  const found = new Map<string, Instruction[]>();
  for (const instruction of file.instructions) {
    if (instruction.kind !== 'arg' && instruction.kind !== 'env') continue;
    for (const { key } of instruction.pairs) {
      const known = found.get(key.text);
      if (known === undefined) found.set(key.text, [instruction]);
      else known.push(instruction);
    }
  }
  return found;
}

function judge(
  subject: Subject,
  stage: Stage,
  { name, span, instruction, body }: Use,
  everywhere: Declarations,
): Hit | { notEvaluated: string } {
  const { base } = subject.rootOf(stage);
  const sets = baseSets(base, name);
  if (!/^[A-Za-z_]/.test(name))
    return hit(span, 'the builder takes this for a variable, and puts nothing here', {
      help: body ? QUOTE : `write ${subject.file.escape}$ for a dollar sign`,
    });
  const declare = (message: string): Hit =>
    hit(span, message, {
      help: `write ARG ${name} in this stage, above`,
      fix: declaring(name, instruction, subject.file.text),
    });
  if (PLATFORM_ARGUMENTS.has(name))
    return declare(`a stage knows ${name} only after ARG ${name}, so nothing is put here`);
  // Images set no variables in small letters; scripts and templates use them.
  if (body && /^[a-z]/.test(name) && !everywhere.has(name) && sets !== 'yes')
    return hit(span, `the builder takes ${name} for a variable of its own that nothing sets, and puts nothing here`, {
      help: QUOTE,
      confidence: 'medium',
    });
  const others = (everywhere.get(name) ?? []).filter(other => other !== instruction);
  if (others.some(({ stage }) => stage === undefined) && (sets !== 'maybe' || !isFamiliar(name)))
    return declare(`a stage sees the ARG ${name} above the first FROM only after naming it, so nothing is put here`);
  if (others.length > 0 && sets !== 'maybe') {
    return hit(
      span,
      others.some(other => other.stage === instruction.stage)
        ? `${name} is set only below, so nothing is put here`
        : `${name} is set in another stage, which this one is not made from, so nothing is put here`,
      { help: `set ${name} in this stage, above`, confidence: sets === 'no' ? 'high' : 'medium' },
    );
  }
  const state = subject.stateBefore(instruction);
  const visible = [...everywhere.keys()].slice(0, MOST_NAMES).filter(each => state.variable(each) !== undefined);
  const meant =
    sets === 'no' ? nearest(name, visible) : sets === 'unlikely' ? visible.find(each => isSlip(name, each)) : undefined;
  if (sets !== 'no' && meant === undefined)
    return {
      notEvaluated: `${base.kind === 'image' ? `the base image ${base.reference}` : 'the base image'} may set ${name}`,
    };
  return hit(span, `nothing sets ${name}, so nothing is put here${meant === undefined ? '' : `; ${meant} is set`}`, {
    help: meant === undefined ? insteadOf(name) : `write ${meant}, if that is meant`,
    confidence: base.kind === 'scratch' ? 'high' : 'medium',
    ...(meant === undefined ? {} : { fix: renaming(name, meant, span, subject.file.text) }),
  });
}

const QUOTE = 'quote the heredoc\'s name, <<"EOF", if the text is to keep it; else write \\$';

function insteadOf(name: string): string {
  if (name === 'HOME') return 'write the path, the builder knows no HOME';
  if (name.endsWith('PATH')) return `write \${${name}:+:$${name}} with the colon inside, or leave it out`;
  return `set it with ARG or ENV above, or write \${${name}:-default}`;
}

function declaring(name: string, { keyword }: Instruction, text: string): Fix {
  const at = keyword.span.start;
  const indent = /[ \t]*$/.exec(text.slice(Math.max(0, at - 80), at))?.[0] ?? '';
  return {
    title: `Add ARG ${name}`,
    safety: 'review',
    edits: [{ span: { start: at, end: at }, text: `ARG ${name}\n${indent}` }],
  };
}

function renaming(name: string, meant: string, { start }: Span, text: string): Fix {
  const at = start + (text[start + 1] === '{' ? 2 : 1);
  return {
    title: `Write ${meant}`,
    safety: 'review',
    edits: [{ span: { start: at, end: at + name.length }, text: meant }],
  };
}

/** Where the builder itself expands: not in RUN, CMD, ENTRYPOINT and HEALTHCHECK. */
function wordsOf(instruction: Instruction): readonly Text[] {
  switch (instruction.kind) {
    case 'arg':
    case 'env':
    case 'label':
      return instruction.pairs.flatMap(({ key, value }) => (value === undefined ? [key] : [key, value]));
    case 'add':
    case 'copy':
    case 'expose':
    case 'volume':
    case 'user':
    case 'workdir':
    case 'stopsignal':
      return instruction.args.filter(({ text }) => !text.startsWith('<<'));
    default:
      return [];
  }
}

/** Heredocs that the builder itself writes into a file; those of RUN belong to its shell. */
function bodiesOf(instruction: Instruction): Instruction['heredocs'] {
  return instruction.kind === 'copy' || instruction.kind === 'add' ? instruction.heredocs : [];
}

function* undefinedUses(subject: Subject, stage: Stage): Iterable<Use> {
  const { base } = subject.rootOf(stage);
  for (const instruction of stage.instructions) {
    const words = wordsOf(instruction);
    const flags = instruction.kind === 'add' || instruction.kind === 'copy' ? instruction.flags : [];
    if (words.length === 0) continue;
    const state = subject.stateBefore(instruction);
    const own = new Map(
      instruction.kind === 'env' || instruction.kind === 'arg'
        ? instruction.pairs.map(({ key, value }) => [key.text, value])
        : [],
    );
    const isMissing = (name: string): boolean =>
      !/(?:^|_)proxy$/i.test(name) &&
      !name.startsWith('BUILDKIT_') &&
      name !== '' &&
      state.variable(name) === undefined &&
      baseSets(base, name) !== 'yes';
    for (const word of words) {
      const { variables } = state.expand(word);
      // `${X:+:$X}` asks first.
      const asked = new Set(variables.filter(({ modifier }) => ASKS.test(modifier)).map(({ name }) => name));
      for (const { name, span } of variables) {
        // The same ENV sets it: env-self-reference. Its own old value is another matter.
        if (asked.has(name) || (own.has(name) && own.get(name) !== word)) continue;
        if (isMissing(name)) yield { name, span: word.part(span.start, span.end), instruction };
      }
    }
    for (const { expand, content, contentSpan } of bodiesOf(instruction))
      for (const { name, span, modifier } of expand ? state.expandBody(content).variables : [])
        if (!ASKS.test(modifier) && isMissing(name))
          yield {
            name,
            span: { start: contentSpan.start + span.start, end: contentSpan.start + span.end },
            instruction,
            body: true,
          };
    for (const { name: flag, value, valueSpan } of flags) {
      if (value === undefined || (flag !== 'chown' && flag !== 'chmod')) continue;
      if (subject.file.text.slice(valueSpan.start, valueSpan.end) !== value) continue;
      for (const { name, span, modifier } of state.expand(value).variables)
        if (!ASKS.test(modifier) && isMissing(name))
          yield { name, span: { start: valueSpan.start + span.start, end: valueSpan.start + span.end }, instruction };
    }
  }
}
