import { defineRule, hit } from '../../src/rule.js';
import { through } from '../_share/edits.js';
import { packageCall } from '../_share/packages.js';

export default defineRule({
  id: 'zypper-dist-upgrade',
  aliases: ['DL3035'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN moves the system to another state of the distribution with `zypper dup`.',
  why: `\`zypper dist-upgrade\` makes the system what the repositories hold: it replaces, downgrades and removes packages, and may cross to another release. The image is then no longer the base
image that FROM names, and the next build may give another one.

Name the release you want in FROM; for fixes use \`zypper patch\` or \`zypper update\`. On openSUSE Tumbleweed, which has no releases, \`dup\` is the only right upgrade and is left alone.`,
  bad: [
    { dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n dup\n', at: 'zypper -n dup' },
    {
      dockerfile: 'FROM registry.suse.com/bci/bci-base:15.6\nRUN zypper --non-interactive dist-upgrade -y\n',
      at: 'zypper --non-interactive dist-upgrade',
    },
  ],
  good: [
    { dockerfile: 'FROM opensuse/tumbleweed AS base\nFROM base\nRUN zypper -n dup\n' },
    { dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n patch && zypper -n dup --dry-run\n' },
    { dockerfile: 'ARG BASE\nFROM $BASE\nRUN zypper -n dup\n', note: 'nobody knows' },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('zypper')) {
      const call = packageCall(command);
      if (call?.verb.value !== 'dup' && call?.verb.value !== 'dist-upgrade') continue;
      if (call.arguments.flag('--dry-run', '--download-only', '-D', '-d') !== undefined) continue;
      const stage = subject.file.stages[command.script.instruction.stage ?? -1];
      const base = stage && subject.rootOf(stage).base;
      if (base?.kind === 'unknown') yield { notEvaluated: base.why };
      if (base?.kind !== 'image' || /tumbleweed|microos/i.test(base.reference)) continue;
      yield hit(
        through(command, call.verb),
        'zypper dup replaces and removes packages until this is no longer the base image',
        {
          help: 'name the release in FROM, and use zypper patch or zypper update for fixes',
        },
      );
    }
  },
});
