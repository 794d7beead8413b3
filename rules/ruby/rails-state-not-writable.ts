import { type CopyInstruction, defineRule, hit } from '../../src/rule.js';
import { ancestry } from '../_share/ancestry.js';
import { addedFlag, flagOf, isFromContext } from '../_share/copies.js';
import { isForDevelopment } from '../_share/development-stages.js';
import { isServer, rubyStages } from '../_share/ruby.js';

export default defineRule({
  id: 'rails-state-not-writable',
  aliases: ['tally/ruby/state-paths-not-writable-as-non-root'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: 'Rails runs as a user who cannot write to its tmp, log, storage and db folders.',
  why: `COPY gives files to root, whatever USER says. The server writes \`tmp/pids/server.pid\` and caches when it starts, and stops with "Permission denied" when it cannot; uploads and a database of SQLite fail later.

Write \`COPY --chown=…\`, or \`RUN chown -R app:app db log storage tmp\` behind the COPY, so that only these folders can be written. Where some command or script of the stage may have set owners or modes, the rule says nothing.`,
  bad: [
    {
      dockerfile:
        'FROM ruby:3.3-slim\nWORKDIR /rails\nRUN useradd rails\nCOPY . .\nUSER rails:rails\nCMD ["bin/rails", "server"]\n',
      at: 'COPY . .',
      fixed:
        'FROM ruby:3.3-slim\nWORKDIR /rails\nRUN useradd rails\nCOPY --chown=rails:rails . .\nUSER rails:rails\nCMD ["bin/rails", "server"]\n',
    },
    {
      dockerfile:
        'FROM ruby:3.3 AS base\nWORKDIR /app\nUSER 1000\nFROM base AS build\nCOPY . .\nFROM base\nCOPY --from=build /app /app\nCMD ["./bin/rails", "s"]\n',
      at: 'COPY --from=build /app /app',
    },
  ],
  good: [
    { dockerfile: 'FROM ruby:3.3\nWORKDIR /rails\nCOPY . .\nCMD ["bin/rails", "server"]\n', note: 'root' },
    { dockerfile: 'FROM ruby:3.3\nWORKDIR /rails\nCOPY --chown=rails . .\nUSER rails\nCMD ["bin/rails", "server"]\n' },
    {
      dockerfile:
        'FROM ruby:3.3\nWORKDIR /rails\nCOPY . .\nRUN chown -R rails log tmp\nUSER rails\nCMD ["bin/rails", "server"]\n',
    },
    {
      dockerfile: 'FROM ruby:3.3\nWORKDIR /rails\nCOPY . .\nRUN ./setup.sh\nUSER rails\nCMD ["bin/rails", "server"]\n',
    },
    { dockerfile: 'FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nUSER app\nENTRYPOINT ["mygem"]\n', note: 'no server' },
    {
      dockerfile: 'FROM ruby:3.3\nCOPY Gemfile ./\nUSER app\nCMD ["bin/rails", "server"]\n',
      note: 'no program is copied',
    },
    { dockerfile: 'FROM ruby:3.3 AS dev\nWORKDIR /a\nCOPY . .\nUSER app\nCMD ["bin/rails", "server"]\n' },
  ],
  *dockerfile(subject) {
    const { target } = subject;
    if (target === undefined || isForDevelopment(target) || !rubyStages(subject).has(target)) return;
    const end = subject.stateAtEnd(target);
    const user = end.user.value;
    if (user === undefined || /^(?:|0|root)(?::|$)/.test(user)) return;
    const copies: CopyInstruction[] = [];
    let server: string | undefined;
    for (const { instructions } of ancestry(subject, target))
      for (const instruction of instructions) {
        const { kind } = instruction;
        if (kind === 'cmd' || kind === 'entrypoint')
          server = isServer(instruction.rest.text.split(/[\s"',[\]]+/)) ?? (kind === 'cmd' ? undefined : server);
        if (kind === 'copy' && bringsProgram(instruction, end.workdir.value)) copies.push(instruction);
        if (kind === 'volume') return;
        if (kind !== 'run') continue;
        const scripts = subject.scripts(instruction);
        const mayOwn = scripts.some(
          ({ commands, unparsed }) =>
            unparsed !== undefined ||
            commands.some(
              ({ name, program }) =>
                name === undefined ||
                /^(?:chown|chmod|chgrp|install|setfacl|su|gosu)$/.test(name) ||
                /\.sh$/.test(program?.value ?? ''),
            ),
        );
        if (mayOwn) return yield { notEvaluated: 'a command may have set owners' };
      }
    if (server !== 'rails') return;
    const copy = copies.at(-1);
    if (
      copy === undefined ||
      copies.some(each => flagOf(each, 'chown') !== undefined || flagOf(each, 'chmod') !== undefined)
    )
      return;
    yield hit(copy.span, `${user} cannot write to tmp, log, storage and db, which belong to root`, {
      help: `write COPY --chown=${user}, or chown these folders behind it`,
      fix: { title: 'Copy with the owner', safety: 'review', edits: [addedFlag(copy, `--chown=${user}`)] },
    });
  },
});

/** Does it copy the whole program into the folder the server starts in? */
function bringsProgram(copy: CopyInstruction, folder: string | undefined): boolean {
  const { sources, destination } = copy;
  const to = destination?.text.replace(/\/$/, '');
  const isThere = to === '.' || to === '' || (folder !== undefined && to === folder);
  const isWhole = sources.some(({ text }) =>
    isFromContext(copy) ? /^\.?\/?$/.test(text) : text.replace(/\/$/, '') === folder,
  );
  return isThere && isWhole && copy.onbuild === undefined;
}
