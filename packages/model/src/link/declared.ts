import type { Value } from '@assay/contract';
import { functionLabel } from '../text.js';
import type { Rows } from './rows.js';
import { constOf, rootPath, stepOf } from './values.js';

/** A value that the project's declarations speak of, as the path that they give it; any other value as it is. */
export function declaredValue(value: Value, rows: Rows): Value {
  if (!rows.declares) return value;
  switch (value.kind) {
    case 'function': return symbolPath(functionLabel(value.file, value.id), value.file.path, rows) ?? value;
    case 'class': return symbolPath(value.cls.name, value.file.path, rows) ?? value;
    case 'instance': {
      const cls = symbolPath(value.of.cls.name, value.of.file.path, rows);
      return cls ? stepOf(cls, 'new()') : value;
    }
    case 'path': {
      const known = value.root === '#global' ? rows.variable(value.path) : undefined;
      return known === undefined ? value : constOf(known);
    }
    default: return value;
  }
}

function symbolPath(name: string, path: string, rows: Rows) {
  const symbol = rows.symbol(name, path);
  if (!symbol) return undefined;
  return name.split('.').reduce((at, step) => stepOf(at, step), rootPath(symbol.root));
}
