import type { Env, ExprOf, Value } from '@assay/contract';
import type { Link } from './link.js';
import { optionsOf, unionOf } from './values.js';

/** Members of a declared object that are looked at. */
const MAX_MEMBERS = 12;

/**
 * `context.models`: a part of a role that no code was seen to put there is what the parameter's declared type says, when that leads to the data
 * or to objects of the project; undefined when it says nothing of the kind.
 */
export function declaredPart(expr: ExprOf<'member'>, object: Value, value: Value, env: Env, link: Link): Value | undefined {
  if (expr.object.kind !== 'name' || object.kind !== 'path' || object.path !== '' || !object.root.startsWith('#')) return undefined;
  if (value.kind !== 'path' || value.parent !== object || link.concept(value)) return undefined;
  const declared = env.file.bindings[expr.object.binding]?.declared;
  const type = declared && link.typeValue(declared, env.file);
  if (!type || type.kind === 'path') return undefined;
  const part = link.member(type, expr.name);
  // What is known by the part's name (of the caller, of the request) stays known.
  return optionsOf(part).some((option) => isData(option, link) || isBag(option, link)) ? unionOf([part, value]) : undefined;
}

/** An object that holds models, clients or services: `{ users: UserModel; orders: OrderModel }`. */
function isBag(value: Value, link: Link): boolean {
  if (value.kind !== 'typed' || value.type.kind !== 'object') return false;
  return value.type.members.slice(0, MAX_MEMBERS).some((member) => optionsOf(link.typeValue(member.type, value.file)).some((option) => option.kind === 'instance' || isData(option, link)));
}

function isData(value: Value, link: Link): boolean {
  return value.kind === 'path' && link.isData(value.root);
}
