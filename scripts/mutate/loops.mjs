// Mutation: a query that runs once runs once for each element of a list.
import ts from 'typescript';
import { enclosing, isFunction, nodeAround, nodesIn, replace, treeOf } from './syntax.mjs';

/** `f(id) { const row = await find(id) }` -> `f(idList) { let row; for (const id of idList) { row = await find(id); } }`. `at` is the query's place. */
export function queryInLoop(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, at.end);
  const statement = node && enclosing(node, (inner) => ts.isStatement(inner));
  const fn = node && enclosing(node, isFunction);
  if (!statement || !fn || !ts.isBlock(statement.parent) || statement.parent.parent !== fn || !isAwaited(node, statement)) return undefined;
  const used = new Set(nodesIn(node).filter((inner) => ts.isIdentifier(inner) && !(ts.isPropertyAccessExpression(inner.parent) && inner.parent.name === inner) && !(ts.isPropertyAssignment(inner.parent) && inner.parent.name === inner)).map((inner) => inner.text));
  const client = clientOf(node);
  const parameter = fn.parameters.find(({ name, dotDotDotToken }) => ts.isIdentifier(name) && !dotDotDotToken && used.has(name.text) && name.text !== client && !/^(?:req|request|res|reply|ctx|c|context|args|tx|trx|db|next|_)$/.test(name.text));
  if (!parameter) return undefined;
  const name = parameter.name.text;
  return [replace(parameter.name, `${name}List`), ...(parameter.type ? [replace(parameter.type, `(${parameter.type.getText()})[]`)] : []), replace(statement, `${looped(statement, name)}`)];
}

/** What the query is made on: the name that its chain of calls begins with. */
function clientOf(node) {
  let at = node;
  while (!ts.isIdentifier(at) && (at.expression ?? at.tag)) at = at.expression ?? at.tag;
  return ts.isIdentifier(at) ? at.text : undefined;
}

function isAwaited(node, statement) {
  const awaited = enclosing(node, (inner) => ts.isAwaitExpression(inner) || inner === statement);
  return awaited !== statement && awaited !== undefined;
}

function looped(statement, name) {
  const loop = (body) => `for (const ${name} of ${name}List) { ${body} }`;
  const [declared, ...more] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  if (declared && more.length === 0 && ts.isIdentifier(declared.name)) return `let ${declared.name.text}; ${loop(`${declared.name.text} = ${declared.initializer.getText()};`)}`;
  if (ts.isReturnStatement(statement)) return `const found = []; ${loop(`found.push(${statement.expression.getText()});`)} return found;`;
  return loop(statement.getText());
}
