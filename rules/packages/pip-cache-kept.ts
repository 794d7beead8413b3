import {
  type Argument,
  type Command,
  type DockerfileSubject,
  defineRule,
  hit,
  type Instruction,
  mountsOf,
} from '../../src/rule.js';
import { commandsOf, isCleaned } from '../_share/cleanup.js';
import { behind, through } from '../_share/edits.js';
import { pipCall, pipWords } from '../_share/language-packages.js';
import { isShipped, precedes } from '../_share/lineage.js';
import { mayBeFlags } from '../_share/unknown-flags.js';
import { placeIn, writtenFiles } from '../_share/written.js';

export default defineRule({
  id: 'pip-cache-kept',
  aliases: ['DL3042', 'f2f903fb-b977-461e-98d7-b3e2185c6118'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'recommended',
  summary: '`pip` leaves its cache in a layer.',
  why: `pip keeps every package that it downloads, and every wheel that it builds, a second time under \`~/.cache/pip\`. In a layer nobody will ever use them again, and everybody pulls them.

Write \`pip install --no-cache-dir …\` or \`ENV PIP_NO_CACHE_DIR=1\` (any value will do), or mount a cache: \`RUN --mount=type=cache,target=/root/.cache/pip pip install …\`, which makes the next build faster too. A
stage whose layers are not part of the image does not matter and is left alone.`,
  bad: [
    {
      dockerfile: 'FROM python:3.12\nRUN pip install -r requirements.txt && python3 -m pip install -q x\n',
      at: ['pip install', 'python3 -m pip install'],
      fixed:
        'FROM python:3.12\nRUN pip install --no-cache-dir -r requirements.txt && python3 -m pip install --no-cache-dir -q x\n',
    },
    {
      dockerfile: 'FROM python:3.12\nENV PIP_NO_CACHE_DIR=\nRUN pip3.12 install x && rm -rf ~/.cache/other\n',
      at: 'pip3.12 install',
      note: 'empty is as good as not set',
    },
  ],
  good: [
    { dockerfile: 'FROM python:3.12\nRUN pip install --no-cache-dir x && pip --no-cache-dir install y\n' },
    {
      dockerfile: 'FROM python:3.12 AS base\nENV PIP_NO_CACHE_DIR=off\nFROM base\nRUN pip install x\n',
      note: 'pip switches the cache off whatever the value is',
    },
    {
      dockerfile:
        'FROM python:3.12\nENV PIP_NO_CACHE_DIR=0\nRUN pip install x\nRUN PIP_NO_CACHE_DIR=false pip install y\nRUN export PIP_NO_CACHE_DIR=no && pip install z\n',
      note: 'whatever the value is, once more',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN PIP_NO_CACHE_DIR=1 pip install x\nRUN export PIP_NO_CACHE_DIR=1; pip install y\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache pip install x\nRUN --mount=type=cache,target=/home/me/.cache/pip pip install y\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install x && rm -rf ~/.cache\nRUN pip install y && pip cache purge\nRUN pip install z; rm -rf /root/.cache/pip\n',
    },
    { dockerfile: 'FROM python:3.12\nRUN pip config set global.no-cache-dir true\nRUN pip install x\n' },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip download x && pipx install y && pip --version\nARG FLAGS\nRUN pip install $FLAGS x\n',
    },
    { dockerfile: 'FROM python:3.12 AS build\nRUN pip install build\nFROM python:3.12\n' },
  ],
  *dockerfile(subject) {
    const settings = [...configured(subject)];
    for (const instruction of subject.instructions('run')) {
      if (!isShipped(subject, instruction) || isMounted(instruction) || isSet(subject, instruction)) continue;
      const isBefore = precedes(subject, instruction);
      if (settings.some(setting => setting.index < instruction.index && isBefore(setting))) continue;
      const calls = keeping(commandsOf(subject, instruction));
      const last = calls.at(-1);
      if (last === undefined) continue;
      const cleaned = isCleaned(subject, last.command, ['/root/.cache/pip'], purges);
      if (cleaned === undefined) yield { notEvaluated: 'a command that cannot be read from here may remove the cache' };
      if (cleaned !== false) continue;
      for (const { command, verb } of calls) {
        const flags = mayBeFlags(subject, command);
        if (flags !== undefined) yield { notEvaluated: `${flags.text} may hold --no-cache-dir` };
        else
          yield hit(
            through(command, verb),
            'pip keeps everything it downloads and builds a second time in this layer',
            {
              help: 'add --no-cache-dir, or mount a cache at /root/.cache/pip',
              fix: { title: 'Add --no-cache-dir', safety: 'safe', edits: [behind(command, verb, '--no-cache-dir')] },
            },
          );
      }
    }
  },
});

const SWITCHES = ['PIP_NO_CACHE_DIR', 'PIP_CACHE_DIR', 'XDG_CACHE_HOME'];

/** ENV or ARG says that there is no cache, or that it lies somewhere else. */
function isSet(subject: DockerfileSubject, instruction: Instruction): boolean {
  const state = subject.stateBefore(instruction);
  return SWITCHES.some(name => {
    const variable = state.variable(name);
    return variable !== undefined && variable.value.value !== '';
  });
}

/** A cache lies over the place, whoever's home it is. */
function isMounted(instruction: Instruction): boolean {
  return mountsOf(instruction).some(({ target = '' }) => /(^|\/)\.cache(\/pip)?\/?$|[$]/.test(target));
}

/** The installations that leave a cache. */
function keeping(commands: readonly Command[]): { command: Command; verb: Argument }[] {
  const calls: { command: Command; verb: Argument }[] = [];
  for (const command of commands) {
    const sets =
      command.name === 'export' && command.args.some(({ text }) => SWITCHES.includes(text.split('=')[0] as string));
    if (sets) break;
    const call = pipCall(command);
    if (call?.verb.value !== 'install') continue;
    if (call.arguments.flags.some(({ name }) => /^--(no-cache|dry-run|help|cache-dir)/.test(name))) continue;
    const set = [command, ...command.wrappers].some(({ assignments }) =>
      assignments.some(({ name }) => SWITCHES.includes(name)),
    );
    if (!set) calls.push({ command, verb: call.verb });
  }
  return calls;
}

function purges(command: Command): boolean {
  const words = pipWords(command);
  return words?.[0]?.value === 'cache' && words[1]?.value === 'purge';
}

/** Instructions that write it into pip's configuration. */
function* configured(subject: DockerfileSubject) {
  for (const command of subject.commands('pip', 'pip3', 'python', 'python3')) {
    const words = pipWords(command);
    if (words?.[0]?.value === 'config' && words.some(({ value }) => /^[a-z]+\.(no-)?cache-dir$/.test(value ?? '')))
      yield command.script.instruction;
  }
  for (const file of writtenFiles(subject))
    if (/pip\.(conf|ini)$/.test(file.path) && placeIn(file, /\bcache-dir\s*=/) !== undefined) yield file.instruction;
}
