import { type Argument, type Command, defineRule, hit } from '../../src/rule.js';
import { commandsOf } from '../_share/cleanup.js';
import { stageOf } from '../_share/copies.js';
import { isDevelopmentStep } from '../_share/development-stages.js';
import { packageCall } from '../_share/packages.js';

const XDEBUG = /^(?:php[\d.]*-(?:pecl-)?)?xdebug\d?(?:$|[-=@^:])|^xdebug\/xdebug/i;

export default defineRule({
  id: 'xdebug-shipped',
  aliases: ['tally/php/no-xdebug-in-final-image'],
  controls: ['CWE-489'],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: 'Xdebug is installed in the image that ships.',
  why: `Xdebug slows every request down although nobody debugs, and where it is told to connect back, whoever can reach it runs code in the container. Its stack traces show variables, passwords among them.

Install it in a stage of its own that is made FROM the one that ships, and build that one with \`--target dev\`. A step that its stage's name, \`APP_ENV\` or a comment marks as one for development, and one that a variable decides, are left alone.`,
  bad: [
    {
      dockerfile:
        'FROM php:8.4-fpm\nRUN pecl install redis xdebug-3.4.0 && docker-php-ext-enable redis xdebug\nRUN apt-get install -y php8.4-xdebug\n',
      at: ['xdebug-3.4.0', 'php8.4-xdebug'],
      note: 'once for a RUN',
    },
    {
      dockerfile:
        'FROM php:8.4-fpm AS app\nRUN install-php-extensions xdebug\nFROM app\nRUN ["pie", "install", "xdebug/xdebug:^3.5"]\n',
      at: ['xdebug', 'xdebug/xdebug:^3.5'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM php:8.4-fpm AS app\nRUN docker-php-ext-install gd && echo xdebug && rm xdebug.ini\nFROM app AS dev\nRUN pecl install xdebug\nFROM app AS prod\n',
    },
    {
      dockerfile: 'FROM php:8.4-fpm AS app-debug\nRUN pecl install xdebug\n',
    },
    { dockerfile: 'FROM php:8.4-fpm\nENV APP_ENV=dev\nRUN pecl install xdebug\n' },
    {
      dockerfile: 'FROM php:8.4-fpm\nRUN true \\\n    # Install development environment\n    && pecl install xdebug\n',
    },
    {
      dockerfile:
        'FROM php:8.4-fpm\nARG XDEBUG=0\nRUN if [ "$XDEBUG" = 1 ]; then pecl install xdebug; fi\nRUN [ "$XDEBUG" = 0 ] || pecl install xdebug\n',
      note: 'a variable decides',
    },
    {
      dockerfile: 'FROM php:8.4-fpm\nRUN pecl install xdebug && vendor/bin/phpunit && pecl uninstall xdebug\n',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run')) {
      const commands = commandsOf(subject, instruction);
      const found = commands.map(installed);
      const at = found.findIndex(argument => argument !== undefined);
      if (at === -1) continue;
      const stage = stageOf(subject, instruction);
      if (stage === undefined || !subject.ships(stage)) continue;
      if (isDevelopmentStep(subject, stage, instruction)) continue;
      if (commands.slice(at).some(isRemoval)) continue;
      if (found.some((argument, i) => argument !== undefined && isDecided(commands[i] as Command))) {
        yield { notEvaluated: 'a test decides whether Xdebug is installed' };
        continue;
      }
      yield hit((found[at] as Argument).span, 'the debugger ships in the image, slows it down and opens a way in', {
        help: 'install it in a stage of its own, made FROM this one, and build that one for development',
      });
    }
  },
});

/** The word that names Xdebug. */
function installed(command: Command): Argument | undefined {
  const { name = '', args } = command;
  const isXdebug = ({ value }: Argument): boolean => XDEBUG.test(value ?? '');
  if (/^(?:docker-php-ext-(?:install|enable)|install-php-extensions|phpenmod)$/.test(name)) return args.find(isXdebug);
  if (/^(?:pecl|pie|pickle)$/.test(name) && args.some(({ value }) => value === 'install')) return args.find(isXdebug);
  const call = packageCall(command);
  return call?.action === 'install' ? call.packages.find(isXdebug) : undefined;
}

function isRemoval(command: Command): boolean {
  const call = packageCall(command);
  const removes = call?.action === 'remove' || (command.name === 'pecl' && command.args[0]?.value === 'uninstall');
  return removes && command.args.some(({ value }) => XDEBUG.test(value ?? ''));
}

/** It stands in a branch, or behind `[ … ] &&`. */
function isDecided({ inside, script, index }: Command): boolean {
  if (inside.branch || inside.function) return true;
  for (let i = index - 1; i >= 0 && i > index - 32; i--) {
    const before = script.commands[i] as Command;
    if (before.after !== '&&' && before.after !== '||') return false;
    if (/^(?:\[|\[\[|test)$/.test(before.name ?? '')) return true;
  }
  return false;
}
