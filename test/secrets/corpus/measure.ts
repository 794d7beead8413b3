/** Runs Plimsoll over the corpus and counts. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Finding, lint, lintImage, type Report } from '../../../src/index.js';
import { asOciArchive, type LayerRecipe } from '../../support/image-fixtures.js';
import type { Sample } from './sample.js';

/** What Plimsoll says of a sample. */
export interface Judged {
  readonly sample: Sample;
  /** Findings about secrets, of warning or above. */
  readonly told: readonly Finding[];
  /** Those below. */
  readonly hinted: readonly Finding[];
}

/** So many files in one image. */
const AT_A_TIME = 400;

export async function judge(samples: readonly Sample[]): Promise<Judged[]> {
  const at = (place: Sample['place']) => samples.filter(sample => sample.place === place);
  const judged = new Map<string, Judged>();
  const add = (sample: Sample, findings: readonly Finding[]) => {
    const about = findings.filter(({ topic }) => topic === 'secrets');
    const isHint = ({ severity }: Finding) => severity === 'info';
    judged.set(sample.id, { sample, told: about.filter(one => !isHint(one)), hinted: about.filter(isHint) });
  };

  for (const sample of at('dockerfile')) add(sample, lint(String(sample.content)).findings);
  const files = [...at('file'), ...at('deleted file')];
  for (let from = 0; from < files.length; from += AT_A_TIME) {
    const some = files.slice(from, from + AT_A_TIME);
    const { findings } = await lintLayers(layersOf(some));
    const byPath = group(findings);
    for (const sample of some) add(sample, byPath.get(sample.path ?? '') ?? []);
  }
  const [env, labels, commands, history] = [at('env'), at('label'), at('command'), at('history')];
  // A name counts once in an environment: its last value.
  for (const some of withoutEqualNames(env)) {
    const config = { Env: some.map(({ content }) => content) };
    const found = group((await lintLayers([{ files: { 'etc/app': 'x' } }], { config, history: [] })).findings);
    for (const [i, sample] of some.entries()) add(sample, found.get(`/config/Env/${i}`) ?? []);
  }
  const { findings } = await lintLayers([{ files: { 'etc/app': 'x' } }], {
    config: { Labels: Object.fromEntries(labels.map(({ id, content }) => [id, content])) },
    history: history.map(({ content }) => ({ created_by: content, empty_layer: true })),
  });
  const byPointer = group(findings);
  for (const sample of labels) add(sample, byPointer.get(`/config/Labels/${sample.id}`) ?? []);
  for (const [i, sample] of history.entries()) add(sample, byPointer.get(`/history/${i}`) ?? []);
  for (const sample of commands) {
    const config = { Cmd: ['/app', sample.content] };
    add(sample, (await lintLayers([{ files: { 'etc/app': 'x' } }], { config, history: [] })).findings);
  }
  return samples.map(({ id }) => judged.get(id) as Judged);
}

/** Samples in groups in which each name stands once. */
function withoutEqualNames(samples: readonly Sample[]): Sample[][] {
  const groups: Map<string, Sample>[] = [];
  for (const sample of samples) {
    const name = String(sample.content).split('=')[0] ?? '';
    const free = groups.find(one => !one.has(name));
    if (free === undefined) groups.push(new Map([[name, sample]]));
    else free.set(name, sample);
  }
  return groups.map(one => [...one.values()]);
}

/** By path in the image, or by pointer into its configuration. */
function group(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = finding.image?.path ?? finding.image?.pointer ?? '';
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return groups;
}

/** Files in a layer, and a layer that deletes some of them again. */
export function layersOf(samples: readonly Sample[]): LayerRecipe[] {
  const gone = samples.filter(({ place }) => place === 'deleted file');
  const entries = samples.map(({ path: at, content }) => [at ?? '', content] as const);
  const whiteouts = gone.map(
    ({ path: at = '' }) => [path.posix.join(path.posix.dirname(at), `.wh.${path.posix.basename(at)}`), ''] as const,
  );
  return [
    { files: Object.fromEntries(entries) },
    ...(whiteouts.length === 0 ? [] : [{ files: Object.fromEntries(whiteouts) }]),
  ];
}

async function lintLayers(
  layers: readonly LayerRecipe[],
  more: { config?: Record<string, unknown>; history?: readonly Record<string, unknown>[] } = {},
): Promise<Report> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-corpus-'));
  try {
    const file = path.join(folder, 'image.tar');
    fs.writeFileSync(file, await asOciArchive({ layers, ...more }));
    const report = await lintImage(file);
    const [subject] = report.subjects;
    // An image that is not read would look clean.
    if (subject?.error !== undefined) throw new Error(subject.error);
    return report;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
