import { type Command, type DockerfileSubject, defineRule, hit, type Instruction, mountsOf } from '../../src/rule.js';
import { commandsOf } from '../_share/cleanup.js';
import { through } from '../_share/edits.js';
import { pipWords } from '../_share/language-packages.js';
import { packageCall } from '../_share/packages.js';
import { type CachingCall, cachingCall, SYSTEM_CACHES, type ToolCache } from '../_share/tool-caches.js';

export default defineRule({
  id: 'missing-cache-mount',
  aliases: ['tally/ruby/prefer-bundler-cache-mount', 'tally/prefer-package-cache-mounts'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'all',
  summary: 'A RUN installs packages without a cache that the next build can use.',
  why: `When one line of the list changes the builder runs the step again, and everything is downloaded anew. With a cache mount the package manager finds what it had the last time, and the cache is no part of the layer.

Write \`RUN --mount=type=cache,target=/root/.npm npm ci\`. apt needs \`sharing=locked\` on \`/var/cache/apt\` and \`/var/lib/apt\`, and a RUN before it that removes \`/etc/apt/apt.conf.d/docker-clean\`. Runners that begin with an empty builder
gain nothing. A call that cleans up, or is told to keep no cache, has decided for the other way of keeping layers small and is left alone.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nRUN npm ci\n',
      at: 'npm ci',
      fixed: 'FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    },
    {
      dockerfile: 'FROM golang:1.22\nRUN --mount=type=secret,id=x go mod download && go build ./...\n',
      at: 'go mod download',
      fixed:
        'FROM golang:1.22\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build --mount=type=secret,id=x go mod download && go build ./...\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && pip install x\n',
      at: 'apt-get install',
      fixed:
        'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked --mount=type=cache,target=/root/.cache/pip apt-get update && apt-get install -y curl && pip install x\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN uv sync\nRUN --mount=type=cache,target=/root/.npm poetry install\nRUN python -m pip install x\nFROM ruby:3.3\nRUN bundle install\nFROM rust:1\nRUN cargo build --release\nFROM php:8\nRUN composer install\nFROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN dotnet restore\n',
      at: [
        'uv sync',
        'poetry install',
        'python -m pip install',
        'bundle install',
        'cargo build',
        'composer install',
        'dotnet restore',
      ],
    },
    {
      dockerfile: 'FROM node:22\nUSER node\nRUN yarn\nRUN pnpm i\n',
      at: ['yarn', 'pnpm i'],
      note: "another user's home: nothing is offered",
    },
    {
      dockerfile: 'FROM fedora:42\nRUN dnf -y install git\nFROM alpine:3.20\nRUN apk add git\n',
      at: ['dnf -y install', 'apk add'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM node:22\nRUN --mount=type=cache,target=/home/node/.npm npm ci\nRUN --mount=type=cache,target=$STORE/pnpm pnpm i\nRUN --mount=type=cache,id=y,target=/y,sharing=locked YARN_CACHE_FOLDER=/y yarn\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nFROM alpine:3.20\nRUN apk add --no-cache curl\nFROM fedora:42\nRUN dnf -y install curl && dnf clean all\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nENV UV_NO_CACHE=1\nRUN uv sync && pip install --no-cache-dir x\nFROM node:22\nRUN npm ci && npm cache clean --force\nRUN yarn && yarn cache clean\nRUN npm i && rm -rf ~/.npm\nFROM php:8\nRUN composer install --no-dev && composer clear-cache\n',
      note: 'the other way',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm run install && npm --version && cargo test build && go version && dotnet publish && npm install --help && go run x\n',
    },
    {
      dockerfile:
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN npm install\n',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run')) {
      const commands = commandsOf(subject, instruction);
      const calls = commands.flatMap(command => callOf(command) ?? []);
      if (calls.length === 0) continue;
      // A RUN may be long: each cache is looked for once.
      const covered = new Map<ToolCache, boolean>();
      for (const call of calls)
        if (!covered.has(call.cache))
          covered.set(call.cache, isMounted(subject, instruction, call.cache) || isCleaned(commands, call));
      const missing = calls.filter(
        call => covered.get(call.cache) !== true && !isSwitchedOff(subject, instruction, call),
      );
      const first = missing[0];
      if (first === undefined) continue;
      const mounts = [...new Set(missing.map(({ cache }) => cache))].flatMap(({ folders, locked }) =>
        folders.map(folder => `--mount=type=cache,target=${folder}${locked ? ',sharing=locked' : ''}`),
      );
      const at = instruction.keyword.span.end;
      const user = subject.stateBefore(instruction).user.value;
      const isRoot = user === undefined || /^(root|0)?(:|$)/.test(user);
      yield hit(
        through(first.command, first.verb),
        `what ${first.tool} downloads or builds here is lost to the next build, as no cache is mounted`,
        {
          help: isRoot ? `mount a cache: ${mounts[0]}` : "mount a cache on the folder in the user's home",
          ...(isRoot && {
            fix: {
              title: 'Mount a cache',
              safety: 'review',
              edits: [{ span: { start: at, end: at }, text: ` ${mounts.join(' ')}` }],
            },
          }),
        },
      );
    }
  },
});

function callOf(command: Command): CachingCall | undefined {
  const call = packageCall(command);
  if (call === undefined) return cachingCall(command, pipWords(command));
  const family = call.manager.startsWith('apt') ? 'apt' : call.manager.endsWith('dnf') ? 'dnf' : call.manager;
  const cache = SYSTEM_CACHES[family];
  if (cache === undefined || call.action !== 'install' || call.packages.length === 0) return undefined;
  return { tool: call.manager, command, verb: call.verb, cache };
}

/** The call keeps no cache, or keeps it where it is told to. */
function isSwitchedOff(subject: DockerfileSubject, instruction: Instruction, { command, cache }: CachingCall): boolean {
  if (command.args.some(({ text }) => /^["']?(--no-cache|--cache-(dir|folder)\b|--store-dir)/.test(text))) return true;
  const off = cache.off === undefined ? undefined : subject.stateBefore(instruction).variable(cache.off);
  if (off !== undefined && off.value.value !== '') return true;
  return command.assignments.some(({ name }) => name === cache.off || name.includes('CACHE'));
}

/** A cache is mounted that may well be the tool's. */
function isMounted(subject: DockerfileSubject, instruction: Instruction, { hint, folders }: ToolCache): boolean {
  const state = subject.stateBefore(instruction);
  return mountsOf(instruction).some(({ type, target = '' }) => {
    if (type !== 'cache' && type !== 'tmpfs') return false;
    const path = state.expand(target).value ?? target;
    const above = `${path.replace(/\/$/, '')}/`;
    return path.includes('$') || hint.test(path) || folders.some(folder => `${folder}/`.startsWith(above));
  });
}

/** Something in the RUN takes the cache away. */
function isCleaned(commands: readonly Command[], { tool, cache }: CachingCall): boolean {
  return commands.some(command => {
    if (command.name === 'rm' || command.name === 'find')
      return command.args.some(
        ({ text }) => cache.hint.test(text) || /(^|\/)\.cache\b|^\/var\/cache\/?\*?$/.test(text),
      );
    // `docker-image-cleanup`
    if (/clean/i.test(command.name ?? '')) return true;
    if (packageCall(command)?.action === 'clean') return cache.locked === true;
    const isTool = command.name === tool || (tool === 'pip' && pipWords(command) !== undefined);
    return isTool && command.args.some(({ value }) => /^(clean|purge|prune|clear-?cache|nuget)$/.test(value ?? ''));
  });
}
