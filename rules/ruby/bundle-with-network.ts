import { defineRule, hit } from '../../src/rule.js';
import { bundleInstalls } from '../_share/bundler.js';

export default defineRule({
  id: 'bundle-with-network',
  aliases: ['tally/ruby/prefer-network-none-install'],
  controls: [],
  severity: 'info',
  confidence: 'low',
  preset: 'all',
  summary: '`bundle install --local` needs no network, and the step has one.',
  why: `With \`--local\` Bundler takes gems from \`vendor/cache\` only. The programs that compile their extensions may still fetch what they like, and nobody sees it. \`RUN --network=none\` makes sure that what is built is what was checked in.

An installation without \`--local\` has to reach the server of gems, also with a cache mount, which may be empty; the rule says nothing of it.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nCOPY . .\nRUN bundle install --local --jobs 4\n',
      at: '--local',
      fixed: 'FROM ruby:3.3\nCOPY . .\nRUN --network=none bundle install --local --jobs 4\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nRUN --network=none bundle install --local\nRUN --mount=type=cache,target=/usr/local/bundle/cache bundle install\nRUN apt-get install -y make && bundle install --local\n',
      note: 'what else the step does may need it',
    },
    { dockerfile: 'FROM ruby:3.3 AS dev\nRUN bundle install --local\n' },
  ],
  *dockerfile(subject) {
    for (const { words, instruction, command } of bundleInstalls(subject)) {
      const local = words.find(({ text }) => text === '--local');
      if (local === undefined) continue;
      if (command.script.commands.length > 1 || instruction.flags.some(({ name }) => name === 'network')) continue;
      const at = instruction.flags.at(-1)?.span.end ?? instruction.keyword.span.end;
      yield hit(local.span, 'this step needs no network, and what it compiles may use it unseen', {
        help: 'write RUN --network=none',
        fix: {
          title: 'Take the network away',
          safety: 'review',
          edits: [{ span: { start: at, end: at }, text: ' --network=none' }],
        },
      });
    }
  },
});
