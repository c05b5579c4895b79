import ts from 'typescript';

/** What people do to a file, each as its text after the edit of this turn. Another turn gives another text. */
const EDITS = {
  'inside a function': (text, turn) => inserted(text, bodyOf(text), ` const benchmark${turn} = ${turn};`),
  'a new import': (text, turn) => `import benchmark${turn} from 'node:path';\n${text}`,
  'a changed signature': (text, turn) => inserted(text, parametersOf(text), `benchmark${turn}?: unknown, `),
  whitespace: (text, turn) => inserted(text, bodyOf(text), '\n'.repeat(turn + 1)),
};

export const KINDS = Object.keys(EDITS);

/** The text after an edit of this kind; an unknown place gives a constant more at the end. */
export function edited(text, kind, turn) {
  return EDITS[kind](text, turn) ?? `${text}\nconst benchmark${turn} = ${turn};\n`;
}

function inserted(text, at, what) {
  return at === undefined ? undefined : text.slice(0, at) + what + text.slice(at);
}

/** Behind the opening brace of the longest function. */
function bodyOf(text) {
  const body = longest(text)?.body;
  return body === undefined ? undefined : body.getStart() + 1;
}

/** Before the first parameter of the longest function. */
function parametersOf(text) {
  return longest(text)?.parameters.pos;
}

function longest(text) {
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body && ts.isBlock(node.body) && !ts.isArrowFunction(node) && !ts.isAccessor(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('edited.ts', text, ts.ScriptTarget.Latest, true));
  return found.sort((a, b) => b.body.end - b.body.pos - (a.body.end - a.body.pos))[0];
}
