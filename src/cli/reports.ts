/** Where reports go: forms and files that the command line names, and what the CI service takes that runs it. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Report } from '../report.js';
import { FORMATS, type Format, reporterOf } from '../reports/index.js';
import type { Parsed } from './arguments.js';
import { type Service, serviceOf, summarise } from './ci.js';
import { look } from './terminal.js';
import type { World } from './world.js';
import { WrongUse } from './wrong-use.js';

/** A report to write. */
export interface Output {
  readonly format: Format;
  /** As the user wrote it; absent: standard output. */
  readonly file?: string;
}

/** All that is to be written of a run. */
export interface Outputs {
  readonly list: readonly Output[];
  /** The CI service that is told besides. */
  readonly service: Service | undefined;
}

/** What `--format` and `--output` ask for. @throws WrongUse if two of them would go to one place */
export function outputsOf({ lists, values }: Parsed, { env }: Pick<World, 'env'>): Outputs {
  const given = lists.get('format') ?? [];
  const output = values.get('output');
  const list = (given.length > 0 ? [...new Set(given)] : ['text']).map((one): Output => {
    const [, name = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(one) ?? [];
    const format = FORMATS.find(known => known === name) ?? 'text';
    const place = file ?? output;
    return place === undefined ? { format } : { format, file: place };
  });
  if (output !== undefined && given.length > 0 && given.every(one => one.includes('=')))
    throw new WrongUse(`--output: every format has a file of its own, so nothing is left for '${output}'`);
  for (const [i, { format, file }] of list.entries()) {
    const twin = list.slice(0, i).find(other => other.file === file);
    if (twin === undefined) continue;
    const where = file === undefined ? 'standard output' : `'${file}'`;
    throw new WrongUse(
      `--format: ${twin.format} and ${format} would both go to ${where}: give one of them another file, --format ${format}=FILE`,
    );
  }
  const service = values.get('ci') === 'off' ? undefined : serviceOf(env);
  const told = given.length === 0 && output === undefined ? service : list.find(it => it.format === service)?.format;
  return { list, service: told as Service | undefined };
}

/** Does a form of these tell of the rules more than their names? */
export function needsTexts({ list, service }: Outputs): boolean {
  const brief: readonly (Format | undefined)[] = ['text', 'compact', 'json', 'agent', 'github', 'azure', undefined];
  return ![...list.map(({ format }) => format), service].every(format => brief.includes(format));
}

/** Writes the report wherever it is wanted. @throws WrongUse for a file that cannot be written */
export async function print(report: Report, outputs: Outputs, parsed: Parsed, world: World): Promise<void> {
  const problems: string[] = [];
  for (const { format, file } of outputs.list) {
    const text = await written(report, format, file === undefined, parsed, world);
    if (file === undefined) world.stdout.write(text);
    else problems.push(...(await writeFile(file, text, world)).map(why => `${optionOf(file, format, parsed)}: ${why}`));
  }
  await tellService(report, outputs, parsed, world);
  // Only now: one file that cannot be written costs nobody the other reports.
  if (problems.length > 0) throw new WrongUse(...problems);
}

/** Says it to the CI service, if there is one to be told. */
async function tellService(report: Report, outputs: Outputs, parsed: Parsed, world: World): Promise<void> {
  const { list, service } = outputs;
  if (service === undefined) return;
  const told = parsed.flags.has('quiet')
    ? { ...report, findings: report.findings.filter(({ fails }) => fails) }
    : report;
  if (!list.some(({ format }) => format === service))
    world.stdout.write(await written(told, service, true, parsed, world));
  if (service === 'github') await summarise(told, world);
}

async function written(
  report: Report,
  format: Format,
  onScreen: boolean,
  { values, flags }: Parsed,
  world: World,
): Promise<string> {
  const style = look(values.get('color'), onScreen ? world.stdout : undefined, world);
  return (await reporterOf(format))(report, {
    ...style,
    quiet: flags.has('quiet'),
    ...(style.hyperlinks ? { base: pathToFileURL(world.cwd).href } : {}),
    ...(format === 'gitlab-sast' ? { time: world.time() } : {}),
  });
}

/** Writes a file; gives why it could not be, in a clause. */
async function writeFile(file: string, text: string, world: World): Promise<string[]> {
  const { writeWhole } = await import('./output.js');
  try {
    writeWhole(resolve(world.cwd, file), text);
    return [];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'its folder does not exist' : (code ?? message);
    return [`'${file}' cannot be written: ${why}`];
  }
}

/** The option that named the file. */
function optionOf(file: string, format: Format, { lists }: Parsed): string {
  return lists.get('format')?.includes(`${format}=${file}`) === true ? '--format' : '--output';
}
