import { compareSpans, spanOf, walk, type DecoratorFact, type Endpoint, type Env, type Expr, type ExprOf, type FileFacts, type Job, type Range, type RouteCall, type Value } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf, stepOf } from '../link/values.js';
import { isBuiltin, metEnvs, reasonOf } from './met-envs.js';
import { isRouteLike } from './route-shapes.js';
import { ROUTE_CALL_NAMES } from './route-vocabulary.js';

type Meaning = Pick<RouteCall, 'known' | 'reason' | 'meaning' | 'library'>;

interface Given {
  readonly executor: Executor;
  readonly linker: Linker;
  readonly endpoints: readonly Endpoint[];
  readonly jobs: readonly Job[];
  /** Calls on libraries' objects of which adapters were told while set-up code ran. */
  readonly told: ReadonlySet<Expr>;
  /** Packages whose adapter knows entry points. */
  readonly routers: ReadonlySet<string>;
  readonly inScope: (path: string) => boolean;
}

/**
 * Every call and decorator of the frozen route vocabulary: yes (an entry point of the model stands there, or set-up code met it on a router), no (a function of the
 * project, which is followed, or another library's), or unknown with the reason.
 */
export function routeCalls(given: Given): readonly RouteCall[] {
  const { executor, linker, inScope } = given;
  const envsOf = metEnvs(executor, linker);
  const ends = new Set([...given.endpoints, ...given.jobs].map(({ at }) => `${at.path}:${at.end}`));
  const calls: RouteCall[] = [];
  for (const file of linker.files) {
    if (!inScope(file.path)) continue;
    for (const [id, fn] of file.functions.entries()) {
      for (const expr of walk(fn)) {
        const call = isRouteLike(expr, file) ? callOf(expr, file, envsOf(file, id), ends, given) : undefined;
        if (call) calls.push(call);
      }
    }
    calls.push(...decorated(file, ends, given));
  }
  return calls.sort((a, b) => compareSpans(a.at, b.at));
}

function callOf(expr: ExprOf<'call'>, file: FileFacts, envs: readonly Env[], ends: ReadonlySet<string>, given: Given): RouteCall | undefined {
  const { callee } = expr;
  const at = spanOf(file.path, expr.at);
  const name = calledName(callee, file);
  if (ends.has(`${at.path}:${at.end}`)) return { at, name, known: 'yes', meaning: 'an entry point' };
  let answer: RouteCall | undefined;
  for (const env of envs) {
    const receiver = callee.kind === 'member' ? given.linker.evaluate(callee.object, env) : undefined;
    if (receiver && optionsOf(receiver).every(isBuiltin)) return undefined;
    const found = meaningOf(given.linker.evaluate(callee, env), expr, file, env, given);
    if (!answer || answer.known === 'unknown' || found.known === 'yes') answer = { at, name, ...found };
    if (found.known === 'yes') break;
  }
  return answer;
}

function meaningOf(callee: Value, expr: ExprOf<'call'>, file: FileFacts, env: Env, { linker, told, routers }: Given): Meaning {
  const answers = optionsOf(callee).map((option): Meaning => {
    if (option.kind === 'function' || option.kind === 'class') return { known: 'no', meaning: 'a function of the project' };
    if (option.kind !== 'path') return { known: 'unknown', reason: reasonOf(option) };
    const library = option.root;
    if (routers.has(library) && told.has(expr)) return { known: 'yes', meaning: 'a registration', library };
    const concept = linker.concept(stepOf(option, '()', { node: expr, file, env }));
    if (concept) return { known: 'no', meaning: concept.kind, library };
    if (routers.has(library)) return { known: 'unknown', reason: 'runtime-registration', library };
    return linker.rows.covers(library) || linker.rows.isData(library) ? { known: 'no', meaning: `a call of ${library}`, library } : { known: 'unknown', reason: 'external-wrapper', library };
  });
  return answers.find(({ known }) => known === 'yes') ?? answers.find(({ known }) => known === 'unknown') ?? answers[0] ?? { known: 'unknown', reason: 'expression' };
}

function decorated(file: FileFacts, ends: ReadonlySet<string>, given: Given): readonly RouteCall[] {
  const members = file.classes.flatMap((cls) => cls.members.filter((member) => member.fn !== undefined));
  return members.flatMap(({ decorators, at: own }) => decorators.flatMap((decorator): readonly RouteCall[] => {
    const name = decoratorName(decorator, file);
    if (!ROUTE_CALL_NAMES.decorator.has(name)) return [];
    const at = spanOf(file.path, decorator.at);
    return [{ at, name, ...(stands(file, own, decorator, ends) ? { known: 'yes', meaning: 'an entry point' } : decoratorMeaning(decorator, file, given)) }];
  }));
}

/** An entry point is found at its decorator, at the decorator's call or at the method. */
function stands(file: FileFacts, member: Range, decorator: DecoratorFact, ends: ReadonlySet<string>): boolean {
  return [member, decorator.at, decorator.value.at].some(([, end]) => ends.has(`${file.path}:${end}`));
}

function decoratorMeaning({ value }: DecoratorFact, file: FileFacts, { linker, routers }: Given): Meaning {
  const env = linker.envOf(file, 0);
  const option = linker.evaluate(value.kind === 'call' ? value.callee : value, env);
  if (option.kind === 'function' || option.kind === 'class') return { known: 'no', meaning: 'a function of the project' };
  if (option.kind !== 'path') return { known: 'unknown', reason: reasonOf(option) };
  const library = option.root;
  if (routers.has(library)) return { known: 'unknown', reason: 'runtime-registration', library };
  return linker.rows.covers(library) ? { known: 'no', meaning: `a decorator of ${library}`, library } : { known: 'unknown', reason: 'external-wrapper', library };
}

function decoratorName({ value }: DecoratorFact, file: FileFacts): string {
  return calledName(value.kind === 'call' ? value.callee : value, file);
}
