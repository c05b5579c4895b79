import { spanOf, type Span, type Value } from '@assay/contract';
import { optionsOf } from './values.js';

/** Where a value stands: the name of a function or class, a literal, the call that a path goes through. Of several the first. */
export function spanOfValue(value: Value): Span | undefined {
  const [first] = optionsOf(value);
  switch (first?.kind) {
    case 'function': return spanOf(first.file.path, first.fn.nameAt);
    case 'class': return spanOf(first.file.path, first.cls.nameAt);
    case 'instance': return spanOf(first.of.file.path, first.of.cls.nameAt);
    case 'object': return spanOf(first.file.path, first.node.at);
    case 'path': return first.call && spanOf(first.call.file.path, first.call.node.at);
    default: return undefined;
  }
}
