import { defineRule, hit } from '../../src/rule.js';
import { bundleInstalls } from '../_share/bundler.js';

/** What takes the place of each flag. */
const SETTINGS: Readonly<Record<string, string>> = {
  '--without': 'BUNDLE_WITHOUT',
  '--with': 'BUNDLE_WITH',
  '--deployment': 'BUNDLE_DEPLOYMENT',
  '--path': 'BUNDLE_PATH',
  '--frozen': 'BUNDLE_FROZEN',
  '--clean': 'BUNDLE_CLEAN',
  '--system': 'BUNDLE_PATH__SYSTEM',
  '--no-prune': 'BUNDLE_NO_PRUNE',
  '--shebang': 'BUNDLE_SHEBANG',
};

export default defineRule({
  id: 'deprecated-bundler-flags',
  aliases: ['tally/ruby/deprecated-bundler-install-flags'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'strict',
  summary: '`bundle install` is given flags that Bundler has given up.',
  why: `Bundler 2.1 deprecated the flags that it remembers for later calls, and Bundler 4 no longer takes them: the build breaks with the next base image. They also change what later calls of \`bundle\` do, without a word about it in the file.

Say it where everybody sees it: \`ENV BUNDLE_DEPLOYMENT=1 BUNDLE_WITHOUT=development:test\`, or \`bundle config set --local path vendor/bundle\`.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nRUN bundle install --jobs 4 --without development test --deployment\n',
      at: ['--without', '--deployment'],
    },
    {
      dockerfile:
        'FROM ruby:3.3\nRUN ["bundle", "install", "--path=vendor"]\nRUN bundle _2.4.1_ install --without "$GROUPS"\n',
      at: ['--path', '--without'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nRUN bundle config set --local without test && bundle install --jobs=4 --gemfile=x --local\nRUN bundle clean --force && bundle binstubs --path x\n',
    },
    { dockerfile: 'FROM ruby:3.3 AS dev\nRUN bundle install --without test\n' },
  ],
  *dockerfile(subject) {
    for (const { words } of bundleInstalls(subject)) {
      for (const { text, span } of words) {
        const name = text.split('=')[0] as string;
        const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
        if (setting === undefined) continue;
        const end = span.end - span.start === text.length ? span.start + name.length : span.end;
        yield hit({ start: span.start, end }, `Bundler 4 no longer takes ${name}`, {
          help: `set ${setting} with ENV, or with bundle config set --local`,
        });
      }
    }
  },
});
