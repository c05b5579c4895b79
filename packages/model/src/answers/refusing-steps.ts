import { spanOf, type Endpoint, type ErrorProducer, type Value } from '@assay/contract';
import { statusByName } from '../flow/errors.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { shapeOfValue } from './error-shapes.js';
import { byDefault } from './raised-errors.js';

/** What steps of a chain answer by themselves to requests that they refuse, with the body that their options give or the library's own. */
export function refusingSteps({ chain }: Endpoint, linker: Linker): readonly ErrorProducer[] {
  return chain.flatMap(({ value, label }) => optionsOf(value).flatMap((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    if (option.kind !== 'path' || !option.call || concept?.kind !== 'guard' || !concept.refuses) return [];
    const { body, bodyOption, statusOption, handlers, refused, byMaker } = concept.refuses;
    const maker = byMaker ? option.parent?.parent : option;
    if (!maker?.call) return [];
    const options = linker.argument(maker, 0);
    if (options && (options.kind !== 'object' || options.node.members.some((member) => member.kind !== 'property'))) return [];
    const given = options ? linker.properties(options) : new Map<string, Value>();
    if (handlers.some((name) => given.has(name) && !isOff(given.get(name)))) return [];
    const status = statusByName(given.get(statusOption ?? '')) ?? concept.refuses.status;
    const at = spanOf(maker.call.file.path, maker.call.node.at);
    const id = `${status} of ${label}`;
    const told = given.get(bodyOption ?? '');
    if (told === undefined) return [byDefault(id, at, status, maker.root, label, refused, new Map([[maker.root, { errorBody: body }]]))];
    const shape = shapeOfValue(told, linker);
    return shape.kind === 'unknown' ? [] : [{ id, at, status, via: 'response', framework: maker.root, shape, label, because: [] }];
  }));
}

function isOff(value: Value | undefined): boolean {
  return value?.kind === 'const' && (value.value === false || value.value === undefined);
}
