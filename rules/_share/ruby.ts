import type { DockerfileSubject, Instruction, Stage } from '../../src/rule.js';
import { officialName } from './official-images.js';
import { packageCall } from './packages.js';

const stages = new WeakMap<DockerfileSubject['file'], ReadonlySet<Stage>>();

/**
 * Stages that have Ruby by what the file shows: the base image's name, variables of Ruby's, a Gemfile that is copied, a package of Ruby that is
 * installed, a server of Ruby's that is started; and those made FROM them.
 */
export function rubyStages(subject: Pick<DockerfileSubject, 'file' | 'scripts'>): ReadonlySet<Stage> {
  const known = stages.get(subject.file);
  if (known !== undefined) return known;
  const found = new Set<Stage>();
  for (const stage of subject.file.stages) {
    const { base } = stage;
    const parent = base.kind === 'stage' ? subject.file.stages[base.stage] : undefined;
    const isNamed =
      base.kind === 'image' &&
      /(?:^|[/_-])(?:ruby|jruby|truffleruby|rails|passenger)(?:$|[\d/_-])/.test(base.parsed.repository);
    if (stage.os === 'windows') continue;
    if (
      isNamed ||
      (parent !== undefined && found.has(parent)) ||
      stage.instructions.some(each => speaksOfRuby(subject, each))
    )
      found.add(stage);
  }
  stages.set(subject.file, found);
  return found;
}

function speaksOfRuby({ scripts }: Pick<DockerfileSubject, 'scripts'>, instruction: Instruction): boolean {
  switch (instruction.kind) {
    case 'env':
      return instruction.pairs.some(({ key }) =>
        /^(?:RAILS_ENV|RACK_ENV|RUBY_\w+|BUNDLE_\w+|GEM_HOME)$/.test(key.text),
      );
    case 'copy':
    case 'add':
      return instruction.sources.some(({ text }) => /(?:^|\/)Gemfile(?:$|\.lock$|\*)/.test(text));
    case 'cmd':
    case 'entrypoint':
      return isServer(instruction.rest.text.split(/[\s"',[\]]+/)) !== undefined;
    case 'run':
      return scripts(instruction).some(({ commands }) =>
        commands.some(
          command =>
            /^(?:rbenv|rvm|ruby-build|ruby-install)$/.test(command.name ?? '') ||
            packageCall(command)?.packages.some(({ value }) =>
              /^ruby(?:[\d.]*|-full|-dev|-all-dev|-bundler)$/.test(value ?? ''),
            ) === true,
        ),
      );
    default:
      return false;
  }
}

/** Is the image at the bottom of the stage Docker's own `ruby`? Then its tag. */
export function officialRuby({ rootOf }: Pick<DockerfileSubject, 'rootOf'>, stage: Stage): string | undefined {
  const { base } = rootOf(stage);
  return base.kind === 'image' && officialName(base.parsed) === 'ruby' ? (base.parsed.tag ?? '') : undefined;
}

/** The server that the words of ENTRYPOINT and CMD start: `rails` of `bin/rails server`, `puma` of `bundle exec puma`. */
export function isServer(words: readonly string[]): string | undefined {
  const names = words.map(word => word.split('/').at(-1) as string);
  const at = names.findIndex(name =>
    /^(?:rails|puma|unicorn|unicorn_rails|thrust|rackup|falcon|thin|passenger|iodine)$/.test(name),
  );
  const name = names[at];
  if (name === 'rails') return /^(?:s|server)$/.test(names[at + 1] ?? '') ? name : undefined;
  if (name === 'passenger' || name === 'thin') return names[at + 1] === 'start' ? name : undefined;
  return name;
}
