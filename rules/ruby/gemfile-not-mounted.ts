import { type CopyInstruction, defineRule, hit, mountsOf } from '../../src/rule.js';
import { bundleInstalls } from '../_share/bundler.js';
import { isFromContext } from '../_share/copies.js';
import { precedes } from '../_share/lineage.js';

export default defineRule({
  id: 'gemfile-not-mounted',
  aliases: ['tally/ruby/prefer-gemfile-bind-mounts'],
  controls: [],
  severity: 'info',
  confidence: 'low',
  preset: 'all',
  summary: 'Gemfile and Gemfile.lock are copied into a layer only for `bundle install`.',
  why: `The two files get a layer of their own, and a second copy with the rest of the program. A bind mount shows them to the one step that reads them, and the layer goes away.

Write \`RUN --mount=type=bind,source=Gemfile,target=Gemfile --mount=type=bind,source=Gemfile.lock,target=Gemfile.lock bundle install\`. That is a matter of taste, hence only in \`all\`, and only for files that ask for BuildKit with a \`# syntax=\` line.`,
  bad: [
    {
      dockerfile:
        '# syntax=docker/dockerfile:1\nFROM ruby:3.3\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\nCOPY . .\n',
      at: 'COPY Gemfile Gemfile.lock ./',
    },
    {
      dockerfile:
        '# syntax=docker/dockerfile:1\nFROM ruby:3.3 AS a\nCOPY --link ./Gemfile* .ruby-version ./\nFROM a\nRUN bundle install\n',
      at: 'COPY --link ./Gemfile* .ruby-version ./',
    },
  ],
  good: [
    { dockerfile: '# syntax=docker/dockerfile:1\nFROM ruby:3.3\nCOPY . .\nRUN bundle install\n' },
    { dockerfile: 'FROM ruby:3.3\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n' },
    {
      dockerfile:
        '# syntax=docker/dockerfile:1\nFROM ruby:3.3\nCOPY Gemfile vendor ./\nRUN bundle install\nCOPY Gemfile Gemfile.lock ./\nFROM ruby:3.3 AS dev\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\nFROM ruby:3.3\nCOPY --from=dev Gemfile ./\nRUN --mount=type=bind,source=Gemfile,target=Gemfile bundle install\n',
    },
  ],
  *dockerfile(subject) {
    if (!subject.file.directives.some(({ name }) => name === 'syntax')) return;
    const copies = [...subject.instructions('copy')].filter(isOfGemfile);
    if (copies.length === 0) return;
    const found = new Set<CopyInstruction>();
    // As many as a person would write; the rest of a generated file is not looked at.
    for (const { instruction } of [...bundleInstalls(subject)].slice(0, 64)) {
      if (mountsOf(instruction).some(({ target = '' }) => /Gemfile/.test(target))) continue;
      const isBefore = precedes(subject, instruction);
      for (const copy of copies.slice(0, 64)) if (isBefore(copy)) found.add(copy);
    }
    for (const copy of found)
      yield hit(copy.span, 'only bundle install needs this layer', {
        help: 'mount Gemfile and Gemfile.lock into that RUN with --mount=type=bind',
      });
  },
});

function isOfGemfile(copy: CopyInstruction): boolean {
  const { sources } = copy;
  return (
    isFromContext(copy) &&
    copy.onbuild === undefined &&
    sources.some(({ text }) => /^(?:\.?\/)?Gemfile/.test(text)) &&
    sources.every(({ text }) => /^(?:\.?\/)?(?:Gemfile(?:\*|\.lock)?|\.ruby-version|\.tool-versions)$/.test(text))
  );
}
