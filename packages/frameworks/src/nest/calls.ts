import { weakMemo, type CallExpr, type Env, type FileFacts, type FunctionFact, type Linked, type PathValue, type Range, type Span } from '@assay/contract';
import { optionsOf, sourcesOf } from './values.js';

/** A call of a method on a library value, found in product code. */
export interface MethodCall {
  readonly name: string;
  /** The path of the call itself. */
  readonly path: PathValue;
  readonly file: FileFacts;
  /** The class whose method makes the call. */
  readonly cls?: number;
  readonly env: Env;
  readonly at: Span;
  /** The `if` that it stands in. */
  readonly conditional?: Span;
}

/** Calls `x.name(...)` of the given names where `x` comes from Nest, in files that import it. */
export function callsOf(names: ReadonlySet<string>, project: Linked): readonly MethodCall[] {
  const { role } = sourcesOf(project);
  const files = project.files.filter((file) => role(file.path) === 'product' && file.imports.some((one) => one.specifier.startsWith('@nestjs/')));
  return files.flatMap((file) => [...callsIn(file, names, project)]);
}

function* callsIn(file: FileFacts, names: ReadonlySet<string>, project: Linked): Generator<MethodCall> {
  for (const [id, fn] of file.functions.entries()) {
    for (const { call, branch } of callsOfBody(fn)) {
      if (call.callee.kind !== 'member' || !names.has(call.callee.name)) continue;
      const env = project.envOf(file, id);
      const path = optionsOf(project.evaluate(call, env)).find((value) => value.kind === 'path' && value.root.startsWith('@nestjs/'));
      if (path?.kind !== 'path') continue;
      const context = { ...(fn.cls === undefined ? {} : { cls: fn.cls }), ...(branch ? { conditional: project.span(file, branch) } : {}) };
      yield { name: call.callee.name, path, file, env, at: project.span(file, call.at), ...context };
    }
  }
}

interface Found {
  readonly call: CallExpr;
  readonly branch?: Range;
}

/** The calls in a function's body: several adapters ask for them, each for other names. */
const callsOfBody = weakMemo((fn: FunctionFact) => callExpressions(fn.body));

/** Every call in a part of the facts, outermost first. Facts are plain data; functions are entered by their own ids. */
function callExpressions(part: unknown, branch?: Range, calls: Found[] = []): readonly Found[] {
  if (typeof part !== 'object' || part === null) return calls;
  if (isKind<CallExpr>(part, 'call')) calls.push({ call: part, ...(branch ? { branch } : {}) });
  const within = isKind<{ readonly at: Range }>(part, 'if') ? part.at : branch;
  for (const [name, inner] of Object.entries(part)) if (typeof inner === 'object') callExpressions(inner, name === 'test' ? branch : within, calls);
  return calls;
}

function isKind<T extends object>(part: object, kind: string): part is T {
  return 'kind' in part && part.kind === kind;
}
