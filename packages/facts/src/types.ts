import { ts } from '#typescript';
import type { TypeExpr, TypeMember } from '@assay/contract';
import type { Context } from './context.js';

const OPAQUE: TypeExpr = { kind: 'opaque' };

/** A type annotation as the declared-type facts keep it: what the linker can follow, the rest opaque. */
export function readType(node: ts.TypeNode | undefined, context: Context): TypeExpr | undefined {
  if (!node) return undefined;
  if (ts.isTypeReferenceNode(node)) return reference(node.typeName, node.typeArguments, context);
  if (ts.isExpressionWithTypeArguments(node)) return heritage(node, context);
  if (ts.isUnionTypeNode(node)) return { kind: 'union', types: readTypes(node.types, context) };
  if (ts.isIntersectionTypeNode(node)) return { kind: 'intersection', types: readTypes(node.types, context) };
  if (ts.isArrayTypeNode(node)) return { kind: 'array', of: readType(node.elementType, context) ?? OPAQUE };
  if (ts.isTypeLiteralNode(node)) return { kind: 'object', members: readMembers(node.members, context) };
  if (ts.isFunctionTypeNode(node)) return signature(node, context);
  if (ts.isParenthesizedTypeNode(node)) return readType(node.type, context);
  if (ts.isTypeOperatorNode(node)) return node.operator === ts.SyntaxKind.ReadonlyKeyword ? readType(node.type, context) : OPAQUE;
  if (ts.isTypeQueryNode(node)) return { kind: 'typeof', value: entityExpr(node.exprName, context) };
  if (ts.isIndexedAccessTypeNode(node)) {
    return { kind: 'index', object: readType(node.objectType, context) ?? OPAQUE, key: readType(node.indexType, context) ?? OPAQUE };
  }
  if (ts.isLiteralTypeNode(node)) return literal(node);
  if (ts.isImportTypeNode(node)) return importType(node, context);
  if (ts.isTupleTypeNode(node)) {
    const first = node.elements[0];
    return { kind: 'array', of: (first && !ts.isNamedTupleMember(first) ? readType(first, context) : undefined) ?? OPAQUE };
  }
  return ts.isToken(node) ? { kind: 'keyword', name: ts.tokenToString(node.kind) ?? 'unknown' } : OPAQUE;
}

export function readTypes(nodes: readonly ts.TypeNode[] | undefined, context: Context): TypeExpr[] {
  return (nodes ?? []).map((node) => readType(node, context) ?? OPAQUE);
}

/** Members of an interface or an object type that have a plain name. */
export function readMembers(nodes: readonly ts.TypeElement[], context: Context): TypeMember[] {
  const members: TypeMember[] = [];
  for (const node of nodes) {
    if (!node.name || !(ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) continue;
    const optional = node.questionToken !== undefined;
    if (ts.isPropertySignature(node)) members.push({ name: node.name.text, type: readType(node.type, context) ?? OPAQUE, optional });
    else if (ts.isMethodSignature(node)) members.push({ name: node.name.text, type: signature(node, context), optional });
  }
  return members;
}

function signature(node: ts.FunctionTypeNode | ts.MethodSignature, context: Context): TypeExpr {
  return {
    kind: 'function',
    params: node.parameters.map((parameter) => readType(parameter.type, context) ?? OPAQUE),
    returns: readType(node.type, context) ?? OPAQUE,
  };
}

function literal(node: ts.LiteralTypeNode): TypeExpr {
  const value = node.literal;
  if (ts.isStringLiteral(value) || ts.isNoSubstitutionTemplateLiteral(value)) return { kind: 'literal', value: value.text };
  if (ts.isNumericLiteral(value)) return { kind: 'literal', value: Number(value.text) };
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) {
    return { kind: 'literal', value: value.kind === ts.SyntaxKind.TrueKeyword };
  }
  return { kind: 'keyword', name: 'null' };
}

function reference(name: ts.EntityName, args: readonly ts.TypeNode[] | undefined, context: Context): TypeExpr {
  const binding = context.scope.type(rootOf(name));
  const ref = { kind: 'ref' as const, name: entityText(name), args: readTypes(args, context) };
  return binding === undefined ? ref : { ...ref, binding };
}

/** `import('./x').Name`, common in JSDoc: an import made on the spot. */
function importType(node: ts.ImportTypeNode, context: Context): TypeExpr {
  const argument = node.argument;
  if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal) || !node.qualifier) return OPAQUE;
  const specifier = argument.literal.text;
  const binding = context.bindings.length;
  context.bindings.push({
    name: rootOf(node.qualifier), kind: 'import', fn: 0, at: context.at(node),
    imported: { specifier, name: rootOf(node.qualifier), typeOnly: true },
  });
  return { kind: 'ref', name: entityText(node.qualifier), binding, args: readTypes(node.typeArguments, context) };
}

/** A class's `extends`/`implements` entry, read as a type. */
function heritage(node: ts.ExpressionWithTypeArguments, context: Context): TypeExpr {
  const name = dottedText(node.expression);
  if (name === undefined) return OPAQUE;
  const binding = context.scope.type(name.split('.')[0] ?? name);
  const ref = { kind: 'ref' as const, name, args: readTypes(node.typeArguments, context) };
  return binding === undefined ? ref : { ...ref, binding };
}

function dottedText(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const object = dottedText(node.expression);
  return object === undefined ? undefined : `${object}.${node.name.text}`;
}

function entityText(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityText(name.left)}.${name.right.text}`;
}

function rootOf(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : rootOf(name.left);
}

function entityExpr(name: ts.EntityName, context: Context): Extract<TypeExpr, { kind: 'typeof' }>['value'] {
  const at = context.at(name);
  if (!ts.isIdentifier(name)) return { kind: 'member', object: entityExpr(name.left, context), name: name.right.text, optional: false, at };
  const binding = context.scope.value(name.text);
  return binding === undefined ? { kind: 'global', name: name.text, at } : { kind: 'name', binding, at };
}
