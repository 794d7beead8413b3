import { type Argument, type Command, defineRule, hit } from '../../src/rule.js';
import { commandsOf } from '../_share/cleanup.js';
import { stageOf } from '../_share/copies.js';
import { isDevelopmentStep } from '../_share/development-stages.js';
import { behind, through } from '../_share/edits.js';

export default defineRule({
  id: 'composer-with-dev',
  aliases: ['tally/php/composer-no-dev-in-production'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: '`composer install` brings the packages that only development needs.',
  why: `Test frameworks, debuggers and fixtures end up in the image: more to pull, and programs that were never meant to be reached from outside. Old versions of PHPUnit below \`vendor/\` have let strangers run code on many servers.

Write \`composer install --no-dev\`, or set \`ENV COMPOSER_NO_DEV=1\`. A step that its stage's name, \`APP_ENV\` or a comment marks as one for development or tests is left alone, and so is one that a later one without these packages replaces in the same RUN.`,
  bad: [
    {
      dockerfile: 'FROM php:8.4-cli\nRUN composer install --no-interaction\n',
      at: 'composer install',
      fixed: 'FROM php:8.4-cli\nRUN composer install --no-dev --no-interaction\n',
    },
    {
      dockerfile:
        'FROM composer:2 AS device\nRUN ["composer", "install"]\nRUN php /x/composer.phar -n i\nFROM php:8.4-fpm\nCOPY --from=device /app /app\n',
      at: ['composer", "install', 'php /x/composer.phar -n i'],
      fixed:
        'FROM composer:2 AS device\nRUN ["composer", "install", "--no-dev"]\nRUN php /x/composer.phar -n i --no-dev\nFROM php:8.4-fpm\nCOPY --from=device /app /app\n',
    },
    { dockerfile: 'FROM php:8.4-cli\nENV COMPOSER_NO_DEV=0\nRUN composer install --dev\n', at: 'composer install' },
  ],
  good: [
    {
      dockerfile:
        'FROM php:8.4-cli\nRUN composer install --no-dev && composer global require x && composer update --lock && composer install --help\nRUN COMPOSER_NO_DEV=1 composer install\nRUN export COMPOSER_NO_DEV=1 && composer install\nENV COMPOSER_NO_DEV=1\nRUN composer install\n',
    },
    { dockerfile: 'FROM php:8.4-cli AS app-testing\nRUN composer install\n' },
    { dockerfile: 'FROM php:8.4-cli\n# with the dev tools\nRUN composer install\n' },
    { dockerfile: 'FROM php:8.4-cli\nARG FLAGS\nRUN composer install $FLAGS\n' },
    { dockerfile: 'FROM php:8.4-cli\nRUN composer install && vendor/bin/phpunit && composer install --no-dev\n' },
    {
      dockerfile: 'FROM php:8.4-cli AS check\nRUN composer install\nFROM php:8.4-cli\n',
      note: 'nothing needs the stage',
    },
    { dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN composer install\n' },
    {
      dockerfile: 'FROM php:8.4-cli\nRUN if [ "$MODE" = dev ]; then composer install; fi\n',
      note: 'something decides',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run')) {
      const calls = commandsOf(subject, instruction).flatMap(command => installOf(command) ?? []);
      if (calls.length === 0) continue;
      const stage = stageOf(subject, instruction);
      if (stage === undefined || stage.os === 'windows' || !subject.needs(stage)) continue;
      if (isDevelopmentStep(subject, stage, instruction)) continue;
      const set = subject.stateBefore(instruction).variable('COMPOSER_NO_DEV');
      if (set !== undefined && set.value.value !== '' && set.value.value !== '0') continue;
      // The last installation says what is there in the end.
      const last = calls.at(-1) as Install;
      if (isWithoutDev(last) || last.command.inside.branch || isExported(last.command)) continue;
      const { command, words, verb } = last;
      if (words.some(({ value }) => value === undefined)) {
        yield { notEvaluated: 'a variable may hold --no-dev' };
        continue;
      }
      yield hit(through(command, verb), 'the packages of require-dev end up in the image', {
        help: 'write composer install --no-dev',
        fix: { title: 'Add --no-dev', safety: 'review', edits: [behind(command, verb, '--no-dev')] },
      });
    }
  },
});

interface Install {
  readonly command: Command;
  readonly verb: Argument;
  readonly words: readonly Argument[];
}

function installOf(command: Command): Install | undefined {
  const { name = '', args } = command;
  const phar = /^php[\d.]*$/.test(name)
    ? args.findIndex(({ value }) => /(?:^|\/)composer(?:\.phar)?$/.test(value ?? ''))
    : -1;
  if (phar === -1 && !/^composer(?:\.phar)?$/.test(name)) return undefined;
  const words = args.slice(phar + 1);
  const verb = words.find(
    ({ value }, i) => !/^-/.test(value ?? '') && !/^(?:-d|--working-dir)$/.test(words[i - 1]?.value ?? ''),
  );
  if (verb === undefined || !/^i(?:nstall)?$/.test(verb.value ?? '')) return undefined;
  return words.some(({ value }) => /^(?:--help|-h|--dry-run)$/.test(value ?? ''))
    ? undefined
    : { command, verb, words };
}

function isWithoutDev({ command, words }: Install): boolean {
  if (words.some(({ value }) => value === '--no-dev')) return true;
  return [command, ...command.wrappers].some(
    ({ assignments, args, name }) =>
      assignments.some(each => each.name === 'COMPOSER_NO_DEV' && each.value !== '0') ||
      (name === 'env' && args.some(({ text }) => /^COMPOSER_NO_DEV=[^0]/.test(text))),
  );
}

function isExported({ script, span }: Command): boolean {
  return script.commands.some(
    ({ name, args, span: other }) =>
      name === 'export' && other.start < span.start && args.some(({ text }) => text.startsWith('COMPOSER_NO_DEV=')),
  );
}
