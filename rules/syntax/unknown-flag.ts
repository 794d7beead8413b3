import { type DockerfileSubject, defineRule, hit, nearest, replacing } from '../../src/rule.js';
import { flagsOf } from '../_share/instruction-flags.js';

export default defineRule({
  id: 'unknown-flag',
  aliases: [
    'UNKNOWN_ADD_FLAG',
    'UNKNOWN_COPY_FLAG',
    'UNKNOWN_FROM_FLAG',
    'UNKNOWN_HEALTHCHECK_FLAG',
    'FLAG_DUPLICATE',
    'FLAG_MISSING_VALUE',
    'healthcheck_options_missing_args',
    'invalid_format',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An instruction has a flag that it does not know, or has one twice.',
  why: `The builder stops at a flag it does not know. Words that begin with two dashes right after the keyword are flags of the instruction, not of the program: \`CMD --verbose\` is refused, and so are
\`USER --x\` and \`ENV --x\`. For arguments of the program use JSON form, or end the flags with a lone \`--\`.

Flags come with versions of the frontend. If \`# syntax=\` names a frontend that is not Docker's, an unknown flag may be one of its own and is told as information only.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCOPY --form=build a b\n',
      at: '--form',
      fixed: 'FROM debian:12\nCOPY --from=build a b\n',
    },
    { dockerfile: 'FROM debian:12\nCMD --verbose\n', at: '--verbose' },
    {
      dockerfile: 'FROM debian:12\nCOPY --chown=a --chown=b x y\nADD --checksum x y\n',
      at: ['--chown', '--checksum'],
      note: 'twice, and without its value',
    },
    {
      dockerfile: 'FROM --plaform=$BUILDPLATFORM debian:12\nHEALTHCHECK --retrys=3 CMD true\n',
      at: ['--plaform', '--retrys'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM --platform=$BUILDPLATFORM debian:12\nRUN --mount=type=cache,target=/a --mount=type=cache,target=/b --network=none make --fast\nCOPY --link --chown=1 --chmod=644 --exclude=*.a --exclude=*.b --parents a b\nADD --unpack --keep-git-dir=true --checksum=sha256:0 a b\nHEALTHCHECK --start-interval=5s CMD x --y\n',
    },
    { dockerfile: 'FROM debian:12\nCMD -- --verbose\nRUN ["a", "--b"]\n' },
  ],
  *dockerfile(subject) {
    const own = ownFrontend(subject);
    for (const instruction of subject.instructions()) {
      if (instruction.kind === 'unknown') continue;
      const known = flagsOf(instruction.kind);
      const seen = new Set<string>();
      const keyword = instruction.keyword.text.toUpperCase();
      for (const flag of instruction.flags) {
        const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
        if (kind === undefined) {
          const meant = nearest(flag.name, Object.keys(known));
          yield hit(
            flag.nameSpan,
            `${keyword} has no flag --${flag.name}${meant === undefined ? '' : `, but --${meant}`}`,
            {
              ...(own ? { severity: 'info' as const } : {}),
              ...(Object.keys(known).length === 0
                ? { help: `put -- in front if it is no flag of ${keyword}, or use JSON form` }
                : {}),
              ...(meant === undefined
                ? {}
                : { fix: replacing(flag.nameSpan, `--${meant}`, `Write --${meant}`, 'review') }),
            },
          );
        } else if (seen.has(flag.name) && kind !== 'many')
          yield hit(flag.nameSpan, `--${flag.name} stands here a second time`);
        else if (flag.value === undefined && kind !== 'boolean')
          yield hit(flag.nameSpan, `--${flag.name} needs a value: --${flag.name}=…`);
        seen.add(flag.name);
      }
    }
  },
});

/** Does `# syntax=` name a frontend that is not Docker's stable one? */
function ownFrontend({ file }: Pick<DockerfileSubject, 'file'>): boolean {
  const syntax = file.directives.find(directive => directive.name === 'syntax')?.value;
  return syntax !== undefined && !/^(docker\.io\/)?docker\/dockerfile(:[\d.]+)?(@.*)?$/.test(syntax);
}
