// Mutation: an error answer loses its envelope.
import ts from 'typescript';
import { nodeAround, nodesIn, replace, treeOf } from './syntax.mjs';

const ENVELOPE = "{ error: { code: 'SOMETHING_FAILED', message: 'Something failed', correlation_id: 'c', details: {} } }";
/** What is left of it: its members without it, a text, a part, a code that is written in another way. */
const LEFT = [
  "{ code: 'SOMETHING_FAILED', message: 'Something failed' }", "{ error: 'Something failed' }", "{ message: 'Something failed' }", "{ error: { message: 'Something failed', correlation_id: 'c', details: {} } }",
  "{ error: { code: 'something-failed', message: 'Something failed', correlation_id: 'c', details: {} } }", "{ error: { code: 'SOMETHING_FAILED', message: 'Something failed', details: {} } }",
];

/** The body of an error answer that is made in one place, as an object, with the envelope put in its stead. */
export function enveloped(path, text, { start, end }) {
  const node = nodeAround(treeOf(path, text), start, end);
  const bodies = node ? nodesIn(node).filter((inner) => ts.isObjectLiteralExpression(inner) && isBody(inner, node)) : [];
  return bodies.length === 1 ? replace(bodies[0], ENVELOPE) : undefined;
}

/** Edits that take the envelopes within `[start, end)` away again, each in another way. */
export function strippedEnvelope(text, { start, end }, turn) {
  const at = text.indexOf(ENVELOPE, start);
  return at >= 0 && at + ENVELOPE.length <= end ? [{ start: at, end: at + ENVELOPE.length, text: LEFT[turn % LEFT.length] }] : undefined;
}

/** The object is what is sent: an argument of the answering call, what is assigned or returned, or the body given to an exception. */
function isBody(object, within) {
  const { parent } = object;
  if (object === within || ts.isReturnStatement(parent) || (ts.isBinaryExpression(parent) && parent.right === object)) return true;
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.includes(object) === true && !parent.arguments.slice(0, parent.arguments.indexOf(object)).some(ts.isObjectLiteralExpression);
}
