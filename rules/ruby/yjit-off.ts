import { defineRule, hit } from '../../src/rule.js';
import { ancestry } from '../_share/ancestry.js';
import { isForDevelopment } from '../_share/development-stages.js';
import { isServer, officialRuby } from '../_share/ruby.js';

export default defineRule({
  id: 'yjit-off',
  aliases: ['tally/ruby/yjit-not-enabled-on-supported-runtime'],
  controls: [],
  severity: 'info',
  confidence: 'low',
  preset: 'all',
  summary: 'A Ruby server runs without YJIT, which its Ruby has.',
  why: `From Ruby 3.3 on the compiler YJIT makes servers answer noticeably faster for some more memory, and is off unless asked for.

Set \`ENV RUBY_YJIT_ENABLE=1\`. Rails switches it on by itself from 7.2 on, and whether a program is Rails, and which one, the Dockerfile does not say: where anything speaks of Rails the rule says nothing. So it does where YJIT is switched off in words.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3-slim\nCOPY . .\nCMD ["bundle", "exec", "puma"]\n',
      at: 'CMD ["bundle", "exec", "puma"]',
      fixed: 'FROM ruby:3.3-slim\nCOPY . .\nENV RUBY_YJIT_ENABLE=1\nCMD ["bundle", "exec", "puma"]\n',
    },
    {
      dockerfile: 'FROM docker.io/library/ruby:4.0 AS a\nENV RUBYOPT=-W0\nFROM a\nENTRYPOINT ["falcon", "host"]\n',
      at: 'ENTRYPOINT ["falcon", "host"]',
    },
  ],
  good: [
    {
      dockerfile: 'FROM ruby:3.3\nENV RUBY_YJIT_ENABLE=1\nCMD ["puma"]\n',
    },
    { dockerfile: 'FROM ruby:3.3\nENV RUBYOPT="-W0 --yjit"\nCMD ["puma"]\n' },
    { dockerfile: 'FROM ruby:3.3\nCMD ["ruby", "--yjit", "-S", "puma"]\n' },
    { dockerfile: 'FROM ruby:3.3\nENV RUBY_YJIT_ENABLE=0\nCMD ["puma"]\n', note: 'on purpose' },
    { dockerfile: 'FROM ruby:3.3\nENV RAILS_ENV=production\nCMD ["puma"]\n', note: 'Rails may do it' },
    { dockerfile: 'FROM ruby:3.3\nCMD ["bin/rails", "server"]\n' },
    { dockerfile: 'FROM ruby:3.2\nCMD ["puma"]\n' },
    { dockerfile: 'FROM ruby\nCMD ["puma"]\n' },
    { dockerfile: 'FROM ruby:3.3\nENTRYPOINT ["mygem"]\n' },
    { dockerfile: 'FROM ruby:3.3\nCMD ["puma"]\nFROM ruby:3.3 AS dev\nCMD ["puma"]\n' },
  ],
  *dockerfile(subject) {
    const { target } = subject;
    if (target === undefined || isForDevelopment(target)) return;
    const tag = officialRuby(subject, target);
    const [, major = '0', minor = '0'] = /^(\d{1,2})\.(\d{1,2})(?:\D|$)/.exec(tag ?? '') ?? [];
    if (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 3)) return;
    const end = subject.stateAtEnd(target);
    if (end.variable('RUBY_YJIT_ENABLE')?.kind === 'env') return;
    const options = end.variable('RUBYOPT');
    if (options?.kind === 'env' && (options.value.value === undefined || /jit/.test(options.value.value))) return;
    const all = ancestry(subject, target).flatMap(({ instructions }) => instructions);
    const start = all.findLast(({ kind }) => kind === 'cmd') ?? all.findLast(({ kind }) => kind === 'entrypoint');
    const server = start && isServer(start.rest.text.split(/[\s"',[\]]+/));
    if (start === undefined || server === undefined || /yjit/i.test(start.rest.text)) return;
    if (all.some(({ kind, rest }) => kind !== 'from' && /rails|bootsnap|assets:precompile/i.test(rest.text)))
      return yield { notEvaluated: 'Rails switches YJIT on by itself from 7.2 on' };
    const at = start.span.start;
    yield hit(start.span, 'the server runs without YJIT, which makes it noticeably faster', {
      help: 'set ENV RUBY_YJIT_ENABLE=1',
      fix: {
        title: 'Switch YJIT on',
        safety: 'review',
        edits: [{ span: { start: at, end: at }, text: 'ENV RUBY_YJIT_ENABLE=1\n' }],
      },
    });
  },
});
