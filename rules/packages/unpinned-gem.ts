import { defineRule } from '../../src/rule.js';
import { gemInstall } from '../_share/language-packages.js';
import { ALLOW, unpinned } from '../_share/pins.js';

export default defineRule({
  id: 'unpinned-gem',
  aliases: ['DL3028', '22cd11f7-9c6c-4f6e-84c0-02058120b341'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`gem install` installs a gem without saying which version.',
  why: `Every build takes the newest release there is. A new major version breaks the image although nobody changed a line, and newer gems often ask for a newer Ruby than the one in the base image.

Write \`gem install rails:7.1.3\` or \`gem install rails -v 7.1.3\`; or put the gem into a \`Gemfile\` and install from \`Gemfile.lock\`. \`-v\` is for one gem only. Files, gems in variables and what stands behind \`--\`, which goes to the build of the gem, are left alone.`,
  options: ALLOW,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nRUN gem install --no-document rails:7.1.3 bundler -- --use-system-libraries=true\n',
      at: 'bundler',
      note: 'a flag without a value takes no word',
    },
    {
      dockerfile: 'FROM ruby:3.3\nRUN gem i bundler -N && gem install a b --version 1.0\n',
      at: ['bundler', 'a'],
      note: 'one version cannot hold for two gems',
    },
  ],
  good: [
    {
      dockerfile:
        "FROM ruby:3.3\nRUN gem install bundler:2.0.1 --use-system-libraries=true && gem install bundler --version '2.0.1' && gem install rake -v13.0\n",
    },
    {
      dockerfile:
        'FROM ruby:3.3\nARG V\nRUN gem install ./x.gem y.gem "$GEMS" z:$V && gem install bundler -v "$V" -- --with-x && gem install -g Gemfile\n',
    },
    { dockerfile: 'FROM ruby:3.3\nRUN gem install bundler\n', options: { allow: ['bundler'] } },
    { dockerfile: 'FROM ruby:3.3\nRUN gem update --system && gem list && bundle install\n' },
  ],
  *dockerfile(subject) {
    const installs = [];
    for (const command of subject.commands()) {
      const call = gemInstall(command);
      const given = call?.arguments.flag('--version', '--file', '--help');
      if (call !== undefined && (given === undefined || call.packages.length > 1)) installs.push(call);
    }
    yield* unpinned(subject, installs, word => (/[:/]|\.gem$/.test(word) ? undefined : word), 'write name:version');
  },
});
