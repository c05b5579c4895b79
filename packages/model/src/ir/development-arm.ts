import { childrenOf, type Expr, type FileFacts } from '@assay/contract';

type Arm = 'then' | 'else';

const DEVELOPS = /^(?:is_?|in_?)?dev(?:elopment)?(?:_?(?:mode|env|build))?$|^(?:is_?)?debug(?:_?(?:mode|enabled))?$/i;
const PRODUCES = /^(?:is_?|in_?)?prod(?:uction)?(?:_?(?:mode|env|build))?$/i;
const MAX_DEPTH = 8;

/** The branch that runs on a developer's machine only: `env === 'development'`, `!isProduction`, a name that holds such a question. */
export function developmentArm(test: Expr, file: FileFacts, depth = 0): Arm | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (test.kind) {
    case 'unary': return test.op === '!' ? other(developmentArm(test.value, file, depth + 1)) : undefined;
    case 'binary': if (/^[!=]==?$/.test(test.op)) return compared(test.op, [test.left, test.right]) ?? within(test, file, depth); break;
    case 'name': {
      const binding = file.bindings[test.binding];
      return named(binding?.name ?? '') ?? (binding?.kind === 'const' && binding.init && !binding.imported ? developmentArm(binding.init, file, depth + 1) : undefined);
    }
    case 'member': return named(test.name);
    case 'logical': return test.op === '??' ? within(test, file, depth) : joined(test.op, [test.left, test.right].map((side) => developmentArm(side, file, depth + 1)));
    case 'function': return undefined;
  }
  return within(test, file, depth);
}

/** One side of `&&` is enough for the branch where both hold, one of `||` for the branch where none does. */
function joined(op: string, arms: readonly (Arm | undefined)[]): Arm | undefined {
  const [some, every]: readonly [Arm, Arm] = op === '&&' ? ['then', 'else'] : ['else', 'then'];
  if (arms.includes(some)) return some;
  return arms.every((arm) => arm === every) ? every : undefined;
}

/** What a part of the condition says. */
function within(test: Expr, file: FileFacts, depth: number): Arm | undefined {
  for (const part of childrenOf(test)) {
    const arm = developmentArm(part, file, depth + 1);
    if (arm) return arm;
  }
  return undefined;
}

function compared(op: string, sides: readonly Expr[]): Arm | undefined {
  const text = sides.map((side) => (side.kind === 'literal' ? side.value : undefined)).find((value) => typeof value === 'string');
  const serves = text === undefined ? undefined : isProduction(text);
  return serves === undefined ? undefined : serves === op.startsWith('=') ? 'else' : 'then';
}

const PRODUCTION: ReadonlySet<unknown> = new Set(['production', 'prod']);
const ELSEWHERE: ReadonlySet<unknown> = new Set(['development', 'dev', 'test', 'local']);

/** Is this the name of the environment in which an application serves its users? Undefined where it names none. */
export function isProduction(environment: unknown): boolean | undefined {
  return PRODUCTION.has(environment) ? true : ELSEWHERE.has(environment) ? false : undefined;
}

function named(name: string): Arm | undefined {
  return DEVELOPS.test(name) ? 'then' : PRODUCES.test(name) ? 'else' : undefined;
}

function other(arm: Arm | undefined): Arm | undefined {
  return arm && (arm === 'then' ? 'else' : 'then');
}
