import { walk, type ClassValue, type Env, type Expr, type FileFacts, type FrameworkAdapter, type FunctionFact, type FunctionValue, type PathValue, type Setup, type Value } from '@assay/contract';
import { constructorOf } from '../link/constructor-of.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

const MAX_DEPTH = 10;
const APPLICATION_NAMES: ReadonlySet<string> = new Set(['app', 'router', 'server', 'fastify', 'application', 'expressApp', 'instance', 'api']);

/** `require(folder + name)(app)`: what a module exports that its caller's loop names. */
function isLoaded(value: PathValue): boolean {
  return value.root === '#global' && /^require\(\)(?:\.default)?$/.test(value.path);
}

/** Which functions may register something on a framework's object, directly or through what they call. */
export class Registrars {
  private readonly direct = new Map<FunctionFact, boolean>();
  private readonly reached = new Map<FunctionFact, boolean>();
  private readonly verbs: ReadonlySet<string>;
  private readonly packages: ReadonlySet<string>;
  /** Packages whose every call may register something. */
  private readonly open: ReadonlySet<string>;
  private readonly applications: readonly NonNullable<FrameworkAdapter['application']>[];

  constructor(private readonly project: Linker, adapters: readonly FrameworkAdapter[]) {
    const active = adapters.filter((adapter) => adapter.setup);
    this.verbs = new Set(active.flatMap((adapter) => adapter.verbs ?? []));
    this.packages = new Set(active.flatMap((adapter) => adapter.packages));
    this.open = new Set(active.flatMap((adapter) => (adapter.verbs?.includes('*') ? adapter.packages : [])));
    this.applications = active.flatMap((adapter) => (adapter.application && adapter.packages.some((name) => project.dependsOn(name)) ? [adapter.application] : []));
  }

  mayRegister(fn: FunctionValue): boolean {
    return this.reaches(fn.file, fn.fn, fn.id, 0);
  }

  constructorMayRegister(cls: ClassValue): boolean {
    const id = constructorOf(cls);
    const fn = id === undefined ? undefined : cls.file.functions[id];
    return fn !== undefined && id !== undefined && this.reaches(cls.file, fn, id, 0);
  }

  /** A call with a registering name on a framework's object, or on something that could be one; or a registering class that is made. */
  registersDirectly(file: FileFacts, id: number): boolean {
    const fn = file.functions[id];
    if (!fn) return false;
    const known = this.direct.get(fn);
    if (known !== undefined) return known;
    this.direct.set(fn, false);
    const env = this.project.envOf(file, id);
    let found = false;
    for (const expr of walk(fn)) {
      if (expr.kind !== 'call' && expr.kind !== 'new') continue;
      if (expr.kind === 'new' ? this.isRegisteringClass(expr.callee, file, env) : expr.callee.kind === 'member' ? this.isRegistering(expr.callee, env)
        : expr.callee.kind === 'index' ? this.isCandidate(this.project.evaluate(expr.callee.object, env))
          : optionsOf(this.project.evaluate(expr.callee, env)).some((option) => option.kind === 'path' && (this.packages.has(option.root) || isLoaded(option)))) {
        found = true;
        break;
      }
    }
    this.direct.set(fn, found);
    return found;
  }

  private isRegistering(callee: Extract<Expr, { kind: 'member' }>, env: Env): boolean {
    if (!this.verbs.has(callee.name) && this.open.size === 0) return false;
    const object = this.project.evaluate(callee.object, env);
    return (this.verbs.has(callee.name) && this.isCandidate(object)) || optionsOf(object).some((option) => option.kind === 'path' && this.open.has(option.root));
  }

  /** Parameters that can only be the application: named so, used so, in code that nothing decidable calls. */
  applicationParams(file: FileFacts, fn: FunctionFact, setup: Setup): ReadonlyMap<number, Value> | undefined {
    const application = this.applications.length === 1 ? this.applications[0] : undefined;
    if (!application) return undefined;
    const { root, parameter = root } = application;
    for (const param of fn.params) {
      const name = file.bindings[param.binding]?.name ?? '';
      if (param.declared || !APPLICATION_NAMES.has(name) || !this.isUsedAsApplication(fn, param.binding, name === parameter)) continue;
      return new Map([[param.binding, setup.object(root, `${file.path}:${fn.at[0]}`)]]);
    }
    return undefined;
  }

  /** A parameter is declared as a framework's object. */
  takesApplication(file: FileFacts, id: number): boolean {
    const fn = file.functions[id];
    return fn !== undefined && fn.params.some((param) => param.declared !== undefined && !param.default
      && optionsOf(this.project.typeValue(param.declared, file)).some((option) => option.kind === 'path' && this.packages.has(option.root)));
  }

  /** It is asked to register a path, or anything when it bears the framework's own name. */
  private isUsedAsApplication(fn: FunctionFact, binding: number, anything: boolean): boolean {
    for (const expr of walk(fn)) {
      if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !this.verbs.has(expr.callee.name)) continue;
      const object = expr.callee.object;
      const first = expr.args[0];
      if (object.kind !== 'name' || object.binding !== binding) continue;
      if (anything || (first?.kind === 'literal' && typeof first.value === 'string' && first.value.startsWith('/'))) return true;
    }
    return false;
  }

  /** A library's class whose objects register something by being made; any class of such a library that a caller hands in. */
  private isRegisteringClass(callee: Expr, file: FileFacts, env: Env): boolean {
    const isHanded = callee.kind === 'name' && callee.binding !== undefined && file.bindings[callee.binding]?.kind === 'param';
    return optionsOf(this.project.evaluate(callee, env)).some((option) => (option.kind === 'path' ? this.packages.has(option.root) && (isHanded || this.verbs.has(option.step ?? '')) : isHanded && option.kind === 'unknown'));
  }

  private isCandidate(value: Value): boolean {
    return optionsOf(value).some((option) => {
      if (option.kind === 'path') return this.packages.has(option.root);
      // `class Lanes extends Router`
      if (option.kind === 'instance') return this.packages.has(this.project.lineage(option.of).library?.root ?? '');
      return option.kind === 'unknown' && option.reason !== 'global';
    });
  }

  private reaches(file: FileFacts, fn: FunctionFact, id: number, depth: number): boolean {
    const known = this.reached.get(fn);
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH) return false;
    this.reached.set(fn, false);
    const found = this.registersDirectly(file, id) || this.callsRegistrar(file, fn, id, depth);
    this.reached.set(fn, found);
    return found;
  }

  private callsRegistrar(file: FileFacts, fn: FunctionFact, id: number, depth: number): boolean {
    const env = this.project.envOf(file, id);
    for (const expr of walk(fn)) {
      if (expr.kind === 'function') {
        const inner = file.functions[expr.fn];
        if (inner && this.reaches(file, inner, expr.fn, depth + 1)) return true;
      }
      if (expr.kind !== 'call' && expr.kind !== 'new') continue;
      for (const option of optionsOf(this.project.evaluate(expr.callee, env))) {
        if (option.kind === 'function' && this.reaches(option.file, option.fn, option.id, depth + 1)) return true;
        if (option.kind === 'class' && this.project.lineage(option).classes.some((cls) => this.classReaches(cls, depth + 1))) return true;
      }
    }
    return false;
  }

  private classReaches(cls: ClassValue, depth: number): boolean {
    const id = constructorOf(cls);
    const fn = id === undefined ? undefined : cls.file.functions[id];
    return fn !== undefined && id !== undefined && this.reaches(cls.file, fn, id, depth);
  }
}
