import { type DockerfileSubject, defineRule, hit, type Instruction } from '../../src/rule.js';
import { bundleInstalls, isOn } from '../_share/bundler.js';
import { commandsOf } from '../_share/cleanup.js';

export default defineRule({
  id: 'bundle-without-deployment',
  aliases: ['tally/ruby/missing-bundle-deployment'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: '`bundle install` may change Gemfile.lock, as it does not run in deployment mode.',
  why: `Where \`Gemfile\` and \`Gemfile.lock\` do not agree, or the lock file lacks the platform of the image, Bundler resolves anew and installs versions that nobody has tested; the new lock file stays in the image, where nobody sees it.

Set \`ENV BUNDLE_DEPLOYMENT=1\` in front of it, and with it \`BUNDLE_PATH=/usr/local/bundle\`, since gems go to \`vendor/bundle\` otherwise. \`BUNDLE_FROZEN=1\` alone protects the lock file too. Stages for development or tests, by name, \`RAILS_ENV\` or \`RACK_ENV\`, are left alone.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nENV RAILS_ENV=production\nRUN bundle install --jobs 4\n',
      at: 'bundle install',
      fixed:
        'FROM ruby:3.3\nENV RAILS_ENV=production\nENV BUNDLE_DEPLOYMENT=1 BUNDLE_PATH=/usr/local/bundle\nRUN bundle install --jobs 4\n',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY Gemfile Gemfile.lock ./\nENV BUNDLE_DEPLOYMENT=false\nRUN cd /app && bundle\nENV BUNDLE_DEPLOYMENT=1\n',
      at: 'bundle',
      note: 'switched off, and on too late',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3 AS a\nRUN bundle config set --local deployment true && bundle install\nFROM a\nRUN bundle install\nFROM ruby:3.3\nRUN BUNDLE_FROZEN=1 bundle install && bundle install --deployment\nRUN export BUNDLE_DEPLOYMENT=1; bundle install\nENV BUNDLE_DEPLOYMENT="1"\nRUN bundle install\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3 AS test\nRUN bundle install\nFROM ruby:3.3\nENV RACK_ENV=test\nRUN bundle install\nFROM debian:12\nRUN bundle install\n',
    },
    { dockerfile: 'FROM ruby:3.3\nRUN bundle install && rm Gemfile.lock\n', note: 'there is no lock file to keep to' },
    {
      dockerfile:
        'FROM ruby:3.3\nARG BUNDLE_DEPLOYMENT\nRUN bundle install\nRUN bundle exec rake install && bundle check\n',
    },
  ],
  *dockerfile(subject) {
    const handled = new Map<Instruction, boolean>();
    for (const { span, setting, instruction } of bundleInstalls(subject)) {
      const values = [isOn(setting('deployment')), isOn(setting('frozen'))];
      if (values.includes(true)) continue;
      if (values.includes(undefined)) {
        yield { notEvaluated: 'a variable decides whether Bundler keeps to the lock file' };
        continue;
      }
      const isHandled = handled.get(instruction) ?? handlesLock(subject, instruction);
      handled.set(instruction, isHandled);
      if (isHandled) {
        yield { notEvaluated: 'the RUN makes or moves Gemfile.lock itself' };
        continue;
      }
      const { start } = instruction.span;
      const variables = `BUNDLE_DEPLOYMENT=1${setting('path') === undefined ? ' BUNDLE_PATH=/usr/local/bundle' : ''}`;
      yield hit(span, 'Bundler may take other versions than Gemfile.lock says, and change it', {
        help: 'set ENV BUNDLE_DEPLOYMENT=1 in front of it',
        ...(instruction.onbuild === undefined && {
          fix: {
            title: 'Set BUNDLE_DEPLOYMENT',
            safety: 'review',
            edits: [{ span: { start, end: start }, text: `ENV ${variables}\n` }],
          },
        }),
      });
    }
  },
});

/** Something in the RUN makes, moves or deletes the lock file. */
function handlesLock(subject: DockerfileSubject, instruction: Instruction): boolean {
  return commandsOf(subject, instruction).some(
    ({ name, args }) =>
      args.some(({ text }) => text.includes('Gemfile.lock')) || (name === 'bundle' && args[0]?.value === 'lock'),
  );
}
