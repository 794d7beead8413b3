/** The text of a settings file (YAML, of which JSON is a part) → plain data that knows where it stands. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** A mistake in a text. `offset` is 0-based, in UTF-16 code units. */
export interface TextMistake {
  readonly offset: number;
  readonly message: string;
}

/** Keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A settings file as data. */
export interface Document {
  /** `undefined` for an empty file. */
  readonly data: unknown;
  /** What keeps the data from being used. */
  readonly mistakes: readonly TextMistake[];
  /** Where a value begins, or the nearest thing around it that is there. */
  valueAt(path: Path): number;
  /** Where the key of a value begins. */
  keyAt(path: Path): number;
  /** `line:column`, both 1-based. */
  position(offset: number): string;
}

/** So many uses of anchors are read; more would be an attempt to fill the memory. */
const MOST_ALIASES = 100;

/** Reads a settings file. Never throws. */
export function readDocument(text: string): Document {
  const lineCounter = new LineCounter();
  const position = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const failed = (message: string, offset = 0): Document => {
    return { data: undefined, mistakes: [{ offset, message }], valueAt: () => 0, keyAt: () => 0, position };
  };
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined) return failed(`this is not YAML: ${firstLine(error.message)}`, error.pos[0]);
    const root = document.contents;
    if (root === null) return { ...failed(''), mistakes: [] };
    const data: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return {
      data: data ?? undefined,
      mistakes: repeatedKeys(root),
      valueAt: path => follow(root, path).value,
      keyAt: path => follow(root, path).key,
      position,
    };
  } catch (error) {
    if (error instanceof RangeError) return failed('this is nested too deeply');
    if (error instanceof ReferenceError) return failed('this uses anchors too often; write the values out');
    return failed(`this is not YAML: ${firstLine(error instanceof Error ? error.message : String(error))}`);
  }
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/[.:]$/, '');
}

function repeatedKeys(root: Node): TextMistake[] {
  const mistakes: TextMistake[] = [];
  visit(root, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) mistakes.push({ offset: startOf(key) ?? 0, message: `the key '${name}' is there twice` });
        seen.add(name);
      }
    },
  });
  return mistakes;
}

function follow(root: Node, path: Path): { value: number; key: number } {
  let node: unknown = root;
  let value = startOf(root) ?? 0;
  let key = value;
  for (const step of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      key = startOf(pair.key) ?? key;
      next = pair.value;
    } else if (isSeq(node)) {
      next = node.items[Number(step)];
      key = startOf(next) ?? key;
    }
    // What an anchor brings in stands elsewhere; the place that uses it is the one to show.
    if (isAlias(next) || next === undefined) {
      value = startOf(next) ?? key;
      break;
    }
    value = startOf(next) ?? key;
    node = next;
  }
  return { value, key };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
