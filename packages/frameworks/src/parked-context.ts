import { optionsOf } from './nest/values.js';
import type { Setup, Value } from '@assay/contract';

/** Parks the members of a context object on the request, so that handlers find there what a context function or middleware put into it. */
export function parkMembers(context: Value, setup: Setup): void {
  for (const option of context.kind === 'union' ? context.options : [context]) {
    for (const [name, value] of membersOf(option, setup)) {
      if (optionsOf(value).some((one) => tells(one, setup))) setup.park('#request', name, value);
    }
  }
}

/** A flag (`true`, or the error that says why not) is known by its name alone. */
function tells(value: Value, { project }: Setup): boolean {
  if (value.kind === 'instance') return !project.lineage(value.of).library?.path.endsWith('Error');
  if (value.kind === 'path') return !(value.root === '#global' && value.path.endsWith('Error.new()'));
  return value.kind !== 'unknown' && value.kind !== 'const' && value.kind !== 'typed';
}

function membersOf(value: Value, setup: Setup): Iterable<readonly [string, Value]> {
  if (value.kind !== 'typed') return setup.project.properties(value);
  return value.type.kind === 'object' ? value.type.members.map((member) => [member.name, setup.project.member(value, member.name)] as const) : [];
}
