/** A field at the root of a GraphQL operation. */
export interface RootField { readonly type: 'QUERY' | 'MUTATION' | 'SUBSCRIPTION'; readonly name: string }

const TOKEN = /"""[^]*?"""|"(?:\\.|[^"\\])*"|#[^\n]*|\.\.\.|[A-Za-z_]\w*|[{}()[\]:$@!=|]|[^\s]/g;

/** The root fields of the operations in a document. Unreadable parts are passed over: what is not found is not claimed. */
export function rootFields(document: string): readonly RootField[] {
  const tokens = (document.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  const fields: RootField[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const isFragment = token === 'fragment';
    const type = token === '{' ? 'QUERY' : /^(?:query|mutation|subscription)$/.test(token) ? token.toUpperCase() as RootField['type'] : undefined;
    if (type === undefined && !isFragment) continue;
    const open = isFragment || token !== '{' ? openingOf(tokens, at) : at;
    if (open === undefined) break;
    const end = closingOf(tokens, open);
    if (type) fields.push(...namesIn(tokens, open, end).map((name) => ({ type, name })));
    at = end;
  }
  return fields;
}

/** The brace that opens the selection, behind variables and directives. */
function openingOf(tokens: readonly string[], from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (tokens[at] === '(') depth += 1;
    else if (tokens[at] === ')') depth -= 1;
    else if (tokens[at] === '{' && depth === 0) return at;
  }
  return undefined;
}

function closingOf(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at] === '{') depth += 1;
    else if (tokens[at] === '}' && --depth === 0) return at;
  }
  return tokens.length;
}

/** Names directly in the selection between two braces: of an alias the field behind it. */
function namesIn(tokens: readonly string[], open: number, end: number): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  for (let at = open + 1; at < end; at += 1) {
    const token = tokens[at] ?? '';
    if (token === '{' || token === '(' || token === '[') depth += 1;
    else if (token === '}' || token === ')' || token === ']') depth -= 1;
    else if (depth === 0 && token === '...') at = tokens[at + 1] === 'on' ? at + 2 : at + 1;
    else if (depth === 0 && token === '@') at += 1;
    else if (depth === 0 && /^[A-Za-z_]/.test(token) && tokens[at + 1] !== ':' && !token.startsWith('__')) names.push(token);
  }
  return names;
}
