/** The outline of a Dockerfile: stages, and in them instructions. */
import type { DocumentSymbol, SymbolInformation, SymbolKind } from 'vscode-languageserver-protocol';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/model.js';
import { Ledger } from '../dockerfile/state.js';
import { dockerfileFacts } from '../dockerfile/subject.js';
import { secretsIn } from '../engine.js';
import { maskFor } from '../findings/mask.js';
import type { Span } from '../place.js';
import { visible } from '../reports/width.js';
import type { RegisteredRule } from '../rule.js';
import type { Judged } from './judge.js';
import { Places } from './places.js';

/** Kinds of symbols, numbers of the protocol, by kinds of instructions. */
const KIND: Readonly<Record<string, SymbolKind>> = {
  from: 3 satisfies typeof SymbolKind.Namespace,
  label: 7 satisfies typeof SymbolKind.Property,
  entrypoint: 9 satisfies typeof SymbolKind.Constructor,
  cmd: 9 satisfies typeof SymbolKind.Constructor,
  run: 12 satisfies typeof SymbolKind.Function,
  arg: 13 satisfies typeof SymbolKind.Variable,
  env: 14 satisfies typeof SymbolKind.Constant,
  onbuild: 24 satisfies typeof SymbolKind.Event,
  healthcheck: 24 satisfies typeof SymbolKind.Event,
  copy: 1 satisfies typeof SymbolKind.File,
  add: 1 satisfies typeof SymbolKind.File,
};
const MODULE: typeof SymbolKind.Module = 2;
const KEY: typeof SymbolKind.Key = 20;
/** Longer details are cut. */
const WIDEST = 80;

/**
 * Stages with their instructions; what stands before the first FROM is on the top level. Secrets are masked.
 *
 * @param rules those that know what is secret
 */
export function symbolsOf(judged: Judged, rules: readonly RegisteredRule[]): DocumentSymbol[] {
  const file = judged.file();
  const mask = maskOf(file, rules);
  const places = new Places(judged.open.document);
  const symbol = (instruction: Instruction): DocumentSymbol => ({
    ...named(instruction, mask),
    kind: KIND[instruction.kind] ?? KEY,
    range: places.span(instruction.span),
    selectionRange: places.span(instruction.keyword.span),
  });
  return [
    ...file.instructions.filter(({ stage }) => stage === undefined).map(symbol),
    ...file.stages.map(stage => ({
      name: mask(visible(stage.from.name?.text ?? '')) || `stage ${stage.index}`,
      detail: detail(stage.from.image?.text ?? '', mask),
      kind: MODULE,
      range: places.span(wholeOf(stage)),
      selectionRange: places.span((stage.from.name ?? stage.from.image ?? stage.from.keyword).span),
      children: stage.instructions.map(symbol),
    })),
  ];
}

/** The same in one list, for editors that know no trees. */
export function flat(symbols: readonly DocumentSymbol[], uri: string, containerName?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(containerName === undefined ? {} : { containerName }) },
    ...flat(children, uri, name),
  ]);
}

function maskOf(file: Dockerfile, rules: readonly RegisteredRule[]): (text: string) => string {
  return maskFor(file, secretsIn(dockerfileFacts(file, new Ledger(file, {})), rules)).text;
}

function wholeOf({ from, instructions }: Stage): Span {
  return { start: from.span.start, end: instructions.at(-1)?.span.end ?? from.span.end };
}

function named(instruction: Instruction, mask: (text: string) => string): { name: string; detail: string } {
  const name = visible(instruction.keyword.text.toUpperCase());
  // Of variables and labels the names say what they are; the values may be long, or secret.
  const keys = 'pairs' in instruction ? instruction.pairs.map(({ key }) => key.text).join(' ') : undefined;
  return { name, detail: detail(keys ?? instruction.rest.text, mask) };
}

function detail(text: string, mask: (text: string) => string): string {
  const line = visible(mask(text).replace(/\s+/g, ' ').trim());
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
}
