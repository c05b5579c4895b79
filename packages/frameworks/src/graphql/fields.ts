import type { ChainStep, Linked, Protocol, RouteDeclaration, RoutingItem, Span, Value } from '@assay/contract';
import { labelOf } from '../nest/labels.js';
import { optionsOf, property } from '../nest/values.js';
import { FRAMEWORK, OPERATIONS, RESOLVER } from './names.js';
import { listedTypes } from './listed-types.js';

/** A field of a type with the code that resolves it. */
export interface Field {
  readonly type: string;
  readonly name: string;
  readonly resolver: Value;
  readonly steps: readonly ChainStep[];
  /** Where it is written, when its resolver does not tell. */
  readonly at?: Span;
  readonly protocol?: Protocol;
  /** Types whose objects stand in lists, where the schema's builder says it in its own way. */
  readonly listed?: ReadonlySet<string>;
}

const NOWHERE: Span = { path: '', start: 0, end: 0 };

/** A field as a route: an operation by its name, any other field as `Type.field`. */
export function fieldRoute(field: Field, project: Linked): RoutingItem | undefined {
  const at = project.spanOfValue(field.resolver) ?? field.at;
  if (!at) return undefined;
  const operation = OPERATIONS.get(field.type);
  const handler: ChainStep = { value: field.resolver, protocol: field.protocol ?? RESOLVER, at, label: labelOf(field.resolver, project) };
  const route: RouteDeclaration = {
    protocol: 'graphql', method: operation ?? 'FIELD', path: operation ? field.name : `${field.type}.${field.name}`, at: field.at ?? at, framework: FRAMEWORK, steps: field.steps, handler,
    ...(operation === undefined && (field.listed ?? listedTypes(project)).has(field.type) ? { perElement: true } : {}),
  };
  return { kind: 'route', route };
}

/** The function behind a field of a resolver map: itself, or the `resolve` (`subscribe`) of an object. Enum values, scalars and type resolvers have none. */
export function resolverOf(name: string, value: Value, project: Linked): Value | undefined {
  if (name.startsWith('__') && name !== '__resolveReference') return undefined;
  if (value.kind === 'object') {
    const inner = property(value, 'subscribe', project) ?? property(value, 'resolve', project);
    return inner && resolverOf(name, inner, project);
  }
  return optionsOf(value).some((option) => option.kind === 'function' || option.kind === 'path' && option.step === '()') ? value : undefined;
}

export function stepOf(value: Value, protocol: Protocol, project: Linked, at: Span = project.spanOfValue(value) ?? NOWHERE): ChainStep {
  return { value, protocol, at, label: labelOf(value, project) };
}
