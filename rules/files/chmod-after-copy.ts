import {
  type CommandInstruction,
  type CopyInstruction,
  type DockerfileSubject,
  defineRule,
  type Fix,
  hit,
  type Instruction,
} from '../../src/rule.js';
import { addedFlag, flagOf, landings, SOMEWHERE, stageOf, withoutInstruction } from '../_share/copies.js';
import { type ModeCall, modeCall } from '../_share/modes.js';
import { sourceKind } from '../_share/sources.js';
import { resolvePath } from '../_share/workdirs.js';

export default defineRule({
  id: 'chmod-after-copy',
  aliases: ['tally/prefer-copy-chmod'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN changes the mode of the file that was copied just before.',
  why: `A layer cannot hold a mode alone: the RUN puts the whole file into the image a second time, and costs a step that needs a shell in the image.

Write \`COPY --chmod=755 run.sh /usr/local/bin/\`. The mode may be symbolic from \`docker/dockerfile:1.14\` on (\`--chmod=+x\`). Only a RUN that does nothing else, directly behind a copy of one file, is told; a
mode for a whole folder means something else in the flag, where it holds for each file and directory in it.`,
  bad: [
    {
      dockerfile:
        'FROM alpine:3.20\nCOPY entrypoint.sh /app/entrypoint.sh\nRUN chmod 755 /app/entrypoint.sh\nCMD ["x"]\n',
      at: 'chmod 755 /app/entrypoint.sh',
      fixed: 'FROM alpine:3.20\nCOPY --chmod=755 entrypoint.sh /app/entrypoint.sh\nCMD ["x"]\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nWORKDIR /app\nCOPY --link run.sh .\nRUN ["chmod", "0755", "run.sh"]\n',
      at: 'chmod", "0755", "run.sh',
      fixed: 'FROM alpine:3.20\nWORKDIR /app\nCOPY --link --chmod=0755 run.sh .\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nCOPY <<EOF /bin/x\n#!/bin/sh\nEOF\n\nRUN chmod +x /bin/x\n',
      at: 'chmod +x /bin/x',
      fixed: 'FROM alpine:3.20\nCOPY --chmod=755 <<EOF /bin/x\n#!/bin/sh\nEOF\n\n',
      note: 'a heredoc is made with 644',
    },
    {
      dockerfile:
        'FROM golang:1.24 AS b\nFROM alpine:3.20\nCOPY --from=b --chmod=700 /out/app bin/\nRUN chmod a+rx ./bin/app\nADD https://acme.io/x /usr/bin/x\nRUN chmod 555 /usr/bin/x\n',
      at: ['chmod a+rx ./bin/app', 'chmod 555 /usr/bin/x'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM alpine:3.20\nCOPY a.sh /a.sh\nRUN chmod 755 /a.sh && /a.sh\nCOPY b.sh /b.sh\nRUN chmod 755 /c.sh\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nCOPY a.sh /a.sh\nRUN true\nRUN chmod 755 /a.sh\n',
      note: 'not directly behind it',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nCOPY bin /x\nRUN chmod -R 755 /x\nCOPY *.sh /y/\nRUN chmod 755 /y/*.sh\nCOPY a b /z/\nRUN chmod 755 /z/a\nCOPY . /app\nRUN chmod 755 /app\nCOPY src/ /s\nRUN chmod 755 /s\n',
      note: 'folders, wildcards, several files',
    },
    {
      dockerfile: 'FROM alpine:3.20\nARG M\nCOPY a.sh /\nRUN chmod $M /a.sh\nADD a.tar /a.tar\nRUN chmod 755 /a.tar\n',
    },
    { dockerfile: 'FROM alpine:3.20\nCOPY a.sh /\nRUN --mount=type=bind,target=/x chmod 755 /a.sh\n' },
    {
      dockerfile: 'FROM alpine:3.20\nCOPY x /x\nRUN chmod 755 /x\n',
      context: { paths: ['x/', 'x/a'] },
      note: 'the context shows that it is a folder',
    },
  ],
  *dockerfile(subject) {
    let before: Instruction | undefined;
    for (const instruction of subject.file.instructions) {
      const copy = before;
      before = instruction;
      if (instruction.kind !== 'run' || copy === undefined || (copy.kind !== 'copy' && copy.kind !== 'add')) continue;
      if (copy.stage !== instruction.stage || stageOf(subject, copy)?.os !== 'linux') continue;
      const call = onlyMode(subject, instruction);
      if (call === undefined || !isOf(subject, copy, call)) continue;
      const octal = call.mode.octal === undefined ? executable(call.text) : call.text;
      yield hit(call.command.span, 'the file is in the image twice now, for its mode alone', {
        help: `write ${copy.keyword.text} --chmod=${octal ?? call.text}, and leave the RUN out`,
        also: [{ in: 'dockerfile', span: copy.keyword.span }],
        ...(octal === undefined ? {} : { fix: folded(subject, copy, call, octal) }),
      });
    }
  },
});

/** What `+x` makes of a file that everybody may read, which the builder makes most files. */
function executable(mode: string): string | undefined {
  return /^(?:a|ugo)?\+r?x$/.test(mode) ? '755' : undefined;
}

/** The chmod of one file that is all a RUN does. */
function onlyMode(subject: Pick<DockerfileSubject, 'scripts'>, run: CommandInstruction): ModeCall | undefined {
  const [script, second] = subject.scripts(run);
  const [command, other] = script?.commands ?? [];
  if (command === undefined || other !== undefined || second !== undefined || run.flags.length > 0) return undefined;
  if (command.name !== 'chmod' || command.redirects.length > 0 || command.assignments.length > 0) return undefined;
  const { loop, branch, condition, subshell, function: inFunction } = command.inside;
  if (loop || branch || condition || subshell || inFunction || command.args.length !== 2) return undefined;
  return modeCall(command);
}

/** Is what gets the mode the one file that was copied? */
function isOf(subject: DockerfileSubject<unknown>, copy: CopyInstruction, { paths }: ModeCall): boolean {
  const [source] = copy.sources;
  const [path] = paths;
  if (source === undefined || copy.sources.length > 1 || path?.value === undefined || !path.literal) return false;
  const state = subject.stateBefore(copy);
  const expanded = state.expand(source);
  const kind = sourceKind(source, expanded);
  if (kind === 'git' || kind === 'unknown' || (kind === 'archive' && copy.kind === 'add')) return false;
  const value = expanded.value ?? source.text;
  if (kind !== 'heredoc' && (/[*?[\]]/.test(value) || /(?:^|\/)\.{0,2}$/.test(value))) return false;
  if (subject.context?.paths?.includes(`${value.replace(/^(?:\.?\/)+/, '')}/`) === true) return false;
  const target = resolvePath(state.workdir.value ?? SOMEWHERE, path.value);
  return landings(subject, copy, source)?.includes(target) === true;
}

/** The flag at the COPY, and no RUN. */
function folded(subject: DockerfileSubject<unknown>, copy: CopyInstruction, call: ModeCall, mode: string): Fix {
  const run = call.command.script.instruction;
  const given = flagOf(copy, 'chmod');
  const [source] = copy.sources;
  // A folder of that name would get another mode for each of its files by the flag.
  const isFile = copy.heredocs.length > 0 || /\.\w+["']?$/.test(source?.text ?? '');
  const certain = isFile && call.mode.octal !== undefined && run.comments.length === 0;
  return {
    title: `Write --chmod=${mode}`,
    safety: certain ? 'safe' : 'review',
    edits: [
      given === undefined ? addedFlag(copy, `--chmod=${mode}`) : { span: given.span, text: `--chmod=${mode}` },
      withoutInstruction(subject.file.text, run),
    ],
  };
}
