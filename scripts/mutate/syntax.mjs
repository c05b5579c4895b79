// Helpers on TypeScript's syntax trees: finding the node of a span, and writing edits into a text.
import ts from 'typescript';

/** The tree of a text, with parents. */
export function treeOf(path, text) {
  const kind = /\.[cm]?ts$/.test(path) ? ts.ScriptKind.TS : /\.[cm]?js$/.test(path) ? ts.ScriptKind.JSX : ts.ScriptKind.TSX;
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
}

/** The smallest node around `[start, end)` that is as asked. */
export function nodeAround(tree, start, end, wanted = () => true) {
  let found;
  const visit = (node) => {
    if (node.getStart(tree) > start || node.end < end) return;
    if (wanted(node)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** All nodes in a node, itself included, in the order of the text. */
export function nodesIn(root) {
  const nodes = [];
  const visit = (node) => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return nodes;
}

/** The nearest node around a node, itself included, that is as asked. */
export function enclosing(node, wanted) {
  for (let current = node; current; current = current.parent) if (wanted(current)) return current;
  return undefined;
}

/** `{ start, end, text }` that puts a text in place of a node. */
export function replace(node, text) {
  return { start: node.getStart(), end: node.end, text };
}

/** Takes an element out of a list (arguments, an array, members of an object, decorators), with the comma that belongs to it. */
export function removeFrom(list, element) {
  const index = list.indexOf(element);
  const [before, after] = [list[index - 1], list[index + 1]];
  if (after) return { start: element.getStart(), end: after.getStart(), text: '' };
  if (before) return { start: before.end, end: element.end, text: '' };
  return { start: element.getStart(), end: element.end, text: '' };
}

/** The text with edits that do not overlap. */
export function edited(text, edits) {
  const sorted = [...edits].sort((a, b) => b.start - a.start);
  return sorted.reduce((current, { start, end, text: put }) => current.slice(0, start) + put + current.slice(end), text);
}

/** The edits that bring back what `edits` changed, for the changed text. */
export function undoing(text, edits) {
  let shift = 0;
  return [...edits].sort((a, b) => a.start - b.start).map(({ start, end, text: put }) => {
    const back = { start: start + shift, end: start + shift + put.length, text: text.slice(start, end) };
    shift += put.length - (end - start);
    return back;
  });
}

export const isFunction = (node) => ts.isFunctionLike(node) && node.body !== undefined;

/** The object without one of its keys. */
export function without(object, key) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}
