import { innermost, type ChainStep, type Linked, type PathValue, type Value } from '@assay/contract';
import { property } from '../nest/values.js';
import { stepOf } from './fields.js';
import { RULE } from './names.js';

const SHIELD = 'graphql-shield';
const MAX_CLAUSES = 12;

/** Is it a rule of graphql-shield: `rule()(fn)`, `and(..)`, `allow`? */
export function isRule(value: Value): value is PathValue {
  return value.kind === 'path' && value.root === SHIELD;
}

/** Rules by type and field; `*` stands for the fields that have none of their own. */
export interface Permissions {
  readonly types: Value;
  readonly fallback?: Value;
}

/**
 * The rules before the fields of a schema, which is given by the call that makes it: those of its own package where that has some, since the applications of one
 * repository may name their fields alike; else those of every other.
 */
export function shieldsOf(calls: readonly PathValue[], project: Linked): (schema: PathValue) => readonly Permissions[] {
  const folders = project.manifests.map(({ folder }) => folder);
  const packageOf = (call: PathValue): string => innermost(folders, call.call?.file.path ?? '');
  const shields = calls.filter((call) => call.root === SHIELD && call.path === 'shield()').flatMap((call) => {
    const permissions = permissionsOf(call, project);
    return permissions ? [{ permissions, home: packageOf(call) }] : [];
  });
  const served = new Set(calls.filter(({ root }) => root !== SHIELD).map(packageOf));
  return (schema) => shields.filter(({ home }) => home === packageOf(schema) || !served.has(home)).map(({ permissions }) => permissions);
}

/** `shield({ Mutation: { .. } }, { fallbackRule })` */
function permissionsOf(call: PathValue, project: Linked): Permissions | undefined {
  const types = project.argument(call, 0);
  const options = project.argument(call, 1);
  const fallback = options && property(options, 'fallbackRule', project);
  return types && { types, ...(fallback ? { fallback } : {}) };
}

/** Does an object hold rules, as the map that is given to `shield` does? */
export function holdsRules(value: Value, project: Linked): boolean {
  return ['Query', 'Mutation'].some((type) => {
    const fields = property(value, type, project);
    return fields !== undefined && (isRule(fields) || [...project.properties(fields).values()].some(isRule));
  });
}

/** The steps that rules put before a field. */
export function ruleSteps(type: string, field: string, { types, fallback }: Permissions, project: Linked): readonly ChainStep[] {
  const fields = property(types, type, project);
  const own = fields && (isRule(fields) ? fields : property(fields, field, project) ?? property(fields, '*', project));
  const rule = own ?? fallback;
  return rule ? clauses(rule, project).map((options) => stepOf(anyOf(options), RULE, project)) : [];
}

/** A rule as a conjunction of alternatives: all lists must hold, each by one of its members. */
function clauses(rule: Value, project: Linked): readonly (readonly Value[])[] {
  if (!isRule(rule) || rule.step !== '()') return [[rule]];
  const args = project.args(rule).map((arg) => arg.value);
  switch (rule.parent?.step) {
    case 'and': case 'chain': return args.flatMap((arg) => clauses(arg, project));
    case 'or': case 'race': return args.map((arg) => clauses(arg, project)).reduce((left, right) => distributed(left, right));
    // What must not hold says nothing of the caller.
    case 'not': return [];
    default: return [[rule.parent?.step === '()' ? args[0] ?? rule : rule]];
  }
}

function distributed(left: readonly (readonly Value[])[], right: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return left.flatMap((one) => right.map((other) => [...one, ...other])).slice(0, MAX_CLAUSES);
}

function anyOf(options: readonly Value[]): Value {
  const [first] = options;
  return options.length === 1 && first ? first : { kind: 'union', key: options.map((option) => option.key).join('|'), options };
}
