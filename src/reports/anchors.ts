import type { Finding, ImagePlace, Region, Report } from '../report.js';

/** The file, and its line, that stands for a subject in which nothing has a line. */
export type Anchors = ReadonlyMap<string, { readonly file: string; readonly line: number }>;

/** The files that stand for images, by the images' references. */
export function anchorsOf({ subjects }: Report): Anchors {
  return new Map(subjects.flatMap(({ path, at }) => (at === undefined ? [] : [[path, at] as const])));
}

/** Where a finding is to be shown. One in an image has no line of its own, so where it stands comes into the message. */
export function located(finding: Finding, anchors: Anchors): Region & { file: string; message: string } {
  const { file, image, message, line, column, endLine, endColumn, bytes } = finding;
  const region = { line, column, endLine, endColumn, ...(bytes === undefined ? {} : { bytes }) };
  if (image === undefined) return { file, message, ...region };
  const at = anchors.get(file);
  const where = [...(at === undefined ? [] : [file]), inImage(image)].filter(text => text !== '').join(', ');
  const start = at?.line ?? 1;
  return {
    file: at?.file ?? file,
    message: where === '' ? message : `${where}: ${message}`,
    line: start,
    column: 1,
    endLine: start,
    endColumn: 1,
  };
}

/** `srv/app/.env in layer 3`, `layer 3`, or nothing for the configuration. */
function inImage({ path, layer }: ImagePlace): string {
  const where = layer === undefined ? '' : `layer ${layer}`;
  if (path === undefined || path === '') return where;
  return where === '' ? path : `${path} in ${where}`;
}
