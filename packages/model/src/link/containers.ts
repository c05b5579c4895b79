import { isWithin, innermost, type ClassValue, type DecoratorFact, type Env, type Expr, type ExprOf, type FileFacts, type PathValue, type Provision, type Value } from '@assay/contract';
import { constructorOf } from './constructor-of.js';
import { turnsOf } from './filled.js';
import type { Linker } from './linker.js';
import { constOf, optionsOf, stepOf, textOf, unionOf } from './values.js';

/** Calls that may tell a container something. */
interface Told { readonly expr: ExprOf<'call'>; readonly fn: number; readonly env: Env }

interface Provided { readonly provision: Provision; readonly file: FileFacts }

interface Table { readonly byKey: ReadonlyMap<string, readonly Provided[]>; readonly made: ReadonlyMap<string, NonNullable<Provision['made']>> }

const EMPTY: Table = { byKey: new Map(), made: new Map() };

/**
 * What dependency containers answer for identifiers, wherever code of the project says so: calls on their objects and decorators of classes. What is
 * provided is read when it is asked for, since it may be made of other things that are provided.
 */
export class Containers {
  private readonly told = new Map<Expr, Told>();
  /** Empty until all calls were met. */
  private table = EMPTY;
  private folders: readonly string[] | undefined;

  constructor(private readonly linker: Linker) {}

  /** Keeps a call whose callee is a value of a container's package. */
  tell(expr: ExprOf<'call'>, fn: number, env: Env): void {
    this.told.set(expr, { expr, fn, env });
  }

  /** Reads what was told; true where anything was, so that what was evaluated on the way is to be looked at again. */
  read(): boolean {
    this.table = EMPTY;
    const byKey = new Map<string, Provided[]>();
    const made = new Map<string, NonNullable<Provision['made']>>();
    for (const [path, of] of this.paths()) {
      const file = path.call?.file;
      if (file) this.keep(path, of, file, byKey, made);
    }
    this.table = { byKey, made };
    return byKey.size > 0;
  }

  /** What is provided under the identifier: in the package of the file that asks, else anywhere. */
  value(identifier: Value, file: FileFacts): Value | undefined {
    this.linker.doubts.touch();
    const key = keyOf(identifier);
    const all = key === undefined ? [] : this.table.byKey.get(key) ?? [];
    this.folders ??= this.linker.manifests.map(({ folder }) => folder);
    const home = innermost(this.folders, file.path);
    const near = all.filter((one) => isWithin(one.file.path, home));
    const values = (near.length > 0 ? near : all).map(({ provision }) => provision.value()).filter((value) => value.kind !== 'unknown');
    return values.length === 0 ? undefined : unionOf(values);
  }

  /** What a parameter of a function gets that a container calls: by a decorator of the parameter, or by its name. */
  parameter(file: FileFacts, fn: number, index: number): Value | undefined {
    const fact = file.functions[fn];
    const param = fact?.params[index];
    if (!param) return undefined;
    const asked = this.asked(param.decorators, file);
    if (asked) return asked;
    this.linker.doubts.touch();
    const made = this.table.made.get(`${file.path}#${fn}`);
    return made?.hands(index, file.bindings[param.binding]?.name ?? '');
  }

  /** `@Inject('store')`: the decorator's call is asked as the container itself would be; without an identifier, for what stands under `name`. */
  asked(decorators: readonly DecoratorFact[], file: FileFacts, name?: string): Value | undefined {
    for (const { value } of decorators) {
      if (value.kind !== 'call') continue;
      const env = this.linker.envOf(file, 0);
      const callee = this.linker.evaluate(value.callee, env);
      const call = callee.kind === 'path' ? stepOf(callee, '()', { node: value, file, env }) : undefined;
      const concept = call && this.linker.concept(call);
      const asks = concept?.kind === 'wrap' && concept.instance;
      if (asks && name !== undefined && value.args.length === 0) return this.value(constOf(name), file);
      const answer = asks ? this.linker.evaluate(value, env) : undefined;
      if (answer && answer !== call && answer.kind !== 'unknown') return answer;
    }
    return undefined;
  }

  private keep(path: PathValue, of: ClassValue | undefined, file: FileFacts, byKey: Map<string, Provided[]>, made: Map<string, NonNullable<Provision['made']>>): void {
    for (const adapter of this.linker.rows.providers.get(path.root) ?? []) {
      for (const provision of adapter.provides?.(path, this.linker, of) ?? []) {
        for (const key of optionsOf(provision.identifier).map(keyOf)) if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), { provision, file }]);
        for (const key of provision.made ? this.makersOf(provision.made.by) : []) if (provision.made) made.set(key, provision.made);
      }
    }
  }

  /** Calls, and decorators and made base classes of classes, each as a path; a call in a loop over a known list once a turn. */
  private *paths(): Generator<readonly [PathValue, ClassValue?]> {
    const { linker } = this;
    for (const { expr, fn, env } of this.told.values()) {
      for (const turn of turnsOf(env.file, { fn, at: expr.at }, env, linker) ?? [env]) {
        for (const callee of optionsOf(linker.evaluate(expr.callee, turn))) if (callee.kind === 'path') yield [stepOf(callee, '()', { node: expr, file: env.file, env: turn })];
      }
    }
    for (const cls of linker.classes()) {
      const made = cls.cls.extends?.kind === 'call' ? linker.lineage(cls).library : undefined;
      if (made && linker.rows.providers.has(made.root)) yield [made, cls];
      if (cls.cls.decorators.length === 0) continue;
      for (const { value } of linker.decorators(cls.cls.decorators, cls.file)) if (value.kind === 'path' && linker.rows.providers.has(value.root)) yield [value, cls];
    }
  }

  private makersOf(by: Value): readonly string[] {
    return optionsOf(by).flatMap((option): readonly string[] => {
      if (option.kind === 'function') return [`${option.file.path}#${option.id}`];
      const owner = option.kind === 'class' ? this.linker.lineage(option).classes.find((cls) => constructorOf(cls) !== undefined) : undefined;
      return owner ? [`${owner.file.path}#${constructorOf(owner) ?? 0}`] : [];
    });
  }
}

/** Something that a dependency container answered, where nothing says what stands under the identifier. */
export function isHeld(value: Value, link: Pick<Linker, 'concept'>): boolean {
  for (let at = value.kind === 'path' ? value : undefined; at; at = at.parent) {
    const concept = link.concept(at);
    if (concept?.kind === 'wrap' && concept.instance) return true;
  }
  return false;
}

/** An identifier as one text: a name, a class, a symbol or a token by where it was made; `Symbol.for('x')` by its name. */
function keyOf(identifier: Value): string | undefined {
  switch (identifier.kind) {
    case 'const': return textOf(constOf(identifier.value));
    case 'class': return identifier.key;
    case 'path': return identifier.root === '#global' && identifier.path === 'Symbol.for()' && identifier.call?.node.kind === 'call' && identifier.call.node.args[0]?.kind === 'literal' ? `symbol:${String(identifier.call.node.args[0].value)}` : identifier.key;
    default: return undefined;
  }
}
