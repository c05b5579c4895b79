import { walk, compareSpans, spanOf, type DataCall, type Env, type Expr, type ExprOf, type FileFacts, type PathValue, type Value } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import { calledName } from '../ir/called-name.js';
import { isHeld } from '../link/containers.js';
import type { Linker } from '../link/linker.js';
import { isOnGlobalObject } from '../link/global-names.js';
import { optionsOf, stepOf } from '../link/values.js';
import { isBuiltin, metEnvs, reasonOf } from './met-envs.js';
import { DATA_CALL_NAMES } from './vocabulary.js';

/** Every call (or tagged template) of the frozen data-access vocabulary on a receiver that is no JavaScript builtin: yes, no, or unknown with the reason. */
export function dataCalls(executor: Executor, linker: Linker, inScope: (path: string) => boolean): DataCall[] {
  const envsOf = metEnvs(executor, linker);
  const calls: DataCall[] = [];
  for (const file of linker.files) {
    if (!inScope(file.path)) continue;
    for (const [id, fn] of file.functions.entries()) {
      for (const expr of walk(fn)) {
        const callee = calleeOf(expr);
        if (!callee || !DATA_CALL_NAMES.has(nameOf(callee, file)) || isArrayCall(expr)) continue;
        const call = classify(expr as DataExpr, callee, file, envsOf(file, id), linker);
        if (call) calls.push(call);
      }
    }
  }
  return calls.sort((a, b) => compareSpans(a.at, b.at));
}

type DataExpr = ExprOf<'call' | 'template'>;
type Meaning = Pick<DataCall, 'known' | 'reason' | 'meaning' | 'library'>;

/** What is called: a method, or the tag of a template. */
function calleeOf(expr: Expr): Expr | undefined {
  if (expr.kind === 'template') return expr.tag;
  return expr.kind === 'call' && expr.callee.kind === 'member' ? expr.callee : undefined;
}

function nameOf(callee: Expr, file: FileFacts): string {
  return callee.kind === 'call' ? nameOf(callee.callee, file) : calledName(callee, file);
}

/** `rows.find((row) => ...)`: a callback that looks at elements makes it the array's method. */
function isArrayCall(expr: Expr): boolean {
  return expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'find' && expr.args[0]?.kind === 'function';
}

/** The same with a callback that is made elsewhere: `rows.find(byId(id))`, `rows.find(isOpen)`. */
function takesFunction(expr: Expr, env: Env, linker: Linker): boolean {
  return expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'find' && expr.args[0] !== undefined && linker.evaluate(expr.args[0], env).kind === 'function';
}

function classify(expr: DataExpr, callee: Expr, file: FileFacts, envs: readonly Env[], linker: Linker): DataCall | undefined {
  const name = nameOf(callee, file);
  const at = spanOf(file.path, expr.at);
  let answer: DataCall | undefined;
  for (const env of envs) {
    const receiver = callee.kind === 'member' ? linker.evaluate(callee.object, env) : undefined;
    const found = meaningOf(linker.evaluate(callee, env), expr, file, env, linker);
    if (found.known !== 'yes' && receiver && (optionsOf(receiver).every(isBuiltin) || takesFunction(expr, env, linker))) return undefined;
    if (!answer || answer.known === 'unknown' || found.known === 'yes') answer = { at, name, ...found };
    if (found.known === 'yes') break;
  }
  return answer;
}

function meaningOf(callee: Value, expr: DataExpr, file: FileFacts, env: Env, linker: Linker): Meaning {
  const answers = optionsOf(callee).map((option): Meaning => {
    if (option.kind === 'function' || option.kind === 'class') return { known: 'no', meaning: 'a function of the project' };
    if (option.kind === 'path') {
      const library = option.root;
      const path = stepOf(option, '()', { node: expr, file, env });
      const concept = linker.concept(path);
      if (concept?.kind === 'access') return { known: 'yes', meaning: `${concept.op === 'read' ? 'read' : concept.op === 'raw' ? 'raw' : 'write'}${concept.table === undefined ? '' : ` ${concept.table}`}`, library };
      if (concept) return { known: 'no', meaning: concept.kind, library };
      if (isOnGlobalObject(option)) return { known: 'unknown', reason: 'global' };
      if (linker.rows.providers.has(library) && isHeld(option, linker)) return { known: 'unknown', reason: 'runtime-registration', library };
      if (isKeptOnExchange(option)) return { known: 'unknown', reason: 'runtime-registration', library };
      if (linker.rows.isData(library)) return { known: 'unknown', reason: 'expression', library };
      return linker.rows.covers(library) ? { known: 'no', meaning: `a call of ${library}`, library } : { known: 'unknown', reason: 'external-wrapper', library };
    }
    return { known: 'unknown', reason: reasonOf(option) };
  });
  return answers.find((answer) => answer.known === 'yes') ?? answers.find((answer) => answer.known === 'unknown') ?? answers[0] ?? { known: 'unknown', reason: 'expression' };
}

/** `request.server.app.jobs.create`: something that set-up code keeps on what a framework hands over, and no member of its own. */
function isKeptOnExchange({ root, path }: PathValue): boolean {
  return root.startsWith('#') && root !== '#global' && path.split('.').length > 3 && !path.includes('(');
}
