import { type Command, type DockerfileSubject, defineRule, hit, mountsOf } from '../../src/rule.js';
import { stageOf } from '../_share/copies.js';
import { isForDevelopment } from '../_share/development-stages.js';

const KEYS = /^(?:SECRET_KEY_BASE|SECRET_KEY_BASE_DUMMY|RAILS_MASTER_KEY)$/;

export default defineRule({
  id: 'asset-precompile-without-dummy-key',
  aliases: ['tally/ruby/asset-precompile-without-dummy-key'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: '`assets:precompile` runs without SECRET_KEY_BASE_DUMMY, so it needs the real key.',
  why: `In production Rails does not start without \`secret_key_base\`, and the build has none: the step fails, or the master key is copied into the image to make it work, where everybody who can pull it reads it.

Write \`SECRET_KEY_BASE_DUMMY=1 bin/rails assets:precompile\` (Rails 7.1 and newer; before, any text as \`SECRET_KEY_BASE\` for this one command). A step that is given the key by a secret mount, by ENV or ARG, or runs for development or tests, is left alone.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nRUN bundle install && ./bin/rails assets:precompile\n',
      at: 'assets:precompile',
      fixed: 'FROM ruby:3.3\nRUN bundle install && SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3\nRUN SECRET_KEY_BASE=x echo 1; RAILS_ENV=production bundle exec rake assets:precompile\nRUN ["bin/rails", "assets:precompile"]\n',
      at: ['assets:precompile', 'assets:precompile'],
      fixed:
        'FROM ruby:3.3\nRUN SECRET_KEY_BASE=x echo 1; SECRET_KEY_BASE_DUMMY=1 RAILS_ENV=production bundle exec rake assets:precompile\nENV SECRET_KEY_BASE_DUMMY=1\nRUN ["bin/rails", "assets:precompile"]\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nRUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile\nRUN env SECRET_KEY_BASE=x rake assets:precompile\nRUN export SECRET_KEY_BASE=$(openssl rand -hex 64) && rake assets:precompile\nRUN --mount=type=secret,id=master_key,target=/rails/config/master.key rake assets:precompile\nRUN rake assets:precompile RAILS_ENV=test\nRUN bundle exec rake db:migrate && echo assets:precompile\nENV SECRET_KEY_BASE_DUMMY=1\nRUN rake assets:precompile\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3 AS test\nRUN rake assets:precompile\nFROM ruby:3.3\nARG RAILS_MASTER_KEY\nRUN rake assets:precompile\nFROM ruby:3.3\nENV RAILS_ENV=development\nRUN rake assets:precompile\n',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands()) {
      if (!/^(?:rails|rake|bundle|ruby|spring)$/.test(command.name ?? '')) continue;
      const task = command.args.find(({ value }) => value === 'assets:precompile');
      if (task === undefined || hasKey(subject, command)) continue;
      const { instruction, dialect } = command.script;
      const stage = stageOf(subject, instruction);
      if (stage === undefined || isForDevelopment(stage) || isForTests(subject, command)) continue;
      const inScript = dialect !== 'none' && command.wrappers.length === 0;
      const start = inScript ? command.span.start : instruction.span.start;
      const text = inScript ? 'SECRET_KEY_BASE_DUMMY=1 ' : 'ENV SECRET_KEY_BASE_DUMMY=1\n';
      yield hit(task.span, 'in production Rails asks for secret_key_base here, and nothing gives it a dummy', {
        help: 'write SECRET_KEY_BASE_DUMMY=1 in front of the command',
        // ENV would stay in the image; it is offered only where an exec form leaves no other place.
        ...((inScript || (dialect === 'none' && instruction.onbuild === undefined)) && {
          fix: { title: 'Give a dummy key', safety: 'review', edits: [{ span: { start, end: start }, text }] },
        }),
      });
    }
  },
});

function hasKey(subject: DockerfileSubject, command: Command): boolean {
  const { instruction, commands } = command.script;
  const state = subject.stateBefore(instruction);
  if (['SECRET_KEY_BASE', 'SECRET_KEY_BASE_DUMMY', 'RAILS_MASTER_KEY'].some(name => state.variable(name) !== undefined))
    return true;
  if (mountsOf(instruction).some(({ type }) => type === 'secret')) return true;
  const isGiven = ({ args }: Command): boolean => args.some(({ text }) => KEYS.test(text.split('=')[0] as string));
  return (
    [...command.wrappers, command].some(
      each => each.assignments.some(({ name }) => KEYS.test(name)) || isGiven(each),
    ) ||
    commands
      .slice(Math.max(0, command.index - 256), command.index)
      .some(each => each.name === 'export' && isGiven(each))
  );
}

function isForTests(subject: DockerfileSubject, command: Command): boolean {
  const state = subject.stateBefore(command.script.instruction);
  const values = [
    ...['RAILS_ENV', 'RACK_ENV'].map(name => state.variable(name)?.value.value),
    ...[...command.wrappers, command].flatMap(({ assignments, args }) => [
      ...assignments.flatMap(({ name, value }) => (name === 'RAILS_ENV' ? [value] : [])),
      ...args.flatMap(({ value }) => (value?.startsWith('RAILS_ENV=') ? [value.slice(10)] : [])),
    ]),
  ];
  return values.some(value => value === 'development' || value === 'test');
}
