import { defineRule, hit } from '../../src/rule.js';
import { behind, through } from '../_share/edits.js';
import { packageCall } from '../_share/packages.js';
import { isAnswered } from '../_share/prompts.js';
import { mayBeFlags } from '../_share/unknown-flags.js';

export default defineRule({
  id: 'zypper-prompt',
  aliases: ['DL3034', 'tally/hadolint/DL3034', '45e1fca5-f90e-465d-825f-c2cb63fa3944'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A call of `zypper` asks before it goes on, and nobody can answer in a build.',
  why: `zypper shows what it is about to do and asks whether to continue. In a build there is no terminal: it finds no answer and gives up, and the build stops.

Write \`zypper --non-interactive …\` (\`-n\`, in front of the sub-command), which takes the usual answer to every question; \`-y\` behind the sub-command answers only this one.`,
  bad: [
    {
      dockerfile: 'FROM opensuse/leap:15\nRUN zypper install curl && zypper --quiet rm vim && zypper -n in git\n',
      at: ['zypper install', 'zypper --quiet rm'],
      fixed: 'FROM opensuse/leap:15\nRUN zypper -n install curl && zypper -n --quiet rm vim && zypper -n in git\n',
    },
    {
      dockerfile: 'FROM opensuse/leap:15\nRUN ["zypper", "--non-interactive-include-reboot-patches", "patch"]\n',
      at: 'zypper", "--non-interactive-include-reboot-patches", "patch',
      fixed: 'FROM opensuse/leap:15\nRUN ["zypper", "-n", "--non-interactive-include-reboot-patches", "patch"]\n',
      note: 'another flag',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM opensuse/leap:15\nRUN zypper -n in a && zypper --non-interactive up && zypper in -y b && zypper install --no-confirm c\n',
    },
    {
      dockerfile:
        'FROM opensuse/leap:15\nRUN zypper ar https://example.com x && zypper ref && zypper clean && zypper search y\n',
    },
    { dockerfile: 'FROM opensuse/leap:15\nRUN yes | zypper in curl\nARG FLAGS\nRUN zypper in $FLAGS git\n' },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('zypper')) {
      const call = packageCall(command);
      const { program } = command;
      if (call === undefined || program === undefined || isAnswered(command)) continue;
      if (call.action !== 'install' && call.action !== 'upgrade' && call.action !== 'remove') continue;
      if (call.arguments.flag('--non-interactive', '--no-confirm', '--dry-run', '--help') !== undefined) continue;
      const flags = mayBeFlags(subject, command);
      if (flags !== undefined) yield { notEvaluated: `${flags.text} may hold --non-interactive` };
      else
        yield hit(through(command, call.verb), 'zypper asks before it goes on, and without an answer the build stops', {
          help: 'write zypper -n',
          fix: { title: 'Add -n', safety: 'safe', edits: [behind(command, program, '-n')] },
        });
    }
  },
});
