import { blocksOf, expressionsOf, walkExpr, type Env, type Expr, type Stmt } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { packageOf } from '../link/rows.js';

/** Validators whose errors say in a sentence what is wrong with the input. */
const SENTENCES: ReadonlySet<string> = new Set(['joi', '@hapi/joi', 'yup']);
const CHECKS = /(?:^|\.)(?:validate|validateAsync|validateSync|validateAt|attempt|assert)$/;

/** `try { await schema.validateAsync(body); next(); } catch (error) { .. }`: what is caught there is a validator's, who writes for clients. */
export function isOfValidation(expr: Expr, env: Env, linker: Linker): boolean {
  const tried = triedFor(expr, env.fn.body);
  if (!tried) return false;
  const callees = partsOf(tried).flatMap(walkExpr).flatMap((part) => (part.kind === 'call' && calledName(part.callee, env.file) !== 'next' ? [part.callee] : []));
  const paths = callees.map((callee) => optionsOf(linker.evaluate(callee, env)).find((option) => option.kind === 'path'));
  const isHarmless = (root: string): boolean => root === '#response' || SENTENCES.has(packageOf(root));
  return paths.every((path) => path !== undefined && isHarmless(path.root)) && paths.some((path) => path !== undefined && SENTENCES.has(packageOf(path.root)) && CHECKS.test(path.path));
}

/** The protected part whose handler holds the place. */
export function triedFor({ at }: Pick<Expr, 'at'>, statements: readonly Stmt[]): readonly Stmt[] | undefined {
  const statement = statements.find((one) => one.at[0] <= at[0] && at[1] <= one.at[1]);
  if (!statement) return undefined;
  const inner = blocksOf(statement).map((block) => triedFor({ at }, block)).find((found) => found !== undefined);
  if (inner) return inner;
  const isHandled = statement.kind === 'try' && statement.handler?.some((one) => one.at[0] <= at[0] && at[1] <= one.at[1]) === true;
  return isHandled ? statement.body : undefined;
}

function partsOf(statements: readonly Stmt[]): readonly Expr[] {
  return statements.flatMap((statement) => [...expressionsOf(statement), ...blocksOf(statement).flatMap(partsOf)]);
}
