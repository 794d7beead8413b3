import { type CopyInstruction, type DockerfileSubject, defineRule, hit, type Instruction } from '../../src/rule.js';
import { ancestry } from '../_share/ancestry.js';
import { isForDevelopment } from '../_share/development-stages.js';
import { officialName } from '../_share/official-images.js';

export default defineRule({
  id: 'opcache-off',
  aliases: ['tally/php/enable-opcache-in-production'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: 'PHP serves pages without OPcache.',
  why: `Without OPcache PHP reads and compiles every file anew for every request; with it a server answers two to three times as many. Docker's own images of PHP before 8.5 bring the extension's source, but neither build nor load it.

Write \`RUN docker-php-ext-install opcache\`. From PHP 8.5 on it is built in. Images that are not for serving (\`cli\`), those of other makers, whose packages mostly bring it, and stages for development are left alone; where configuration or extensions are copied in, nobody can tell from here.`,
  bad: [
    {
      dockerfile: 'FROM php:8.3-fpm-alpine\nWORKDIR /app\n',
      at: 'FROM php:8.3-fpm-alpine',
      fixed: 'FROM php:8.3-fpm-alpine\nRUN docker-php-ext-install opcache\nWORKDIR /app\n',
    },
    {
      dockerfile:
        'FROM php:8.2.1-apache AS base\nRUN docker-php-ext-install gd\nFROM base AS app\nCOPY --from=composer:2 /usr/bin/composer /usr/bin/composer\nCOPY <<EOF /usr/local/etc/php/conf.d/x.ini\n; opcache.enable=1\nmemory_limit=1G\nEOF\n',
      at: 'FROM base AS app',
    },
  ],
  good: [
    { dockerfile: 'FROM php:8.3-fpm\nRUN docker-php-ext-install -j4 gd opcache\n' },
    { dockerfile: 'FROM php:8.3-fpm AS base\nRUN install-php-extensions opcache\nFROM base\n' },
    { dockerfile: 'FROM php:8.3-fpm\nCOPY <<EOF /usr/local/etc/php/conf.d/x.ini\nzend_extension=opcache\nEOF\n' },
    { dockerfile: 'FROM php:8.5-fpm\nRUN true\n', note: 'built in' },
    { dockerfile: 'FROM php:fpm\n', note: 'nobody knows which version' },
    { dockerfile: 'FROM php:8.3-cli\n' },
    { dockerfile: 'FROM php:8.3-fpm AS app-dev\n' },
    { dockerfile: 'FROM php:8.3-fpm\nCOPY php.ini /usr/local/etc/php/\n' },
    { dockerfile: 'FROM php:8.3-fpm\nCOPY docker/opcache.ini $PHP_INI_DIR/conf.d/\n' },
    { dockerfile: 'FROM php:8.3-fpm AS ext\nFROM php:8.3-fpm\nCOPY --from=ext /usr/local/ /usr/local/\n' },
    { dockerfile: 'FROM php:8.3-fpm\nRUN ./install.sh\n' },
    { dockerfile: 'FROM php:8.3-fpm\nCMD ["php", "artisan", "queue:work"]\n', note: 'it serves no pages' },
    { dockerfile: 'FROM php:8.3-fpm AS build\nFROM nginx:1.27\nCOPY --from=build /x /x\n' },
  ],
  *dockerfile(subject) {
    const { target } = subject;
    if (target === undefined || isForDevelopment(target)) return;
    const { base } = subject.rootOf(target);
    if (
      base.kind !== 'image' ||
      officialName(base.parsed) !== 'php' ||
      !/(?:^|-)(?:fpm|apache)(?:-|$)/.test(base.parsed.tag ?? '')
    )
      return yield { notApplicable: "the image is not made from Docker's own PHP for servers" };
    const [, major = '', minor = ''] = /^(\d{1,2})\.(\d{1,2})(?:\D|$)/.exec(base.parsed.tag ?? '') ?? [];
    if (major === '') return yield { notEvaluated: 'the tag does not say which PHP it is' };
    if (Number(major) > 8 || (major === '8' && Number(minor) >= 5) || Number(major) < 7) return;
    for (const { instructions } of ancestry(subject, target))
      for (const instruction of instructions) {
        const says = speaksOfOpcache(subject, instruction);
        if (says === undefined) return yield { notEvaluated: 'what is copied or run here may switch OPcache on' };
        if (says) return;
      }
    const { end } = target.from.span;
    yield hit(target.from.span, 'every request compiles the whole program anew, as OPcache is not installed', {
      help: 'add RUN docker-php-ext-install opcache',
      ...(target.base.kind === 'image' && {
        fix: {
          title: 'Install OPcache',
          safety: 'review',
          edits: [{ span: { start: end, end }, text: '\nRUN docker-php-ext-install opcache' }],
        },
      }),
    });
  },
});

/** Does it switch OPcache on, or make an image that serves no pages? `undefined`: it may. */
function speaksOfOpcache(subject: DockerfileSubject, instruction: Instruction): boolean | undefined {
  switch (instruction.kind) {
    case 'env':
    case 'arg':
      return /opcache/i.test(instruction.rest.text);
    case 'cmd':
      return /^\[?\s*"?(?:php|composer|cron|crond|supercronic|sleep|bash|sh)"?(?=[\s,\]]|$)/.test(
        instruction.rest.text,
      );
    case 'copy':
    case 'add':
      return copiesOpcache(instruction);
    case 'run': {
      if (
        /opcache/i.test(instruction.rest.text) ||
        instruction.heredocs.some(({ content }) => /opcache/i.test(content))
      )
        return true;
      const mayInstall = subject
        .scripts(instruction)
        .some(
          ({ commands, unparsed }) =>
            unparsed !== undefined ||
            commands.some(
              ({ name, program, args }) =>
                (name === undefined && program !== undefined) ||
                /\.sh$/.test(program?.value ?? '') ||
                (/^(?:docker-php-ext-\w+|install-php-extensions)$/.test(name ?? '') &&
                  args.some(({ value }) => value === undefined)),
            ),
        );
      return mayInstall ? undefined : false;
    }
    default:
      return false;
  }
}

function copiesOpcache(copy: CopyInstruction): boolean | undefined {
  const heredocs = copy.heredocs.map(({ content }) => content);
  if (
    heredocs.some(content =>
      /^[ \t]*(?:opcache\.enable[ \t]*=[ \t]*(?:1|on)|zend_extension[ \t]*=.*opcache)/im.test(content),
    )
  )
    return true;
  if (heredocs.length > 0) return false;
  const texts = [...copy.sources, ...(copy.destination ? [copy.destination] : [])].map(({ text }) => text);
  if (texts.some(text => /opcache|\.ini\b|conf\.d|PHP_INI_DIR|etc\/php|lib\/php/i.test(text))) return undefined;
  return /^\/(?:usr(?:\/local)?(?:\/etc)?\/?|etc\/?)?$/.test(copy.destination?.text ?? '') ? undefined : false;
}
