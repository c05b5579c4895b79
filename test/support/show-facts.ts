import type { Expr, FileFacts, Stmt, TypeExpr } from '@assay/contract';

/** An expression as one line: what facts say of it, with the names of bindings. For tests. */
export function showExpr(expr: Expr, facts: FileFacts): string {
  const show = (inner: Expr): string => showExpr(inner, facts);
  const list = (items: readonly Expr[]): string => items.map(show).join(', ');
  switch (expr.kind) {
    case 'literal': return JSON.stringify(expr.value);
    case 'undefined': case 'this': case 'super': case 'caught': return expr.kind;
    case 'regex': return expr.source;
    case 'template': return `${expr.tag ? show(expr.tag) : ''}\`${expr.quasis.join('${}')}\`(${list(expr.holes)})`;
    case 'name': return facts.bindings[expr.binding]?.name || `#${expr.binding}`;
    case 'global': return `global ${expr.name}`;
    case 'member': return `${show(expr.object)}${expr.optional ? '?' : ''}.${expr.name}`;
    case 'index': return `${show(expr.object)}[${show(expr.index)}]`;
    case 'call': return `${show(expr.callee)}${expr.optional ? '?.' : ''}${typeArgs(expr.typeArgs)}(${list(expr.args)})`;
    case 'new': return `new ${show(expr.callee)}${typeArgs(expr.typeArgs)}(${list(expr.args)})`;
    case 'function': return `function ${facts.functions[expr.fn]?.name ?? '?'}`;
    case 'class': return `class ${facts.classes[expr.cls]?.name ?? '?'}`;
    case 'object': return `{${expr.members.map((member) => (member.kind === 'spread' ? `...${show(member.value)}` : `${member.kind === 'computed' ? `[${show(member.key)}]` : member.key}: ${show(member.value)}`)).join(', ')}}`;
    case 'array': return `[${list(expr.items)}]`;
    case 'spread': return `...${show(expr.value)}`;
    case 'conditional': return `${show(expr.test)} ? ${show(expr.then)} : ${show(expr.else)}`;
    case 'logical': case 'binary': return `(${show(expr.left)} ${expr.op} ${show(expr.right)})`;
    case 'unary': return `${expr.op}${show(expr.value)}`;
    case 'await': return `await ${show(expr.value)}`;
    case 'yield': return `yield ${expr.value ? show(expr.value) : ''}`.trim();
    case 'assign': return `${show(expr.target)} ${expr.op} ${show(expr.value)}`;
    case 'sequence': return `(${list(expr.items)})`;
    case 'cast': return `<${showType(expr.type)}>${show(expr.value)}`;
    case 'import': return `import(${show(expr.specifier)})`;
    case 'require': return `require(${expr.specifier})`;
    case 'element': return `${show(expr.of)}[${expr.index ?? '*'}]`;
    case 'key': return `key of ${show(expr.of)}`;
    case 'rest': return `rest of ${show(expr.of)}${expr.from === undefined ? ` without ${expr.without.join('+')}` : ` from ${expr.from}`}`;
    case 'opaque': return `opaque ${expr.reason}`;
  }
}

function typeArgs(types: readonly TypeExpr[]): string {
  return types.length === 0 ? '' : `<${types.map(showType).join(', ')}>`;
}

export function showType(type: TypeExpr): string {
  switch (type.kind) {
    case 'ref': return `${type.name}${typeArgs(type.args)}`;
    case 'object': return `{${type.members.map(({ name, optional, type: inner }) => `${name}${optional ? '?' : ''}: ${showType(inner)}`).join(', ')}}`;
    case 'function': return `(${type.params.map(showType).join(', ')}) => ${showType(type.returns)}`;
    case 'union': return type.types.map(showType).join(' | ');
    case 'intersection': return type.types.map(showType).join(' & ');
    case 'array': return `${showType(type.of)}[]`;
    case 'literal': return JSON.stringify(type.value);
    case 'typeof': return 'typeof';
    case 'index': return `${showType(type.object)}[${showType(type.key)}]`;
    case 'keyword': return type.name;
    case 'opaque': return 'opaque';
  }
}

/** Statements as an outline: `if(..) {..}`, `for-of {..}`. */
export function showStatements(body: readonly Stmt[], facts: FileFacts): string {
  return body.map((statement) => showStatement(statement, facts)).join('; ');
}

function showStatement(statement: Stmt, facts: FileFacts): string {
  const block = (body: readonly Stmt[] | undefined): string => (body ? `{${showStatements(body, facts)}}` : '');
  const value = (expr: Expr | undefined): string => (expr ? showExpr(expr, facts) : '');
  switch (statement.kind) {
    case 'expr': return value(statement.value);
    case 'declare': return `${statement.bindings.map((id) => facts.bindings[id]?.name || `#${id}`).join('+')} = ${value(statement.value)}`;
    case 'if': return `if (${value(statement.test)}) ${block(statement.then)} else ${block(statement.else)}`;
    case 'loop': return `${statement.loop} (${value(statement.iterable ?? statement.test)}) ${block(statement.body)}`;
    case 'try': return `try ${block(statement.body)} catch ${block(statement.handler)} finally ${block(statement.finalizer)}`;
    case 'switch': return `switch (${value(statement.subject)}) ${statement.cases.map((clause) => `${clause.test ? value(clause.test) : 'default'}: ${block(clause.body)}`).join(' ')}`;
    case 'return': case 'throw': return `${statement.kind} ${value(statement.value)}`.trim();
    case 'break': case 'continue': return `${statement.kind} ${statement.label ?? ''}`.trim();
    case 'labeled': return `${statement.label}: ${block(statement.body)}`;
  }
}
