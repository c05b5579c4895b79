import type { ClassValue, PathValue } from '@assay/contract';
import type { Lineage, Link } from './link.js';
import { optionsOf } from './values.js';

const MAX_DEPTH = 12;

/** The class and what it extends, nearest first; the library class at the end, if the chain leaves the project. */
export function lineageOf(cls: ClassValue, link: Link): Lineage {
  const classes: ClassValue[] = [];
  let library: PathValue | undefined;
  let at: ClassValue | undefined = cls;
  while (at && classes.length < MAX_DEPTH && !classes.some((seen) => seen.key === at?.key)) {
    classes.push(at);
    const base: ClassValue | PathValue | undefined = at.cls.extends && baseOf(at, link);
    if (base?.kind === 'path') library = base;
    at = base?.kind === 'class' ? base : undefined;
  }
  return library ? { classes, library } : { classes };
}

/** What `extends` names: a class, a library class, or (for mixins) what the call returns. */
function baseOf(cls: ClassValue, link: Link): ClassValue | PathValue | undefined {
  if (!cls.cls.extends) return undefined;
  const options = optionsOf(link.evaluate(cls.cls.extends, cls.env));
  return options.find((option) => option.kind === 'class') ?? options.find((option) => option.kind === 'path');
}
