import { forEachChild, type ParsedScript, parse, type SyntaxNode } from 'unbash';
import { tooMuch } from './limits.js';

export { forEachChild };

/**
 * The one door to the shell parser. It reads the grammar of bash, of which that of the other Bourne shells is very
 * nearly a part, and goes on behind errors.
 */

/** A node of the syntax tree. Its `pos` and `end` are offsets into the parsed text. */
export type Node = SyntaxNode;
export type NodeOf<T extends Node['type']> = Extract<Node, { readonly type: T }>;
export type Tree = ParsedScript;

/** A node that holds a script of its own: `$( )`, backticks, `<( )`. */
export type Substitution = NodeOf<'CommandExpansion' | 'ProcessSubstitution' | 'ArithmeticCommandExpansion'>;

/** Parses a text; gives the reason instead where the text is too much. May throw where the parser runs out of stack. */
export function parseShell(text: string): Tree | string {
  return tooMuch(text) ?? parse(text);
}

/**
 * Adds the substitutions beneath a node to `found`, in source order, without those inside other ones. With a stack of
 * its own: a sum of ten thousand terms is a tree that deep.
 */
export function findSubstitutions(node: Node, found: Substitution[]): void {
  const first = found.length;
  const pending: Node[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (
      next.type === 'CommandExpansion' ||
      next.type === 'ProcessSubstitution' ||
      next.type === 'ArithmeticCommandExpansion'
    )
      found.push(next);
    else forEachChild(next, child => void pending.push(child));
  }
  if (found.length - first > 1) {
    const sorted = found.splice(first).sort((a, b) => a.pos - b.pos);
    for (const substitution of sorted) found.push(substitution);
  }
}
