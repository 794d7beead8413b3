import { defineRule, hit } from '../../src/rule.js';
import { stageOf } from '../_share/copies.js';
import { behind } from '../_share/edits.js';

export default defineRule({
  id: 'bootsnap-without-j1',
  aliases: ['tally/ruby/bootsnap-precompile-without-j1'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: '`bootsnap precompile` works in several processes, which hang or crash where the processor is emulated.',
  why: `An image for another architecture than the builder's is built under QEMU, and there the processes that bootsnap forks crash or hang: the build for arm64 fails while the one for amd64 goes through.

Write \`bootsnap precompile -j 1\`; it costs seconds. A stage that runs on the builder's own architecture (\`FROM --platform=$BUILDPLATFORM\`), and a script that compares \`BUILDPLATFORM\` with \`TARGETPLATFORM\`, are left alone.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nRUN bundle install && bundle exec bootsnap precompile --gemfile\n',
      at: 'bootsnap precompile',
      fixed: 'FROM ruby:3.3\nRUN bundle install && bundle exec bootsnap precompile -j 1 --gemfile\n',
    },
    {
      dockerfile: 'FROM ruby:3.3\nRUN ["bin/bootsnap", "precompile", "-j", "4", "app/"]\n',
      at: 'bin/bootsnap", "precompile',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nRUN bundle exec bootsnap precompile -j 1 --gemfile && bootsnap precompile -j1 app/ && bootsnap precompile --jobs=1 lib/ && bootsnap precompile --jobs 1 lib/ && echo bootsnap precompile\n',
    },
    { dockerfile: 'FROM --platform=$BUILDPLATFORM ruby:3.3\nRUN bootsnap precompile app/\n' },
    {
      dockerfile:
        'FROM ruby:3.3\nARG BUILDPLATFORM TARGETPLATFORM JOBS\nRUN if [ "$BUILDPLATFORM" = "$TARGETPLATFORM" ]; then bootsnap precompile app/; fi\nRUN bootsnap precompile -j $JOBS app/\n',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('bundle', 'bootsnap')) {
      const { args, program, script } = command;
      const at = args.findIndex(({ value }) => value === 'precompile');
      const verb = args[at];
      const tool = command.name === 'bootsnap' ? program : args[at - 1];
      if (verb === undefined || tool === undefined || !/(?:^|\/)bootsnap$/.test(tool.value ?? '')) continue;
      const flag = args.findIndex(({ text }, i) => i > at && /^(?:-j|--jobs)/.test(text));
      const given = args[flag];
      const jobs = /\d+$/.exec(given?.value ?? '')?.[0] ?? args[flag + 1]?.value;
      if (given !== undefined && (jobs === '1' || jobs === undefined)) continue;
      if (/BUILDPLATFORM/.test(script.text.text) && /TARGETPLATFORM/.test(script.text.text)) continue;
      const stage = stageOf(subject, script.instruction);
      const platform = stage && subject.rootOf(stage).from.flags.find(({ name }) => name === 'platform')?.value;
      if (platform !== undefined && /\bBUILD(?:PLATFORM|OS|ARCH)\b/.test(platform)) continue;
      yield hit(
        { start: tool.span.start, end: verb.span.end },
        'the processes that bootsnap forks crash or hang when an image for another architecture is built',
        {
          help: 'write bootsnap precompile -j 1',
          ...(given === undefined &&
            script.dialect !== 'none' && {
              fix: { title: 'Add -j 1', safety: 'safe', edits: [behind(command, verb, '-j 1')] },
            }),
        },
      );
    }
  },
});
