import { type Command, defineRule, hit, mountsOf, type Option } from '../../src/rule.js';
import { addedFlag, stageOf } from '../_share/copies.js';

/** What a command needs. */
interface Needed {
  readonly id: string;
  /** Where the file is mounted. */
  readonly target?: string;
  /** The variable that holds it instead. */
  readonly env?: string;
  /** The build stops where nobody gives the secret. */
  readonly required?: boolean;
}

const COMMANDS: Option<Readonly<Record<string, Needed>>> = {
  default: {},
  description:
    'By command (`pip`, `npm ci`) the secret that its RUN has to mount: its `id`, and `target` (a path) or `env` (a variable); `required` makes the build stop without it. Empty: the rule is silent.',
  schema: {
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        target: { type: 'string' },
        env: { type: 'string' },
        required: { type: 'boolean' },
      },
      required: ['id'],
      additionalProperties: false,
    },
  },
};
const PIP = { commands: { pip: { id: 'pipconf', target: '/root/.config/pip/pip.conf' } } };

export default defineRule({
  id: 'secret-mount-missing',
  aliases: ['tally/require-secret-mounts'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A command runs without the secret that the settings want mounted for it.',
  why: `Where packages come from a private registry, each RUN that fetches them needs the credentials. Without the mount the step fetches from the public registry instead, where somebody else may have put a package of that
name, or somebody writes the credentials into the image to make it work.

List the commands in \`commands\`, with the secret's id and where the tool looks for it; the rule is silent until then. A command is a program's name, with its first words if need be: \`npm ci\`. Windows builds have
no mounts and are not looked at.`,
  bad: [
    {
      dockerfile: 'FROM python:3.12\nRUN --mount=type=secret,id=wrong cd /x && env A=b pip install -r a.txt\n',
      at: 'pip',
      options: PIP,
      fixed:
        'FROM python:3.12\nRUN --mount=type=secret,id=wrong --mount=type=secret,id=pipconf,target=/root/.config/pip/pip.conf cd /x && env A=b pip install -r a.txt\n',
    },
    {
      dockerfile: 'FROM node:22\nRUN ["npm", "ci"]\nRUN npm run build && npm ci && npm ci\n',
      at: ['npm', 'npm'],
      options: { commands: { 'npm ci': { id: 'token', env: 'NPM_TOKEN' } } },
      fixed:
        'FROM node:22\nRUN --mount=type=secret,id=token,env=NPM_TOKEN ["npm", "ci"]\nRUN --mount=type=secret,id=token,env=NPM_TOKEN npm run build && npm ci && npm ci\n',
    },
    {
      dockerfile: 'FROM node:22\nRUN npm ci\n',
      at: 'npm',
      options: { commands: { npm: { id: 'npmrc', required: true } } },
      fixed: 'FROM node:22\nRUN --mount=type=secret,id=npmrc,required=true npm ci\n',
    },
    {
      dockerfile: 'FROM python:3.12\nRUN --mount=type=secret,id=pipconf pip install a\n',
      at: 'pip',
      options: PIP,
      note: 'mounted where pip does not look',
    },
  ],
  good: [
    { dockerfile: 'FROM python:3.12\nRUN pip install -r a.txt\n', note: 'no settings, no opinion' },
    {
      dockerfile:
        'FROM python:3.12\nRUN --mount=type=cache,target=/c --mount=type=secret,required=true,dst=/root/.config/pip/pip.conf,id=pipconf pip install a\nRUN echo pip\n',
      options: PIP,
    },
    { dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN pip install a\n', options: PIP },
    {
      dockerfile: 'FROM node:22\nRUN npm run ci\n',
      options: { commands: { 'npm ci': { id: 'token' } } },
    },
  ],
  options: { commands: COMMANDS },
  *dockerfile(subject) {
    const commands = Object.entries(subject.options.commands);
    if (commands.length === 0) return yield { notApplicable: 'the settings name no commands' };
    const names = commands.map(([name]) => name.split(/\s+/, 1)[0] as string);
    const told = new Set<string>();
    for (const command of subject.commands(...names)) {
      const run = command.script.instruction;
      if (command.program === undefined || stageOf(subject, run)?.os === 'windows') continue;
      for (const [name, needed] of commands) {
        const key = `${run.span.start} ${name}`;
        if (told.has(key) || !isCalled(command, name) || isMounted(run, needed)) continue;
        told.add(key);
        const mount = written(needed);
        yield hit(
          command.program.span,
          `${name} runs here without the secret ${needed.id}, which the settings ask for`,
          {
            help: `write RUN ${mount}`,
            fix: { title: 'Mount the secret', safety: 'review', edits: [addedFlag(run, mount)] },
          },
        );
      }
    }
  },
});

/** `npm ci`: the program's name and its first words. */
function isCalled({ name, args }: Command, wanted: string): boolean {
  const [program, ...words] = wanted.split(/\s+/);
  return name === program && words.every((word, i) => args[i]?.value === word);
}

function isMounted(run: Command['script']['instruction'], { id, target, env }: Needed): boolean {
  return mountsOf(run).some(mount => {
    if (mount.type !== 'secret') return false;
    const at = mount.target ?? mount.options.get('target');
    const given = mount.options.get('id') ?? at?.split('/').at(-1) ?? mount.options.get('env');
    if (given !== id) return false;
    return (
      (target === undefined || (at ?? `/run/secrets/${id}`) === target) &&
      (env === undefined || mount.options.get('env') === env)
    );
  });
}

function written({ id, target, env, required }: Needed): string {
  const more = [
    ...(target === undefined ? [] : [`target=${target}`]),
    ...(env === undefined ? [] : [`env=${env}`]),
    ...(required === true ? ['required=true'] : []),
  ];
  return `--mount=${['type=secret', `id=${id}`, ...more].join(',')}`;
}
