import { type Frame, within } from './frame.js';
import { findSubstitutions, type Node, type NodeOf, type Substitution } from './parse.js';
import { mentionedNames, type Scope } from './scope.js';
import type { CommandNode, Walk } from './walk.js';
import { doubtArithmetic } from './words.js';

type Compound = Exclude<CommandNode, { readonly type: 'Command' }> | NodeOf<'CompoundList'>;

/** Walks what is no simple command: groups, branches, loops, functions, and the words they hold. */
export function walkCompound(walk: Walk, node: Compound, frame: Frame): void {
  switch (node.type) {
    case 'Redirected': {
      walkCompound(walk, node.command, frame);
      const found: Substitution[] = [];
      for (const redirect of node.redirects) walk.words.redirect(redirect, frame, found);
      walk.substitutions(found, frame);
      break;
    }
    case 'CompoundList':
      walk.list(node.commands, frame);
      break;
    case 'BraceGroup':
      walk.list(node.body.commands, frame);
      break;
    case 'Subshell':
      walk.list(node.body.commands, within(frame, 'subshell', frame.scope.fork()));
      break;
    case 'If':
      walk.list(node.clause.commands, within(frame, 'condition'));
      branch(walk, node.then, frame);
      for (const { clause, then } of node.elif) {
        branch(walk, clause, frame, 'condition');
        branch(walk, then, frame);
      }
      if (node.else !== undefined) branch(walk, node.else, frame);
      break;
    case 'Case':
      look(walk, frame, [node.word]);
      for (const { pattern, body } of node.items) {
        look(walk, frame, pattern);
        branch(walk, body, frame);
      }
      break;
    case 'While': {
      const scope = loopScope(node, frame);
      const place = { ...frame, scope, guarded: true };
      walk.list(node.clause.commands, within(place, 'condition'));
      walk.list(node.body.commands, within(place, 'loop'));
      frame.scope.merge(scope);
      break;
    }
    case 'For':
    case 'Select': {
      look(walk, frame, node.wordlist ?? []);
      const scope = loopScope(node, frame);
      scope.set(node.name.text, undefined);
      walk.list(node.body.commands, within({ ...frame, guarded: true }, 'loop', scope));
      frame.scope.merge(scope);
      break;
    }
    case 'ArithmeticFor': {
      look(walk, frame, [node.initialize, node.test, node.update]);
      const scope = loopScope(node, frame);
      walk.list(node.body.commands, within({ ...frame, guarded: true }, 'loop', scope));
      frame.scope.merge(scope);
      break;
    }
    case 'Function': {
      // A call may come at any later place, whatever is set by then.
      const scope = frame.scope.fork(once(() => mentionedNames(frame.text.text)));
      walkCompound(walk, node.body, within({ ...frame, guarded: true }, 'function', scope));
      frame.scope.mergeFunction(scope);
      break;
    }
    case 'Coproc': {
      const own = { ...frame, scope: frame.scope.fork() };
      if (node.body.type === 'CompoundList') walk.list(node.body.commands, own);
      else walk.command(node.body, own, undefined, undefined);
      break;
    }
    case 'ArithmeticCommand':
      doubtArithmetic(`$((${node.body}`, frame);
      look(walk, frame, [node]);
      break;
    default:
      look(walk, frame, [node]);
  }
}

/** A part that may be skipped: nothing that it sets is sure afterwards. */
function branch(
  walk: Walk,
  list: NodeOf<'CompoundList'>,
  frame: Frame,
  where: 'branch' | 'condition' = 'branch',
): void {
  const scope = frame.scope.fork();
  walk.list(list.commands, within(frame, where, scope));
  frame.scope.merge(scope);
}

/** The body may see what a later line of it has set. What the outermost loop mentions holds for those inside too. */
function loopScope(node: Node, frame: Frame): Scope {
  if (frame.guarded) return frame.scope.fork();
  return frame.scope.fork(once(() => mentionedNames(frame.text.text.slice(node.pos, node.end))));
}

/** Walks the substitutions in words and expressions. */
function look(walk: Walk, frame: Frame, nodes: readonly (Node | undefined)[]): void {
  const found: Substitution[] = [];
  for (const node of nodes) if (node !== undefined) findSubstitutions(node, found);
  walk.substitutions(found, frame);
}

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}
