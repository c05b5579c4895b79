import { Label, type Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** Does a value that is kept for a request hold what a verified credential says of the caller: by itself, or in a member beside flags (`{ isKnown: true, keeper: claims.keeper }`)? */
export function holdsCaller(value: Value, linker: Linker): boolean {
  return optionsOf(value).some((option) => isClaim(option, linker) || (option.kind === 'object' && isOfCaller([...linker.properties(option).values()].flatMap(optionsOf), linker)));
}

/** Beside what says who calls there is nothing that does something. */
function isOfCaller(members: readonly Value[], linker: Linker): boolean {
  return members.some((member) => isClaim(member, linker)) && members.every((member) => member.kind === 'const' || member.kind === 'unknown' || isClaim(member, linker));
}

function isClaim(value: Value, linker: Linker): boolean {
  return value.kind === 'path' && !value.root.startsWith('#') && (linker.labelsOfPath(value) & Label.principal) !== 0;
}
