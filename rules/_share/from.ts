import type { DockerfileSubject, ImageReference, Stage } from '../../src/rule.js';

/** A stage that starts from an image outside the file. */
export interface ExternalBase {
  readonly stage: Stage;
  /** With variables filled in. */
  readonly reference: string;
  readonly parsed: ImageReference;
}

/** Every stage that starts from an image whose name is known. Scratch and earlier stages are none. */
export function externalBases(subject: Pick<DockerfileSubject, 'file'>): ExternalBase[] {
  return subject.file.stages.flatMap(stage =>
    stage.base.kind === 'image' ? [{ stage, reference: stage.base.reference, parsed: stage.base.parsed }] : [],
  );
}

/** Why the bases of some stages are not known, one reason each. */
export function unknownBases(subject: Pick<DockerfileSubject, 'file'>): { stage: Stage; why: string }[] {
  return subject.file.stages.flatMap(stage => (stage.base.kind === 'unknown' ? [{ stage, why: stage.base.why }] : []));
}
