/** The CI services that are recognised, and what is told to them beside the report. */
import { appendFileSync, statSync } from 'node:fs';
import type { Report } from '../report.js';
import { type Format, reporterOf } from '../reports/index.js';
import type { World } from './world.js';

/** A service that reads what is printed; it is named as the form that it takes. */
export type Service = Extract<Format, 'github' | 'azure' | 'teamcity'>;

/** What GitHub takes for the summary of a step, in bytes, is a little more. */
const LARGEST_SUMMARY = 1_000_000;

/** The service that the command runs on, by the variables that each sets for it. */
export function serviceOf(env: World['env']): Service | undefined {
  // Forgejo and Gitea set this too, and take the same commands.
  if (env.GITHUB_ACTIONS === 'true') return 'github';
  if (env.TF_BUILD?.toLowerCase() === 'true') return 'azure';
  return env.TEAMCITY_VERSION ? 'teamcity' : undefined;
}

/** Adds the report to the summary of the step, as much of it as there is room for. */
export async function summarise(report: Report, world: World): Promise<void> {
  const file = world.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '' || report.findings.length + report.subjects.length === 0) return;
  const look = { color: false, unicode: true, width: Number.POSITIVE_INFINITY, quiet: false, hyperlinks: false };
  const text = (await reporterOf('markdown'))(report, look);
  try {
    const room = LARGEST_SUMMARY - (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    appendFileSync(file, cut(text, room));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    world.stderr.write(
      `plimsoll: the summary of the step cannot be written (${code}); the report is complete without it\n`,
    );
  }
}

/** Whole lines up to so many bytes, and how many are left out. */
export function cut(text: string, room: number): string {
  if (Buffer.byteLength(text) <= room) return text;
  const lines = text.split('\n').slice(0, -1);
  let used = 100;
  let kept = 0;
  while (kept < lines.length && used + Buffer.byteLength(lines[kept] as string) + 1 <= room) {
    used += Buffer.byteLength(lines[kept] as string) + 1;
    kept++;
  }
  const more = `\n${lines.length - kept} lines are left out, as the summary is full.\n`;
  return (
    lines
      .slice(0, kept)
      .map(line => `${line}\n`)
      .join('') + (room >= 100 ? more : '')
  );
}
