import type { Env, ExprOf, FileFacts, FrameworkAdapter, Holding, Linked, PathValue, Repository, Value } from '@assay/contract';
import type { Doubts } from './doubts.js';
import type { Link } from './link.js';
import { packageOf } from './rows.js';
import { arrayOf, optionsOf, stepOf, unionOf, unknownOf } from './values.js';

const PENDING = unknownOf('budget');
const NOTHING = unknownOf('expression');

/** What containers of libraries hold: results, options, either and the like, whose next steps are given that. */
export class Held {
  readonly known = new Map<PathValue, Value>();
  private readonly holders = new Map<string, FrameworkAdapter>();

  constructor(adapters: readonly FrameworkAdapter[], { manifests }: Repository, facts: readonly FileFacts[], private readonly doubts: Doubts) {
    const used = new Set([...manifests.flatMap(({ dependencies }) => Object.keys(dependencies)), ...facts.flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier)))]);
    // Without a manifest nothing is known of what is used.
    for (const adapter of adapters) if (adapter.holds) for (const name of adapter.packages) if (manifests.length === 0 || used.has(name)) this.holders.set(name, adapter);
  }

  /** Is there a library of containers that the value may be one of? */
  mayHold(value: Value): boolean {
    return this.holders.size > 0 && optionsOf(value).some((option) => option.kind === 'path' && this.holders.has(option.root));
  }

  /** What the value holds, of all that it may be; undefined where it is no container, or holds nothing that is known. */
  of(value: Value, project: Linked): Value | undefined {
    if (!this.mayHold(value)) return undefined;
    const values = optionsOf(value).flatMap((option) => (option.kind === 'path' ? this.ofPath(option, project) : []));
    const found = values.filter((held) => held !== PENDING && held !== NOTHING);
    return found.length === 0 ? undefined : unionOf(found);
  }

  /** Is it a container that holds no more than what went wrong, whatever it may be? */
  isFailure(value: Value, project: Linked): boolean {
    return this.mayHold(value) && optionsOf(value).every((option) => option.kind === 'path' && this.holders.get(option.root)?.holds?.(option, project)?.fails === true);
  }

  /** Does the project use a library of containers? */
  get any(): boolean { return this.holders.size > 0; }

  private ofPath(path: PathValue, project: Linked): Value {
    const holder = this.holders.get(path.root);
    return holder ? this.doubts.answer(this.known, path, PENDING, () => valueOf(holder.holds?.(path, project), project)) : NOTHING;
  }
}

function valueOf(holding: Holding | undefined, project: Linked): Value {
  if (!holding) return NOTHING;
  if (holding.items) return arrayOf(holding.items.map((item) => project.held(item) ?? item));
  const values = [...(holding.values ?? []), ...(holding.inner ?? []).flatMap((one) => project.held(one) ?? [])].filter(({ kind }) => kind !== 'unknown');
  return values.length === 0 ? NOTHING : unionOf(values);
}

/** What the callback at argument `index` of a container's step is given: `result.andThen((order) => ..)`. */
export function heldFor(expr: ExprOf<'call'>, index: number, env: Env, link: Link): Value | undefined {
  if (expr.callee.kind !== 'member') return undefined;
  const held = link.held(link.evaluate(expr.callee.object, env));
  return held && isStep(link.evaluate(expr.callee, env), expr, index, env, link) ? held : undefined;
}

/** Do all that a call may be about take the callback at this argument for what they hold? One that holds nothing runs no callback. */
export function isStep(callee: Value, expr: ExprOf<'call'>, index: number, env: Env, link: Link): boolean {
  const kind = stepKind(callee, expr, env, link, index);
  return kind !== undefined && kind !== 'kept';
}

/** What a step of a container does with what that holds, when all that the call may be about do the same. */
export function stepKind(callee: Value, expr: ExprOf<'call'>, env: Env, link: Link, index = 0): 'given' | 'opened' | 'kept' | undefined {
  const kinds = optionsOf(callee).map((option) => {
    const concept = option.kind === 'path' ? link.concept(stepOf(option, '()', { node: expr, file: env.file, env })) : undefined;
    return concept?.kind === 'invoke' && concept.callback === index ? concept.holds : undefined;
  });
  const [first] = kinds;
  return kinds.every((kind) => kind === first) ? first : undefined;
}
