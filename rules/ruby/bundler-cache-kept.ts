import { type DockerfileSubject, defineRule, hit, mountsOf } from '../../src/rule.js';
import { type BundleInstall, bundleInstalls, isOn } from '../_share/bundler.js';
import { commandsOf } from '../_share/cleanup.js';
import { appended } from '../_share/edits.js';
import { officialRuby } from '../_share/ruby.js';

export default defineRule({
  id: 'bundler-cache-kept',
  aliases: ['tally/ruby/leftover-bundler-cache'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: '`bundle install` leaves the archives of all gems in the layer.',
  why: `Beside each gem that it unpacks Bundler keeps the \`.gem\` it came in, and of gems from git the whole repository. Nobody needs them in the image, and they are often a third of what the gems take.

End the same RUN with \`rm -rf /usr/local/bundle/cache\` (or \`"\${BUNDLE_PATH}"/ruby/*/cache\`, where \`BUNDLE_PATH\` is set), or mount a cache there. A later RUN makes nothing smaller. Stages that do not ship are left alone, though what is copied out of them brings the cache along.`,
  bad: [
    {
      dockerfile: 'FROM ruby:3.3\nRUN bundle install --jobs 4\nRUN rm -rf /usr/local/bundle/cache\n',
      at: 'bundle install',
      fixed:
        'FROM ruby:3.3\nRUN bundle install --jobs 4 && rm -rf /usr/local/bundle/cache\nRUN rm -rf /usr/local/bundle/cache\n',
    },
    {
      dockerfile: 'FROM ruby:3.3\nENV BUNDLE_DEPLOYMENT=1\nRUN bundle install\n',
      at: 'bundle install',
      note: 'another folder',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nRUN bundle install && rm -rf ~/.bundle/ "${BUNDLE_PATH}"/ruby/*/cache\nRUN bundle install && bundle clean --force\nRUN bundle install && find / -name "*.gem" -delete\nRUN --mount=type=cache,target=/usr/local/bundle/cache bundle install\nRUN bundle install && ./cleanup.sh\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3 AS build\nRUN bundle install\nFROM ruby:3.3-slim\nCOPY --from=build /usr/local/bundle /usr/local/bundle\n',
    },
    { dockerfile: 'FROM ruby:3.3 AS dev\nRUN bundle install\n' },
  ],
  *dockerfile(subject) {
    const { file } = subject;
    const last = new Map<unknown, BundleInstall>();
    for (const install of bundleInstalls(subject))
      if (subject.ships(install.stage)) last.set(install.instruction, install);
    for (const install of last.values()) {
      if (isCleaned(subject, install)) continue;
      const plain = isOn(install.setting('deployment')) === false && install.setting('path') === undefined;
      const clean =
        plain && officialRuby(subject, install.stage) !== undefined ? 'rm -rf /usr/local/bundle/cache' : undefined;
      const edit = clean && appended(file.text, file.escape, install.command, clean);
      yield hit(install.span, 'the archives of all gems stay in this layer', {
        help: `end this RUN with ${clean ?? 'rm -rf on the cache folder below BUNDLE_PATH'}, or mount a cache there`,
        ...(edit && { fix: { title: `Add ${clean}`, safety: 'review', edits: [edit] } }),
      });
    }
  },
});

/** Something behind it in the RUN takes the cache away, or may do so; or it lies in a mount. */
function isCleaned(subject: DockerfileSubject, { command, instruction }: BundleInstall): boolean {
  const isCache = (text: string): boolean => /bundle|gem|cache/i.test(text);
  if (mountsOf(instruction).some(({ type, target = '' }) => (type === 'cache' || type === 'tmpfs') && isCache(target)))
    return true;
  return commandsOf(subject, instruction).some(({ name, args, program, span }) => {
    if (span.start <= command.span.start) return false;
    if (name === 'rm' || name === 'find') return args.some(({ text }) => isCache(text));
    if (name === 'bundle') return args[0]?.value === 'clean';
    return name === undefined || /clean|\.sh$/i.test(program?.value ?? '');
  });
}
