import type { Arg, Protocol, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/** What a framework calls a step with: the role of each parameter, or what the project's own code makes for it. */
export function protocolArgs({ params, given }: Protocol, linker: Linker): readonly Arg[] {
  return params.map((role, index) => {
    const value: Value = given?.[index] ?? (role === '' ? { kind: 'unknown', key: '?', reason: 'parameter' } : linker.role(role));
    return { value, labels: role === '' ? 0 : linker.labelsOfValue(value) };
  });
}
