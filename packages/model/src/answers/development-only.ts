import { blocksOf, type Endpoint, type FileFacts, type Span, type Stmt } from '@assay/contract';
import { developmentArm } from '../ir/development-arm.js';
import type { Linker } from '../link/linker.js';

/** The condition under which an endpoint is registered, where it holds on a developer's machine only. */
export function developmentOnly({ route: { conditional } }: Endpoint, linker: Linker): Span | undefined {
  const file = conditional && linker.index.file(conditional.path);
  return file && conditional && chosenAt(conditional, file) ? conditional : undefined;
}

/** Set-up marks the first arm of a branch by its test, the second by where it begins. */
function chosenAt({ start }: Span, file: FileFacts): boolean {
  const visit = (statements: readonly Stmt[]): boolean => statements.some((statement) => {
    if (statement.kind === 'if') {
      const arm = developmentArm(statement.test, file);
      if (arm === 'then' && statement.test.at[0] === start) return true;
      if (arm === 'else' && statement.else[0]?.at[0] === start) return true;
    }
    return blocksOf(statement).some(visit);
  });
  return file.functions.some((fn) => fn.at[0] <= start && start <= fn.at[1] && visit(fn.body));
}
