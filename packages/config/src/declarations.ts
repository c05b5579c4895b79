import { defineAdapter, type AccessOp, type ApiModel, type Concept, type EntryDeclaration, type FrameworkAdapter, type Linked, type PathValue } from '@assay/contract';
import type { DataClientDeclaration, Declarations, EnvelopeDeclaration, GuardDeclaration, IdempotencyDeclaration } from './config.js';
import { endpointTest } from './endpoint-pattern.js';
import { targetOf, type Target } from './symbols.js';

const OPERATIONS: readonly (keyof DataClientDeclaration & AccessOp)[] = ['read', 'create', 'update', 'upsert', 'delete', 'raw'];

/** The declarations as an adapter: rows for the project's own vocabulary, and what is known of entry points. It goes before all others. */
export function declarationAdapter(declare: Declarations): FrameworkAdapter {
  const named = [...(declare.guards ?? []), ...(declare.idempotency ?? []), ...(declare.envelopes ?? []), ...(declare.dataClients ?? [])];
  const symbols = named.flatMap(({ name }) => targetOf(name).symbol ?? []);
  return defineAdapter({
    name: 'declarations',
    kind: 'runtime',
    packages: [],
    docs: 'docs/config.md',
    models: [
      ...(declare.guards ?? []).flatMap(guardRows),
      ...(declare.idempotency ?? []).flatMap(idempotencyRows),
      ...(declare.envelopes ?? []).flatMap(envelopeRows),
      ...(declare.dataClients ?? []).flatMap(dataRows),
    ],
    symbols,
    environment: declare.environment ?? {},
    entry: entryOf(declare),
  });
}

function guardRows({ name, ensures = 'principal', form = 'middleware', argument = 0 }: GuardDeclaration): readonly ApiModel[] {
  const target = targetOf(name);
  switch (form) {
    case 'middleware': return rows(target, ['', '()', '.new()'], { kind: 'guard', ensures });
    case 'wrapper': return rows(target, ['()', '()()'], wrapping(argument, { kind: 'guard', ensures, wraps: argument }));
    case 'call': return rows(target, ['()'], { kind: 'verify', ...(ensures === 'role' ? { ensures } : {}) });
    case 'predicate': return rows(target, ['()'], { kind: 'verify', tested: true, ...(ensures === 'role' ? { ensures } : {}) });
  }
}

function idempotencyRows({ name, form = 'middleware', argument = 0 }: IdempotencyDeclaration): readonly ApiModel[] {
  const target = targetOf(name);
  if (form === 'wrapper') return rows(target, ['()', '()()'], wrapping(argument, { kind: 'idempotency', wraps: argument }));
  return rows(target, ['', '()', '.new()'], { kind: 'idempotency' });
}

function envelopeRows({ name, status }: EnvelopeDeclaration): readonly ApiModel[] {
  return rows(targetOf(name), ['()'], { kind: 'respond', enveloped: true, ...(status === undefined ? {} : { status }) });
}

function dataRows(client: DataClientDeclaration): readonly ApiModel[] {
  const target = targetOf(client.name);
  return OPERATIONS.flatMap(op => (client[op] ?? []).flatMap(method => rows(target, ['', '()', '.new()'].map(step => `${step}.${method}()`), { kind: 'access', op, executes: 'call' })));
}

function rows(target: Target, steps: readonly string[], is: ApiModel['is']): readonly ApiModel[] {
  return steps.map(step => ({ package: target.package, path: `${target.path}${step}`, is }));
}

/** The call that takes the handler, not one that takes options first. */
function wrapping(argument: number, concept: Concept): (path: PathValue, project: Linked) => Concept | undefined {
  return (path, project) => {
    const handler = project.argument(path, argument);
    return handler === undefined || handler.kind === 'const' || handler.kind === 'object' || handler.kind === 'array' ? undefined : concept;
  };
}

function entryOf({ publicEndpoints = [], gateways = [] }: Declarations): FrameworkAdapter['entry'] {
  const open = publicEndpoints.map(({ endpoint, reason }) => ({ test: endpointTest(endpoint), reason }));
  const fronted = gateways.flatMap(({ endpoints, by, ensures = 'principal' }) => endpoints.map(pattern => ({ test: endpointTest(pattern), ensures: { level: ensures, by } })));
  return ({ id }): EntryDeclaration | undefined => {
    const reason = open.find(({ test }) => test(id))?.reason;
    const ensures = fronted.find(({ test }) => test(id))?.ensures;
    if (reason === undefined && ensures === undefined) return undefined;
    return { ...(reason === undefined ? {} : { public: reason }), ...(ensures === undefined ? {} : { ensures }) };
  };
}
