import { defineRule, hit } from '../../src/rule.js';
import { bundleInstalls } from '../_share/bundler.js';

export default defineRule({
  id: 'development-gems-installed',
  aliases: ['tally/ruby/missing-bundle-without-development'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: '`bundle install` brings the gems of the development group.',
  why: `Consoles in the browser, debuggers and linters end up in the image: more to compile and to pull, and \`web-console\` and its like open a shell to whoever reaches a page of errors.

Set \`ENV BUNDLE_WITHOUT=development\` (\`development:test\` where the tests run elsewhere) in front of it, or \`bundle config set --local without development\`. Stages for development or tests, by name, \`RAILS_ENV\` or \`RACK_ENV\`, are left alone.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nENV BUNDLE_WITHOUT=test\nRUN bundle install\n',
      at: 'bundle install',
      fixed: 'FROM ruby:3.3\nENV BUNDLE_WITHOUT=test\nENV BUNDLE_WITHOUT=development:test\nRUN bundle install\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3 AS build\nRUN apt-get update && bundle install --jobs=4\nFROM ruby:3.3-slim\nCOPY --from=build /x /x\n',
      at: 'bundle install',
      fixed:
        'FROM ruby:3.3 AS build\nENV BUNDLE_WITHOUT=development\nRUN apt-get update && bundle install --jobs=4\nFROM ruby:3.3-slim\nCOPY --from=build /x /x\n',
    },
    { dockerfile: 'FROM ruby:3.3\nENV BUNDLE_ONLY="default development"\nRUN bundle install\n', at: 'bundle install' },
  ],
  good: [
    {
      dockerfile:
        "FROM ruby:3.3 AS a\nRUN bundle config set --local without 'development test' && bundle install\nFROM a\nRUN bundle install\n",
    },
    {
      dockerfile:
        'FROM ruby:3.3\nRUN bundle config without test:development\nRUN bundle install\nFROM ruby:3.3\nENV BUNDLE_ONLY=production\nRUN bundle install\nFROM ruby:3.3\nRUN bundle install --without test development\nENV BUNDLE_WITHOUT="development"\nRUN bundle install\n',
    },
    { dockerfile: 'FROM ruby:3.3\nARG BUNDLE_WITHOUT\nRUN bundle install\n' },
    {
      dockerfile:
        'FROM ruby:3.3 AS ci\nRUN bundle install\nFROM ruby:3.3\nENV RAILS_ENV=development\nRUN bundle install\n',
    },
  ],
  *dockerfile(subject) {
    for (const { span, setting, instruction } of bundleInstalls(subject)) {
      const without = setting('without');
      const only = setting('only');
      if (
        groups(without).includes('development') ||
        (groups(only).length > 0 && only !== 'unknown' && !groups(only).includes('development'))
      )
        continue;
      if (without === 'unknown' || only === 'unknown') {
        yield { notEvaluated: 'a variable decides which groups are installed' };
        continue;
      }
      const { start } = instruction.span;
      const text = `ENV BUNDLE_WITHOUT=${['development', ...groups(without)].join(':')}\n`;
      yield hit(span, 'the gems of the development group end up in the image', {
        help: 'set ENV BUNDLE_WITHOUT=development in front of it',
        ...(instruction.onbuild === undefined &&
          groups(only).length === 0 && {
            fix: {
              title: 'Leave the development group out',
              safety: 'review',
              edits: [{ span: { start, end: start }, text }],
            },
          }),
      });
    }
  },
});

function groups(value = ''): string[] {
  return value
    .toLowerCase()
    .split(/[\s:]+/)
    .filter(group => group !== '');
}
