import { defineRule, type Fix, hit } from '../../src/rule.js';
import { stageOf, withoutInstruction } from '../_share/copies.js';
import { isForDevelopment } from '../_share/development-stages.js';
import { gemInstall, type LanguageCall } from '../_share/language-packages.js';
import { officialRuby } from '../_share/ruby.js';

export default defineRule({
  id: 'redundant-bundler',
  aliases: ['tally/ruby/redundant-bundler-install'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: '`gem install bundler` is run on an image that has Bundler.',
  why: `Docker's own \`ruby\` images bring the Bundler that belongs to their Ruby, and since 2.3 Bundler installs by itself the version that \`Gemfile.lock\` names. A further one is the newest there is on the day of the build: another in each build, and one day one that needs a newer Ruby.

Leave it out. An installation of a certain version, and images other than Docker's own, are left alone.`,
  bad: [
    {
      dockerfile:
        'FROM ruby:3.3-slim\nRUN gem install bundler\nRUN apt-get update && gem install bundler -N && bundle install\n',
      at: ['bundler', 'bundler'],
      fixed: 'FROM ruby:3.3-slim\nRUN apt-get update && bundle install\n',
    },
    { dockerfile: 'FROM ruby:3.3 AS a\nFROM a\nRUN gem install rake:13.2.1 bundler\n', at: 'bundler' },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nARG V\nRUN gem install bundler -v 2.4.1 && gem install bundler:2.4.1 rails && gem install bundler:$V && gem update bundler\n',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN gem install bundler\nFROM jruby:9.4\nRUN gem install bundler\nFROM ruby:3.3 AS dev\nRUN gem install bundler\n',
    },
    { dockerfile: 'FROM ruby:2.2\nRUN gem install bundler\n', note: 'too old to tell' },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands()) {
      const call = gemInstall(command);
      const word = call?.packages.find(({ value }) => value === 'bundler');
      if (call === undefined || word === undefined || call.arguments.flag('--version') !== undefined) continue;
      const stage = stageOf(subject, command.script.instruction);
      const tag = stage && officialRuby(subject, stage);
      if (stage === undefined || tag === undefined || /^2\.[0-5](?:\D|$)|^1/.test(tag) || isForDevelopment(stage))
        continue;
      const edits = call.packages.length === 1 ? withoutCall(subject.file.text, call) : undefined;
      yield hit(word.span, 'the image has the Bundler that belongs to its Ruby', {
        help: 'leave it out, or name the version that has to be',
        ...(edits && { fix: { title: 'Take gem install bundler away', safety: 'review', edits } }),
      });
    }
  },
});

/** The whole RUN, or the call up to the next one. */
function withoutCall(text: string, { command }: LanguageCall): Fix['edits'] | undefined {
  const { script, span, after, index } = command;
  const { instruction } = script;
  if (script.commands.length === 1 && instruction.onbuild === undefined) return [withoutInstruction(text, instruction)];
  const next = script.commands[index + 1];
  if (after !== '&&' || next === undefined || command.wrappers.length > 0 || script.dialect === 'none')
    return undefined;
  return [{ span: { start: span.start, end: next.span.start }, text: '' }];
}
