import type { DeclaredSymbol } from '@assay/contract';
import type { SymbolName } from './config.js';

const CODE_FILE = /\.[cm]?[jt]sx?$/;
/** The root of symbols whose file is not given. */
const ANYWHERE = './**';

/** What a declared name stands for: the package and path that rows are written for, and the project's code behind it. */
export interface Target {
  readonly package: string;
  readonly path: string;
  /** Absent for something that a package exports. */
  readonly symbol?: DeclaredSymbol;
}

/** Reads a declared name. */
export function targetOf(name: SymbolName): Target {
  const hash = name.lastIndexOf('#');
  const place = hash === -1 ? undefined : name.slice(0, hash).replace(/^\.\//, '');
  const path = name.slice(hash + 1);
  if (place !== undefined && !CODE_FILE.test(place)) return { package: place, path };
  const root = place === undefined ? ANYWHERE : `./${place}`;
  return { package: root, path, symbol: { root, name: path, ...(place === undefined ? {} : { path: place }) } };
}
