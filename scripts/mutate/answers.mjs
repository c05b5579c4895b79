// Mutation: an error answer loses its envelope.
import ts from 'typescript';
import { nodeAround, nodesIn, replace, treeOf } from './syntax.mjs';

/** `{ error: { code, message, .. } }` -> `{ code, message, .. }`. */
export function strippedEnvelope(path, text, { start, end }) {
  const node = nodeAround(treeOf(path, text), start, end);
  const found = node && nodesIn(node).find((inner) => ts.isPropertyAssignment(inner) && inner.name.getText() === 'error' && ts.isObjectLiteralExpression(inner.initializer));
  return found && [replace(found.parent, found.initializer.getText())];
}
