import { spanOf, type Endpoint, type ErrorProducer, type Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { shapeOfValue } from './error-shapes.js';
import { byDefault } from './raised-errors.js';

/** What steps of a chain answer by themselves to requests that they refuse, with the body that their options give or the library's own. */
export function refusingSteps({ chain }: Endpoint, linker: Linker): readonly ErrorProducer[] {
  return chain.flatMap(({ value, label }) => optionsOf(value).flatMap((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    if (option.kind !== 'path' || !option.call || concept?.kind !== 'guard' || !concept.refuses) return [];
    const { status, body, bodyOption, handlers } = concept.refuses;
    const options = linker.argument(option, 0);
    if (options && (options.kind !== 'object' || options.node.members.some((member) => member.kind !== 'property'))) return [];
    const given = options ? linker.properties(options) : new Map<string, Value>();
    if (handlers.some((name) => given.has(name))) return [];
    const at = spanOf(option.call.file.path, option.call.node.at);
    const id = `${status} of ${label}`;
    const told = given.get(bodyOption);
    if (told === undefined) return [byDefault(id, at, status, option.root, label, 'a request too many', new Map([[option.root, { errorBody: body }]]))];
    const shape = shapeOfValue(told, linker);
    return shape.kind === 'unknown' ? [] : [{ id, at, status, via: 'response', framework: option.root, shape, label, because: [] }];
  }));
}
