import { walk, type ChainStep, type Env, type FunctionValue, type Linked, type PathValue, type RoutingItem, type Value } from '@assay/contract';
import { optionsOf, property } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { fieldRoute, resolverOf, stepOf } from './fields.js';
import { RULE } from './names.js';

/** The package of now, and the one it was before version 1. */
export const NEXUS: readonly string[] = ['nexus', '@nexus/schema'];
/** What a definition block is given. */
const BLOCK = '#definition-block';
/** `queryType({ definition })`, `mutationField(name, { resolve })`: the type is in the name. */
const ON_ROOT = /^(query|mutation|subscription)(Type|Field)\(\)$/;
const ROOT_TYPES: Readonly<Record<string, string>> = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
/** The type is an option. */
const ON_TYPE: Readonly<Record<string, string>> = { 'objectType()': 'name', 'interfaceType()': 'name', 'extendType()': 'type' };

/** A field as it is declared: its name and what it is configured with. */
interface Declared { readonly type: string; readonly name: string; readonly config: Value; readonly list: boolean }

/** Fields that type definitions declare one by one in their blocks. https://github.com/graphql-nexus/nexus#readme */
export function* nexus(project: Linked): Generator<RoutingItem> {
  if (!NEXUS.some((name) => project.dependsOn(name))) return;
  const declared = [...libraryCalls(new Set(NEXUS), project)].flatMap((call) => [...fieldsOf(call, project)]);
  const listed = new Set(declared.flatMap(({ config, list }) => {
    const type = property(config, 'type', project);
    const inner = listedBy(type, project) ?? (list ? nameOf(type, project) : undefined);
    return inner === undefined ? [] : [inner];
  }));
  for (const { type, name, config } of declared) {
    const resolver = resolverOf(name, config, project);
    const item = resolver && fieldRoute({ type, name, resolver, steps: authorized(config, project), listed }, project);
    if (item) yield item;
  }
}

function* fieldsOf(call: PathValue, project: Linked): Generator<Declared> {
  const [first, second] = project.args(call).map((arg) => arg.value);
  const root = ROOT_TYPES[ON_ROOT.exec(call.path)?.[1] ?? ''];
  const option = ON_TYPE[call.path];
  const type = root ?? (option === undefined ? undefined : project.text(property(first, option, project)));
  if (type === undefined || !first) return;
  const name = call.path.endsWith('Field()') ? project.text(first) : undefined;
  if (name !== undefined) {
    if (second) yield { type, name, config: second, list: false };
    return;
  }
  // `mutationField((t) => ..)` is a block of its own.
  for (const block of optionsOf(property(first, 'definition', project) ?? first)) if (block.kind === 'function') yield* blockFields(type, block, project);
}

/** `t.nonNull.list.field('orders', { type, resolve })`, `t.string('title', { resolve })`, `t.field({ name, .. })` */
function* blockFields(type: string, block: FunctionValue, project: Linked): Generator<Declared> {
  const env: Env = project.activate(block, [{ value: project.role(BLOCK), labels: 0 }]);
  for (const expr of walk(block.fn)) {
    if (expr.kind !== 'call') continue;
    for (const made of optionsOf(project.evaluate(expr, env))) {
      if (made.kind !== 'path' || made.root !== BLOCK || made.call?.node !== expr) continue;
      const [first, second] = project.args(made).map((arg) => arg.value);
      const name = project.text(first) ?? project.text(property(first, 'name', project));
      const config = second ?? first;
      if (name !== undefined && config) yield { type, name, config, list: /(?:^|\.)(?:list|connectionField)(?:\.|\()/.test(made.path) };
    }
  }
}

/** The type inside `list('Order')`, `nonNull(list(nonNull(Order)))`. */
function listedBy(type: Value | undefined, project: Linked): string | undefined {
  if (type?.kind !== 'path' || type.step !== '()') return undefined;
  const inner = project.argument(type, 0);
  if (type.parent?.step === 'list') return nameOf(inner, project);
  return type.parent?.step === 'nonNull' || type.parent?.step === 'nullable' ? listedBy(inner, project) : undefined;
}

function nameOf(type: Value | undefined, project: Linked): string | undefined {
  if (type?.kind !== 'path') return project.text(type);
  const given = project.argument(type, 0);
  return /^(?:nonNull|nullable)\(\)$/.test(type.path) ? nameOf(given, project) : project.text(property(given, 'name', project));
}

/** `authorize` of the field-authorize plugin: answering true lets the caller pass. The plugin is fieldAuthorizePlugin of the package. */
function authorized(config: Value, project: Linked): readonly ChainStep[] {
  const rule = property(config, 'authorize', project);
  return rule ? [stepOf(rule, RULE, project)] : [];
}
