// How a step talks to the runner of GitHub Actions.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';

/** Sets an output of the step. No value can end it early and begin another one. */
export function output(name, value) {
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT === undefined) return;
  const end = randomUUID();
  fs.appendFileSync(GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
}

/** Ends the step with one sentence, as an annotation. */
export function refuse(sentence) {
  const escaped = sentence.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  console.log(`::error::${escaped}`);
  process.exit(2);
}
