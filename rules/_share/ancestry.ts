import type { DockerfileSubject, Stage } from '../../src/rule.js';

/** A stage and those it is made FROM, the oldest first. */
export function ancestry({ file }: Pick<DockerfileSubject, 'file'>, stage: Stage): Stage[] {
  const line: Stage[] = [];
  for (
    let each: Stage | undefined = stage;
    each !== undefined && line.length < file.stages.length;
    each = each.base.kind === 'stage' ? file.stages[each.base.stage] : undefined
  )
    line.push(each);
  return line.reverse();
}
