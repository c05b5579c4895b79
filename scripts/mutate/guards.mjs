// Mutation: the guards of an entry point are removed from where they are registered: arguments of the route, decorators, elements of lists, `use(guard)`.
import ts from 'typescript';
import { nodeAround, removeFrom, replace, treeOf } from './syntax.mjs';

/** How guards are called. Throttles and what only prepares a session look alike and stay. */
const GUARD = /auth|guard|protect|admin|permission|log(?:ged)?_?in|jwt|require|ensure|access|role|acl|must|verify|check/i;
const OTHER = /limit|throttle|initialize|express-session|session\(|validat|schema|swagger|optional/i;

const isGuard = (text) => GUARD.test(text) && !OTHER.test(text);

/** The guards of an entry point, removed: edits by path, or undefined where none stands in a form that can be taken out. `entry` has `at` and `chain`, as the model's endpoints. */
export function withoutGuards(entry, textOf) {
  const removals = new Map();
  const own = findNode(entry.at, textOf);
  if (own && ts.isCallExpression(own)) {
    for (const arg of own.arguments.slice(0, -1)) if (!ts.isStringLiteralLike(arg) && isGuard(arg.getText())) add(removals, entry.at.path, own.arguments, arg);
  }
  for (const step of entry.chain) {
    const node = step.at.path === entry.at.path && step.at.start === entry.at.start ? undefined : findNode(step.at, textOf);
    if (node && isGuard(step.label)) removeStep(removals, step.at.path, node);
  }
  return removals.size === 0 ? undefined : new Map([...removals].map(([path, lists]) => [path, lists.flatMap(editsOf)]));
}

function findNode({ path, start, end }, textOf) {
  const text = textOf(path);
  if (text === undefined || start === end) return undefined;
  let node = nodeAround(treeOf(path, text), start, end);
  while (node?.parent && node.parent.getStart() === node.getStart() && node.parent.end === node.end) node = node.parent;
  return node && ts.isExpressionStatement(node) ? node.expression : node;
}

function removeStep(removals, path, node) {
  const { parent } = node;
  if (ts.isDecorator(node)) return add(removals, path, undefined, node);
  if (ts.isCallExpression(node) && ts.isExpressionStatement(node.parent)) return removeUse(removals, path, node);
  if (ts.isCallExpression(parent) && parent.arguments.includes(node)) {
    if (ts.isDecorator(parent.parent)) return parent.arguments.length === 1 ? add(removals, path, undefined, parent.parent) : add(removals, path, parent.arguments, node);
    return ts.isExpressionStatement(parent.parent) ? removeUse(removals, path, parent) : add(removals, path, parent.arguments, node);
  }
  if (ts.isArrayLiteralExpression(parent)) return add(removals, path, parent.elements, node);
  if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent)) return add(removals, path, parent.parent.properties, parent);
  return undefined;
}

/** `router.use('/x', guard, handler)`: the guards of it, or the statement when nothing else is left; of `router.post(..).use(guard)` the last call. */
function removeUse(removals, path, call) {
  const guards = call.arguments.filter((arg) => !ts.isStringLiteralLike(arg) && isGuard(arg.getText()) && !ts.isFunctionLike(arg));
  const rest = call.arguments.filter((arg) => !guards.includes(arg) && !ts.isStringLiteralLike(arg));
  if (guards.length === 0) return;
  const receiver = call.expression.expression;
  if (rest.length === 0) return add(removals, path, undefined, receiver && ts.isCallExpression(receiver) ? { pos: call.pos, before: receiver.end, end: call.end } : call);
  for (const guard of guards) add(removals, path, call.arguments, guard);
}

function add(removals, path, list, node) {
  const lists = removals.get(path) ?? [];
  const known = lists.find((entry) => entry.key === (list?.pos ?? node.pos) && (list ? entry.list !== undefined : entry.list === undefined));
  if (!known) lists.push({ key: list?.pos ?? node.pos, list, nodes: [node] });
  else if (!known.nodes.some((other) => other.pos === node.pos)) known.nodes.push(node);
  removals.set(path, lists);
}

/** Elements that stand side by side go as one, so that edits do not overlap. */
function editsOf({ list, nodes }) {
  if (list === undefined) return nodes.map((node) => (node.before === undefined ? replace(node, ts.isDecorator(node) ? '' : 'undefined') : { start: node.before, end: node.end, text: '' }));
  if (nodes.length === 1) return [removeFrom(list, list.find((element) => element.pos === nodes[0].pos))];
  const kept = list.filter((element) => !nodes.some((node) => node.pos === element.pos));
  return [{ start: list[0].getStart(), end: list.at(-1).end, text: kept.map((element) => element.getText()).join(', ') }];
}
