import { type Command, type DockerfileSubject, defineRule, type Fix, hit, type Instruction } from '../../src/rule.js';
import { lineEnd } from '../_share/line-edits.js';
import { precedes } from '../_share/lineage.js';
import { REPORTERS, type Reporter } from '../_share/telemetry.js';

/** Package runners, and the sub-commands behind which they name a program. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  npx: [],
  bunx: [],
  npm: ['exec', 'x'],
  pnpm: ['exec', 'dlx'],
  yarn: ['exec', 'dlx', 'run'],
};
const BY_PROGRAM = new Map(REPORTERS.flatMap(reporter => reporter.programs.map(name => [name, reporter] as const)));

export default defineRule({
  id: 'telemetry-on',
  aliases: ['prefer-telemetry-opt-out', 'tally/prefer-telemetry-opt-out'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'all',
  summary: 'A tool that reports how it is used runs without the variable that switches it off.',
  why: `Several build tools send their makers what is run, for how long and on what machine. On a build server nobody has agreed to that, each build calls a host that the build does not need, and behind a firewall it waits for it.

Set the variable that the tool's documentation names, once, with ENV, or in front of the command; an ENV stays in the image, which suits a tool that is there to be used. The rule looks at programs that RUN calls by name, through \`npx\` and its kin too; what \`npm run build\`
starts nobody can see. A base image may set the variable as well, and a value that leaves it on is taken for a decision.`,
  bad: [
    {
      dockerfile:
        'FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /src\nRUN dotnet restore && dotnet build\nRUN dotnet publish\n',
      at: 'dotnet',
      fixed:
        'FROM mcr.microsoft.com/dotnet/sdk:9.0\nENV DOTNET_CLI_TELEMETRY_OPTOUT=1\nWORKDIR /src\nRUN dotnet restore && dotnet build\nRUN dotnet publish\n',
    },
    {
      dockerfile: 'FROM node:22 AS a\nRUN npx --yes next build && pnpm exec turbo build\nFROM a\nRUN yarn next build\n',
      at: ['npx', 'pnpm'],
      fixed:
        'FROM node:22 AS a\nENV TURBO_TELEMETRY_DISABLED=1\nENV NEXT_TELEMETRY_DISABLED=1\nRUN npx --yes next build && pnpm exec turbo build\nFROM a\nRUN yarn next build\n',
    },
    {
      dockerfile:
        'FROM mcr.microsoft.com/dotnet/sdk:9.0\nRUN DOTNET_CLI_TELEMETRY_OPTOUT=1 dotnet restore\nRUN dotnet build\n',
      at: 'dotnet',
      note: 'that holds for one command only',
    },
  ],
  good: [
    { dockerfile: 'FROM mcr.microsoft.com/dotnet/sdk:9.0\nENV DOTNET_CLI_TELEMETRY_OPTOUT=1\nRUN dotnet restore\n' },
    { dockerfile: 'FROM node:22 AS a\nENV NEXT_TELEMETRY_DISABLED 1\nFROM a\nRUN npx next build\n', note: 'inherited' },
    { dockerfile: 'FROM node:22\nARG NEXT_TELEMETRY_DISABLED=1\nRUN next build\n' },
    {
      dockerfile:
        'FROM node:22\nRUN NEXT_TELEMETRY_DISABLED=1 npx next build\nRUN export NEXT_TELEMETRY_DISABLED=1 && next build\nRUN env DO_NOT_TRACK=1 turbo build\nRUN next telemetry disable && next build\n',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm run build && echo next && npm install next && yarn build\nCMD ["next", "start"]\n',
    },
    { dockerfile: 'FROM node:22\nENV DO_NOT_TRACK=1\nRUN bun install && turbo build\n' },
  ],
  *dockerfile(subject) {
    const told = new Map<Reporter, Instruction[]>();
    for (const command of subject.commands(...BY_PROGRAM.keys(), ...Object.keys(RUNNERS))) {
      const reporter = reporterOf(command);
      const { instruction } = command.script;
      if (reporter === undefined || command.program === undefined) continue;
      const before = told.get(reporter) ?? [];
      if (before.some(precedes(subject, instruction)) || isOff(subject, command, reporter)) continue;
      told.set(reporter, [...before.filter(({ stage }) => stage !== instruction.stage), instruction]);
      const { tool, variable, value } = reporter;
      const fix = set(subject, instruction, `${variable}=${value}`);
      yield hit(command.program.span, `${tool} reports how it is used, and ${variable} is not set`, {
        help: `write ENV ${variable}=${value}`,
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** The tool that a command runs, itself or through a package runner. */
function reporterOf({ name, args }: Command): Reporter | undefined {
  if (name === undefined) return undefined;
  if (!Object.hasOwn(RUNNERS, name) || name === 'bunx') {
    const own = BY_PROGRAM.get(name);
    if (name !== 'bunx' || own === undefined) return own;
  }
  const words = args.map(({ value }) => value).filter(word => word === undefined || !word.startsWith('-'));
  const subcommands = RUNNERS[name] ?? [];
  const [first, second] = words;
  if (first === undefined) return undefined;
  const behind = subcommands.includes(first) ? second : name === 'npm' ? undefined : first;
  return behind === undefined ? undefined : BY_PROGRAM.get(behind.replace(/(.)@.*$/, '$1'));
}

function isOff(subject: DockerfileSubject, command: Command, { variable, others = [] }: Reporter): boolean {
  const names = [variable, ...others];
  const state = subject.stateBefore(command.script.instruction);
  if (names.some(name => state.variable(name) !== undefined)) return true;
  const sets = (word: string) => names.some(name => word.startsWith(`${name}=`));
  return [command, ...command.wrappers, ...command.script.commands.slice(0, Math.min(command.index, 200))].some(
    ({ name, assignments, args }) => {
      const own = name === 'export' || name === 'env' || name === '';
      if (args.some(({ value }) => value === 'telemetry')) return true;
      return (
        ((name === '' || command.name === name) && assignments.some(each => names.includes(each.name))) ||
        (own && args.some(({ text }) => sets(text)))
      );
    },
  );
}

/** An ENV behind the FROM of the stage. */
function set({ file }: DockerfileSubject, { stage }: Instruction, pair: string): Fix | undefined {
  const from = file.stages[stage ?? -1]?.from;
  const start = from === undefined ? -1 : file.lines.start(from.endLine + 1);
  if (start <= 0 || file.text[start - 1] !== '\n') return undefined;
  const text = `ENV ${pair}${lineEnd(file.text)}`;
  return { title: `Set ${pair}`, safety: 'review', edits: [{ span: { start, end: start }, text }] };
}
