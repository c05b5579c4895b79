import type { ClassValue } from '@assay/contract';
import type { Linker } from './linker.js';

/** Every class of the project, as the code around it declares it. */
export function* classesOf(linker: Linker): Iterable<ClassValue> {
  for (const file of linker.files) {
    for (const [id, { at, fn }] of file.classes.entries()) {
      const value = linker.evaluate({ kind: 'class', cls: id, at }, linker.envOf(file, fn));
      if (value.kind === 'class') yield value;
    }
  }
}
