import type { Argument, DockerfileSubject, ImageReference, Instruction, Span, Stage } from '../../src/rule.js';
import { stageOf } from './copies.js';

/** What the tag of an `nvidia/cuda` image says of it. */
export interface CudaImage {
  /** 12.4 as `[12, 4]`. */
  readonly version: CudaVersion | undefined;
  /** Each holds what the one before holds. */
  readonly flavour: 'base' | 'runtime' | 'devel' | undefined;
  readonly cudnn: boolean;
}
export type CudaVersion = readonly [major: number, minor: number];

/** Reads an image reference; `undefined` if it is no `nvidia/cuda`, on Docker Hub or in NVIDIA's own registry. */
export function cudaImage({ registry, repository, tag = '' }: ImageReference): CudaImage | undefined {
  if (repository !== 'nvidia/cuda' || !/^(?:(?:index\.)?docker\.io|nvcr\.io)$/.test(registry ?? 'docker.io'))
    return undefined;
  const words = tag.split('-');
  const [, major, minor] = /^(\d{1,2})\.(\d{1,2})(?:\.\d{1,2})?$/.exec(words[0] as string) ?? [];
  const version: CudaVersion | undefined = major === undefined ? undefined : [Number(major), Number(minor)];
  // The tags that are a mere version, of old, mean the development flavour.
  const flavour = FLAVOURS.find(each => words.includes(each)) ?? (version && words.length === 1 ? 'devel' : undefined);
  return { version, flavour, cudnn: words.some(word => /^cudnn\d*$/.test(word)) };
}
const FLAVOURS = ['base', 'runtime', 'devel'] as const;

/** The CUDA image at the bottom of a stage. */
export function cudaOfStage({ rootOf }: Pick<DockerfileSubject, 'rootOf'>, stage: Stage): CudaImage | undefined {
  const { base } = rootOf(stage);
  return base.kind === 'image' ? cudaImage(base.parsed) : undefined;
}

/** The CUDA image at the bottom of the stage that an instruction stands in. */
export function cudaOf(
  subject: Pick<DockerfileSubject, 'file' | 'rootOf'>,
  instruction: Instruction,
): CudaImage | undefined {
  const stage = stageOf(subject, instruction);
  return stage && cudaOfStage(subject, stage);
}

/** `cu118` and `cu92` as pip's wheels are marked: the last digit is the minor version. */
export function wheelVersion(digits: string): CudaVersion {
  return [Number(digits.slice(0, -1)), Number(digits.slice(-1))];
}

/** The span of some text in a word; the whole word where quotes or gaps make that inexact. */
export function spanIn({ span, text }: Argument, part: string): Span {
  const at = text.indexOf(part);
  if (at === -1 || span.end - span.start !== text.length) return span;
  return { start: span.start + at, end: span.start + at + part.length };
}
