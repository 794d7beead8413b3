import { type DockerfileSubject, defineRule, hit } from '../../src/rule.js';
import { ancestry } from '../_share/ancestry.js';
import { stageOf } from '../_share/copies.js';
import { isForDevelopment } from '../_share/development-stages.js';
import { MANAGERS, packageCall } from '../_share/packages.js';
import { rubyStages } from '../_share/ruby.js';

const JEMALLOC = /^(?:libjemalloc[12]|jemalloc)(?:$|[=:~])/;

export default defineRule({
  id: 'jemalloc-not-preloaded',
  aliases: ['tally/ruby/jemalloc-installed-but-not-preloaded'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: 'A package of jemalloc is installed for Ruby, and nothing loads it.',
  why: `Ruby goes on with the allocator of the C library: a package lies in the image without effect, and the memory that it was to save is not saved.

Set \`ENV LD_PRELOAD=libjemalloc.so.2\`; without a folder the loader finds it on every architecture. A script that is the ENTRYPOINT may load it too, and a Ruby that was linked with it needs nothing; then the rule says nothing.`,
  bad: [
    {
      dockerfile:
        'FROM ruby:3.3-slim\nRUN apt-get update && apt-get install -y libjemalloc2 curl\nCMD ["bin/rails", "server"]\n',
      at: 'libjemalloc2',
      fixed:
        'FROM ruby:3.3-slim\nRUN apt-get update && apt-get install -y libjemalloc2 curl\nENV LD_PRELOAD=libjemalloc.so.2\nCMD ["bin/rails", "server"]\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3-alpine AS base\nARG LD_PRELOAD=libjemalloc.so.2\nRUN apk add jemalloc=5.3.0-r0\nFROM base\n',
      at: 'jemalloc=5.3.0-r0',
      note: 'ARG does not reach the container',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nRUN apt-get install -y libjemalloc2\nENV LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2\n',
    },
    { dockerfile: 'FROM ruby:3.3\nRUN apt-get install -y libjemalloc2\nENV MALLOC_CONF=dirty_decay_ms:1000\n' },
    {
      dockerfile: 'FROM ruby:3.3\nRUN apt-get install -y libjemalloc2\nENTRYPOINT ["/rails/bin/docker-entrypoint"]\n',
      note: 'the script may load it',
    },
    { dockerfile: 'FROM ruby:3.3\nRUN apt-get install -y libjemalloc2\nCMD LD_PRELOAD=libjemalloc.so.2 puma\n' },
    {
      dockerfile:
        'FROM ruby:3.3\nRUN apt-get install -y libjemalloc2 && echo libjemalloc.so.2 > /etc/ld.so.preload\nFROM ruby:3.3\nRUN apt-get install -y libjemalloc2 && echo /usr/lib/libjemalloc.so.2 | tee /etc/ld.so.preload\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3 AS dev\nRUN apt-get install -y libjemalloc2\nFROM python:3.12\nRUN apt-get install -y libjemalloc2\n',
    },
    { dockerfile: 'FROM ruby:3.3\nRUN apt-get install -y libjemalloc-dev && apt-get purge -y libjemalloc2\n' },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands(...MANAGERS)) {
      const call = packageCall(command);
      const word =
        call?.action === 'install' ? call.packages.find(({ value }) => JEMALLOC.test(value ?? '')) : undefined;
      const { instruction } = command.script;
      const stage = stageOf(subject, instruction);
      if (word === undefined || stage === undefined || !subject.ships(stage)) continue;
      if (isForDevelopment(stage) || !rubyStages(subject).has(stage)) continue;
      const loaded = isLoaded(subject);
      if (loaded === undefined) yield { notEvaluated: 'a script that is not in the file may load jemalloc' };
      if (loaded !== false) return;
      const library = `libjemalloc.so.${word.value?.startsWith('libjemalloc1') ? 1 : 2}`;
      const { end } = instruction.span;
      yield hit(word.span, 'nothing loads jemalloc, so Ruby goes on without it', {
        help: `set ENV LD_PRELOAD=${library}`,
        ...(instruction.onbuild === undefined && {
          fix: {
            title: 'Load jemalloc',
            safety: 'review',
            edits: [{ span: { start: end, end }, text: `\nENV LD_PRELOAD=${library}` }],
          },
        }),
      });
      return;
    }
  },
});

/** Does the image load it, as far as the file shows? */
function isLoaded(subject: DockerfileSubject): boolean | undefined {
  const { target } = subject;
  if (target === undefined) return undefined;
  const state = subject.stateAtEnd(target);
  const preload = state.variable('LD_PRELOAD');
  if (preload?.kind === 'env' && preload.value.value === undefined) return undefined;
  if (preload?.kind === 'env' && /jemalloc/.test(preload.value.value ?? '')) return true;
  if (state.variable('MALLOC_CONF')?.kind === 'env') return true;
  let unknown = false;
  for (const { instructions } of ancestry(subject, target))
    for (const { kind, rest } of instructions) {
      if (kind === 'cmd' || kind === 'entrypoint') {
        if (/LD_PRELOAD|jemalloc/.test(rest.text)) return true;
        unknown ||= /entrypoint|\.sh\b/i.test(rest.text);
      }
      if (kind === 'run' && /ld\.so\.preload|patchelf|with-jemalloc|ljemalloc/.test(rest.text)) return true;
    }
  return unknown ? undefined : false;
}
