import type { ExtensionKind } from './model.js';
import { forEachChild, type Node, type Tree } from './parse.js';

/** What none of the constructs can be written without: most scripts hold nothing of it and are not walked. */
const HINT =
  /\[\[|[<>]\(|<<<|&>|>&|\$['"]|(?<!\$)\{[^\s{}]|\$\{(?:!|[^{}]*[/^,@[]|\w+:[^-+=?])|function|select|coproc|\(\(|[=+]=?\(|\+=|\|&|;&/;

/** Can a script hold any of the constructs? Cheap, to be asked once of the whole script. */
export function mayExtend(text: string): boolean {
  return HINT.test(text);
}

/** A construct beyond POSIX and the node that shows it. */
export interface Found {
  readonly kind: ExtensionKind;
  readonly node: Pick<Node, 'pos' | 'end'>;
}

/** The constructs of a parsed text that POSIX does not know, without those inside substitutions: these are trees of their own. */
export function findExtensions(tree: Tree, text: string): Found[] {
  const found: Found[] = [];
  const pending: Node[] = [...tree.commands];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const kind = kindOf(node, text);
    if (kind !== undefined) found.push({ kind, node: head(node, kind, text) });
    const { type } = node;
    if (type !== 'CommandExpansion' && type !== 'ProcessSubstitution' && type !== 'ArithmeticCommandExpansion')
      forEachChild(node, child => void pending.push(child));
  }
  return found;
}

function kindOf(node: Node, text: string): ExtensionKind | undefined {
  switch (node.type) {
    case 'TestCommand':
      return 'double-bracket';
    case 'ArrayValue':
      return 'array';
    case 'Assignment':
      return node.index !== undefined ? 'array' : node.append && node.value.type === 'Word' ? 'append' : undefined;
    case 'ProcessSubstitution':
      return 'process-substitution';
    case 'HereString':
      return 'here-string';
    case 'Redirect':
      return redirectsBoth(node) ? 'redirect-both' : undefined;
    case 'Pipeline':
      return node.operators.includes('|&') ? 'pipe-both' : undefined;
    case 'ParameterExpansion':
      return substitution(node);
    case 'BraceExpansion':
      return 'brace-expansion';
    case 'AnsiCQuoted':
      return 'ansi-quote';
    case 'LocaleString':
      return 'locale-quote';
    case 'Function':
      return text.startsWith('function', node.pos) ? 'function-keyword' : undefined;
    case 'ArithmeticCommand':
      return 'arithmetic-command';
    case 'ArithmeticFor':
      return 'arithmetic-for';
    case 'Select':
      return 'select';
    case 'Coproc':
      return 'coproc';
    case 'CaseItem':
      return node.terminator === ';&' || node.terminator === ';;&' ? 'case-fallthrough' : undefined;
    default:
      return undefined;
  }
}

/** `&> file`, `>& file`; `2>&1` and `>&-` are something else. */
function redirectsBoth(node: Extract<Node, { type: 'Redirect' }>): boolean {
  if (node.operator === '&>' || node.operator === '&>>') return true;
  const target = node.target?.text ?? '';
  return node.operator === '>&' && node.descriptor === undefined && target !== '' && !/^["'$\d-]/.test(target);
}

function substitution({
  prefix,
  index,
  operation,
}: Extract<Node, { type: 'ParameterExpansion' }>): ExtensionKind | undefined {
  if (index !== undefined) return 'array';
  if (prefix === '!') return 'indirect';
  switch (operation?.type) {
    case 'Replace':
      return 'replace';
    case 'Slice':
      return 'slice';
    case 'CaseModification':
      return 'case-modification';
    case 'Transform':
      return 'transform';
    case 'Names':
      return 'indirect';
    default:
      return undefined;
  }
}

/** Where a construct is told by how it begins, that is what has to be changed. */
function head(node: Node, kind: ExtensionKind, text: string): Found['node'] {
  const { pos, end } = node;
  if (kind === 'double-bracket') return { pos, end: pos + 2 };
  if (kind === 'function-keyword') return { pos, end: pos + 8 };
  if (kind === 'pipe-both') {
    const at = text.indexOf('|&', pos);
    return { pos: at, end: at + 2 };
  }
  if (kind === 'select' || kind === 'coproc') return { pos, end: pos + 6 };
  if (kind === 'arithmetic-for') return { pos, end: pos + 3 };
  return { pos, end };
}
