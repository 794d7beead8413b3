import type { Nop } from './classic.js';
import { copyHashed } from './copy.js';
import { goTextList } from './golang.js';
import { written } from './kaniko.js';
import { exec, wrap } from './quote.js';
import { runCommand } from './run.js';
import { PLAIN_SHELL, type Setting, type Step } from './setting.js';
import { withoutBuildArgs } from './shell.js';

/** What newer versions put behind an entry to tell cached steps apart: `|inheritLabels=false|unsetLabel=true`. */
const NOTES = /(?:\|(?:inherit|unset|force|rewrite|source|time|created|mount|checksum)[A-Za-z]*=[^|\s]{0,300}){1,20}$/;

function withoutNotes(text: string): string {
  const tail = text.slice(-2000);
  const notes = NOTES.exec(tail);
  return notes === null ? text : text.slice(0, text.length - notes[0].length);
}

/**
 * Buildah and podman, all instructions but RUN: the Dockerfile's own text, but for COPY and ADD, which show hashes and
 * lose their flags.
 */
export function readBuildahNop(nop: Nop, setting: Setting): Step | undefined {
  const { keyword } = nop;
  const rest = withoutNotes(nop.rest);
  const text = keyword === 'COPY' || keyword === 'ADD' ? copyHashed(keyword, rest) : written(keyword, rest, setting);
  return text === undefined ? undefined : { dialect: 'buildah', keyword, text };
}

/**
 * Buildah's RUN: always `/bin/sh -c ` in front, also of exec form (`/bin/sh -c ["a", "b"]`) and after SHELL; the flags
 * are there, the bodies of here-documents are not.
 */
export function readBuildahRun(createdBy: string, setting: Setting): Step | undefined {
  const whole = withoutBuildArgs(withoutNotes(createdBy), setting.values, [PLAIN_SHELL]);
  const front = `${PLAIN_SHELL.join(' ')} `;
  if (!whole.startsWith(front)) return undefined;
  const command = whole.slice(front.length);
  const words = command.startsWith('[') ? goTextList(command) : undefined;
  const text = words === undefined ? runCommand(command, setting.shell, true) : wrap(`RUN ${exec(words)}`);
  return text === undefined ? undefined : { dialect: 'buildah', keyword: 'RUN', text };
}
