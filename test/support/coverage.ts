/** `docs/coverage.md`: what answers each check that other tools have for Dockerfiles. Computed from the rules' aliases. */
import fs from 'node:fs';
import path from 'node:path';
import type { RegisteredRule } from '../../src/rule.js';
import { ROOT } from './rules.js';

/** A check of another tool, as `codes.json` lists it. */
export interface Code {
  /** What that tool calls it in its reports, comments and settings. */
  readonly code: string;
  /** Other names the tool takes for it. */
  readonly also?: readonly string[];
  /** What it is about, in our words. */
  readonly what: string;
  /** The tool itself has given it up; old comments and settings still name it. */
  readonly withdrawn?: boolean;
  /** Why no rule answers to it; one sentence. */
  readonly refused?: string;
}

/** A tool and all of its checks. */
export interface Tool {
  readonly tool: string;
  readonly codes: readonly Code[];
}

/** A check with the rules that answer to it. */
export interface Answer extends Code {
  readonly rules: readonly RegisteredRule[];
  /** Those of its names that no rule answers to. */
  readonly unanswered: readonly string[];
}

/** Every check of every tool. */
export function toolsOnDisk(): readonly Tool[] {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'test/support/codes.json'), 'utf8')) as Tool[];
}

/** Who answers to one check. Items of the CIS benchmark are answered by controls, everything else by ids and aliases. */
export function answerTo(rules: readonly RegisteredRule[], code: Code): Answer {
  const names = [code.code, ...(code.also ?? [])];
  const answering = (name: string): RegisteredRule[] => {
    const wanted = name.toLowerCase();
    return rules.filter(
      ({ id, aliases, controls }) =>
        id === wanted || aliases.some(alias => alias.toLowerCase() === wanted) || controls.includes(`CIS-${name}`),
    );
  };
  return {
    ...code,
    rules: answering(code.code),
    unanswered: names.filter(name => answering(name).length === 0),
  };
}

const link = ({ id }: RegisteredRule): string => `[${id}](rules/${id}.md)`;

function row(answer: Answer): string {
  const { code, what, withdrawn, refused, rules } = answer;
  const ours = rules.length > 0 ? rules.map(link).join(', ') : refused === undefined ? '**none yet**' : refused;
  return `| \`${code}\` | ${what}${withdrawn ? ' (withdrawn)' : ''} | ${ours} |`;
}

function section({ tool, codes }: Tool, rules: readonly RegisteredRule[]): string {
  const answers = codes.map(code => answerTo(rules, code));
  const answered = answers.filter(answer => answer.rules.length > 0).length;
  const refused = answers.filter(answer => answer.rules.length === 0 && answer.refused !== undefined).length;
  const open = answers.length - answered - refused;
  const parts = [
    `${answered} answered`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(open > 0 ? [`${open} not yet built`] : []),
  ];
  return `## ${tool}

${answers.length} codes: ${parts.join(', ')}.

| Code | What it is about | Here |
|---|---|---|
${answers.map(row).join('\n')}
`;
}

/** The text of `docs/coverage.md`. */
export function coveragePage(rules: readonly RegisteredRule[], tools: readonly Tool[]): string {
  return `<!-- Generated from test/support/codes.json and the rules' aliases: UPDATE=1 npm test writes it anew. -->

# Every check of every tool

What the other tools for Dockerfiles look for, and which rule here answers to it. Each code works wherever a rule can be named: in comments that allow, in
settings, after \`--only\` and \`--skip\`, with \`explain\`. Several rules at one code: the tool says under one name what are different defects here. Where a rule decides
otherwise than the tool, its page says why. A sentence in place of a rule is the reason why there is none.

${tools.map(tool => section(tool, rules)).join('\n')}`;
}
