import type { Dockerfile } from '../dockerfile/model.js';
import type { Span } from '../place.js';
import { findSecrets, isPlaceholder, isSecretName } from '../secrets.js';

/** Hides secrets before anything leaves the engine. */
export interface Mask {
  /** The text with every secret of the file replaced by asterisks, and every other text that looks like one. */
  text(text: string): string;
  /** A piece of the file, from `start` to `end`, secrets replaced by as many asterisks. */
  source(start: number, end: number): string;
}

/** Finds what must not be shown in a file: values of variables with telling names, and texts with the form of a secret. */
export function maskFor(file: Dockerfile): Mask {
  const spans: Span[] = findSecrets(file.text).map(({ start, end }) => ({ start, end }));
  for (const instruction of file.instructions) {
    const done = instruction.kind === 'onbuild' ? instruction.trigger : instruction;
    if (done?.kind !== 'env' && done?.kind !== 'arg' && done?.kind !== 'label') continue;
    for (const { key, value } of done.pairs) {
      if (value === undefined || !isSecretName(key.text)) continue;
      const bare = value.text.replace(/^(["'])([\s\S]*)\1$/, '$2');
      if (!isPlaceholder(bare))
        spans.push(value.part(value.text.indexOf(bare), value.text.indexOf(bare) + bare.length));
    }
  }
  const values = [...new Set(spans.map(span => file.text.slice(span.start, span.end)))]
    .filter(value => value.length > 3)
    .sort((a, b) => b.length - a.length);
  return {
    text: text => hideShapes(values.reduce((masked, value) => masked.replaceAll(value, '********'), text)),
    source: (start, end) => {
      let text = file.text.slice(start, end);
      for (const span of spans) {
        const from = Math.max(0, span.start - start);
        const to = Math.min(text.length, span.end - start);
        if (from < to) text = text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, '*') + text.slice(to);
      }
      return text;
    },
  };
}

function hideShapes(text: string): string {
  let masked = text;
  for (const { start, end } of findSecrets(text).reverse())
    masked = `${masked.slice(0, start)}********${masked.slice(end)}`;
  return masked;
}
