import { defineRule, type Flag, type Hit, hit, type Instruction } from '../../src/rule.js';
import { type FlagKind, flagsOf } from '../_share/instruction-flags.js';

export default defineRule({
  id: 'invalid-arguments',
  aliases: [
    'ARGUMENT_MISSING',
    'ARGUMENT_EXTRA',
    'ARGUMENT_REQUIRES_ONE',
    'ARGUMENT_REQUIRES_AT_LEAST_ONE',
    'ARGUMENT_REQUIRES_AT_LEAST_TWO',
    'ARGUMENT_REQUIRES_ONE_OR_THREE',
    'ARGUMENT_UNNECESSARY',
    'FLAG_INVALID_DURATION',
    'FLAG_LESS_THAN_1MS',
    'FLAG_MISSING_DURATION',
    'FLAG_UNKNOWN_UNIT',
    'FLAG_AT_LEAST_ONE',
    'FLAG_EXPECTED_BOOLEAN_VALUE',
    'FLAG_INVALID_LINK_VALUE',
    'FLAG_MISSING_VALUE',
    'INVALID_SYNTAX',
    'invalid_format',
    'UNKNOWN_TYPE',
    'INVALID_AS',
    'INVALID_BUILD_STAGE_NAME',
    'SHELL_REQUIRES_ONE',
    'HEALTHCHECK_CMD_ARGUMENT_MISSING',
    'SYNTAX_MISSING_NAMES',
    'required_params',
    'extra_args',
    'missing_args',
    'healthcheck_options_missing_args',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An instruction has too few, too many or the wrong arguments.',
  why: `The builder checks these before its first step and builds nothing: a COPY without destination, a FROM with a stray word, a HEALTHCHECK that is neither CMD nor NONE, a stage name with characters it may not have,
a time without unit. Security scanners pass over all of them.`,
  bad: [
    { dockerfile: 'FROM debian:12 build\n', at: 'FROM' },
    { dockerfile: 'FROM debian:12 AS 1st\n', at: '1st' },
    { dockerfile: 'FROM debian:12\nCOPY app\nUSER\nENV\nEXPOSE\n', at: ['COPY', 'USER', 'ENV', 'EXPOSE'] },
    {
      dockerfile: 'FROM debian:12\nHEALTHCHECK curl localhost\nHEALTHCHECK CMD\nHEALTHCHECK NONE now\n',
      at: ['curl', 'HEALTHCHECK', 'now'],
    },
    {
      dockerfile: 'FROM debian:12\nHEALTHCHECK --interval=30 --timeout=3m5 --retries=-1 --start-period=0.1ms CMD x\n',
      at: ['30', '3m5', '-1', '0.1ms'],
    },
    { dockerfile: 'FROM debian:12\nSHELL []\nSHELL /bin/bash -c\nENV =x\n', at: ['SHELL', 'SHELL', '=x'] },
    { dockerfile: 'FROM debian:12\nCOPY --link=perhaps a b\nONBUILD\n', at: ['perhaps', 'ONBUILD'] },
    { dockerfile: 'FROM debian:12\nRUN --network=bridge make\n', at: 'bridge' },
    { dockerfile: 'FROM debian:12\nCOPY a <<EOF\nx\nEOF\n', at: '<<EOF' },
  ],
  good: [
    {
      dockerfile:
        'ARG V=1\nFROM debian:$V AS build_1.x-y\nCOPY a b\nHEALTHCHECK --interval=1m30s --timeout=1.5s --retries=3 CMD curl localhost\nHEALTHCHECK none\nSHELL ["/bin/bash", "-c"]\nENV A=\nCOPY <<EOF /x\nEOF\n',
    },
    {
      dockerfile:
        'FROM debian:12\nCMD\nENTRYPOINT []\nCOPY --link=false a b\nHEALTHCHECK --interval=$I --timeout= CMD x\n',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions()) {
      yield* wrongArguments(instruction);
      const known = flagsOf(instruction.kind);
      for (const flag of instruction.flags) {
        const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
        const message = kind === undefined || flag.value === undefined ? undefined : wrongValue(flag, kind);
        if (message !== undefined) yield hit(flag.valueSpan, message);
      }
    }
  },
});

function* wrongArguments(instruction: Instruction): Iterable<Hit> {
  const { keyword, args } = instruction;
  const name = keyword.text.toUpperCase();
  switch (instruction.kind) {
    case 'from':
      if (args.length === 0) yield hit(keyword.span, 'FROM needs the image to start from');
      else if (args.length === 2 || args.length > 3 || (args.length === 3 && instruction.as === undefined))
        yield hit(keyword.span, 'FROM takes an image, or an image AS a name');
      else if (instruction.name !== undefined && !/^[a-z][a-z0-9_.-]*$/i.test(instruction.name.text)) {
        yield hit(
          instruction.name.span,
          'a stage name begins with a letter and goes on with letters, digits, dots, dashes and underscores',
        );
      }
      break;
    case 'copy':
    case 'add':
      if (args.length < 2) yield hit(keyword.span, `${name} needs at least one source and a destination`);
      else if (instruction.destination !== undefined && /^\d*<<-?\S/.test(instruction.destination.text))
        yield hit(instruction.destination.span, `a heredoc can be a source of ${name}, not its destination`);
      break;
    case 'env':
    case 'label':
    case 'arg':
      if (instruction.pairs.length === 0) yield hit(keyword.span, `${name} needs at least one name`);
      for (const pair of instruction.pairs)
        if (pair.key.length === 0) yield hit(pair.span, `the name in front of = is missing`);
      break;
    case 'healthcheck':
      yield* wrongHealthcheck(instruction);
      break;
    case 'shell':
      if (instruction.json === undefined || instruction.json.items.length === 0) {
        if (instruction.notJson === undefined)
          yield hit(keyword.span, 'SHELL needs a JSON array: SHELL ["/bin/sh", "-c"]');
      }
      break;
    case 'expose':
    case 'volume':
      if (args.length === 0) yield hit(keyword.span, `${name} needs at least one argument`);
      for (const word of instruction.kind === 'volume' ? args : [])
        if (word.text.trim() === '') yield hit(keyword.span, 'VOLUME names an empty path');
      break;
    case 'user':
    case 'workdir':
    case 'stopsignal':
    case 'maintainer':
      if (args.length === 0) yield hit(keyword.span, `${name} needs an argument`);
      break;
    case 'onbuild':
      if (instruction.trigger === undefined && instruction.rest.length === 0)
        yield hit(keyword.span, 'ONBUILD needs an instruction');
      break;
    default:
  }
}

function* wrongHealthcheck(instruction: Extract<Instruction, { kind: 'healthcheck' }>): Iterable<Hit> {
  const type = instruction.type?.text.toUpperCase();
  if (instruction.type === undefined)
    yield hit(instruction.keyword.span, 'HEALTHCHECK needs CMD and a command, or NONE');
  else if (type === 'NONE') {
    if (instruction.command.length > 0) yield hit(instruction.command.span, 'HEALTHCHECK NONE takes no arguments');
  } else if (type !== 'CMD')
    yield hit(
      instruction.type.span,
      `HEALTHCHECK is followed by CMD or NONE, not by ${instruction.type.text.slice(0, 30)}`,
      { help: 'put CMD in front of the command' },
    );
  else if (instruction.command.length === 0 || instruction.json?.items.length === 0)
    yield hit(instruction.keyword.span, 'HEALTHCHECK CMD needs a command');
}

/** What is wrong with a flag's value; variables are not judged. */
function wrongValue({ name, value = '' }: Flag, kind: FlagKind): string | undefined {
  if (value.includes('$')) return undefined;
  if (typeof kind === 'object') return kind.includes(value) ? undefined : `--${name} is one of ${kind.join(', ')}`;
  if (kind === 'boolean') return /^(true|false)$/i.test(value) ? undefined : `--${name} is true or false`;
  // An empty time or number counts as none.
  if (value === '') return undefined;
  if (kind === 'count') return /^\d+$/.test(value) ? undefined : `--${name} takes a number that is not negative`;
  if (kind !== 'duration') return undefined;
  const milliseconds = duration(value);
  if (milliseconds === undefined) return `--${name} takes a time with its unit, such as 30s or 1m30s`;
  return milliseconds !== 0 && milliseconds < 1 ? `--${name} cannot be less than a millisecond` : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A time as Go writes it, in milliseconds; negative ones count as none. */
function duration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^\+?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g))
    sum += Number(count) * (UNITS[unit] ?? 0);
  return sum;
}
