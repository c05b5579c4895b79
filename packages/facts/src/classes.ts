import { ts } from '#typescript';
import type { ClassFact, ClassMember } from '@assay/contract';
import type { Context } from './context.js';
import { propertyKey, readNamed } from './expressions.js';
import { has, readDecorators } from './functions.js';
import { readType, readTypes } from './types.js';

const PLACEHOLDER: ClassFact = {
  name: '', at: [0, 0], nameAt: [0, 0], fn: 0, abstract: false, typeParams: [], extendsArgs: [], implements: [], decorators: [], members: [],
};

/** Reads a class and answers its id. `name` is what an anonymous class is assigned to. */
export function readClass(node: ts.ClassLikeDeclaration, context: Context, name = ''): number {
  const id = context.classes.length;
  context.classes.push(PLACEHOLDER);
  const outer = context.cls;
  context.cls = id;
  try {
    context.classes[id] = read(node, context, name);
  } finally {
    context.cls = outer;
  }
  return id;
}

function read(node: ts.ClassLikeDeclaration, context: Context, name: string): ClassFact {
  const base = clause(node, ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const at = context.at(node);
  return {
    name: node.name?.text ?? name, at, nameAt: node.name ? context.at(node.name) : [at[0], at[0] + 'class'.length], fn: context.fn,
    abstract: has(node, ts.SyntaxKind.AbstractKeyword), typeParams: (node.typeParameters ?? []).map((parameter) => parameter.name.text),
    ...(base ? { extends: context.read.expr(base.expression, context) } : {}), extendsArgs: readTypes(base?.typeArguments, context),
    implements: readTypes(clause(node, ts.SyntaxKind.ImplementsKeyword)?.types, context), decorators: readDecorators(node, context),
    members: node.members.flatMap((member) => readMember(member, context)),
  };
}

function clause(node: ts.ClassLikeDeclaration, keyword: ts.SyntaxKind): ts.HeritageClause | undefined {
  return node.heritageClauses?.find((heritage) => heritage.token === keyword);
}

function readMember(node: ts.ClassElement, context: Context): ClassMember[] {
  const at = context.at(node);
  const common = { static: has(node, ts.SyntaxKind.StaticKeyword), abstract: has(node, ts.SyntaxKind.AbstractKeyword), at };
  if (ts.isConstructorDeclaration(node)) {
    if (!node.body) return [];
    return [{ ...common, name: 'constructor', kind: 'constructor', fn: context.read.fn(node, context, 'constructor'), decorators: [] }];
  }
  const name = node.name && (ts.isPrivateIdentifier(node.name) ? node.name.text : propertyKey(node.name));
  if (name === undefined) return [];
  const decorators = readDecorators(node, context);
  if (ts.isPropertyDeclaration(node)) {
    const declared = readType(node.type ?? (context.isJavaScript ? ts.getJSDocType(node) : undefined), context);
    const init = node.initializer ? readNamed(node.initializer, name, context) : undefined;
    return [{ ...common, name, kind: 'property', ...(init ? { init } : {}), ...(declared ? { declared } : {}), decorators }];
  }
  if (!ts.isMethodDeclaration(node) && !ts.isAccessor(node)) return [];
  if (!node.body && !common.abstract) return [];
  const kind = ts.isMethodDeclaration(node) ? 'method' : ts.isGetAccessor(node) ? 'getter' : 'setter';
  return [{ ...common, name, kind, fn: context.read.fn(node, context, name), decorators }];
}
