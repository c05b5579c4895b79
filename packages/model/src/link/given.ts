import type { Arg } from '@assay/contract';
import { optionsOf } from './values.js';

/** Is a function handed in, or a literal that holds one? */
export function carriesCode(arg: Arg): boolean {
  return optionsOf(arg.value).some((value) => value.kind === 'function' || (value.kind === 'object' && value.node.members.some((member) => member.value.kind === 'function')));
}
