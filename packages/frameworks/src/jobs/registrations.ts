import { walk, type CallExpr, type Expr, type ExprOf, type FileFacts, type Linked, type ModelNode, type PathValue, type Value } from '@assay/contract';
import { optionsOf, sourcesOf } from '../nest/values.js';

/** A call that hands a function to a scheduler, a queue or a broker. Places are argument indexes and members: `0.eachMessage`, `last`. */
export interface Registration {
  readonly packages: readonly string[];
  /** The whole path, as a regular expression: `Worker\.new\(\)`. */
  readonly path: RegExp;
  /** Where the handler is; of several places the first that holds a function. */
  readonly handler: readonly string[];
  /** Where the name is; else it is that of the queue, the channel or the function. */
  readonly name?: readonly string[];
}

/** The jobs that a library's registrations make, wherever in product code the calls stand. */
export function* jobsOf(framework: string, registrations: readonly Registration[], project: Linked): Generator<ModelNode> {
  const { role } = sourcesOf(project);
  const roots = new Set(registrations.flatMap((registration) => registration.packages));
  const verbs = new Set(registrations.flatMap((registration) => registration.path.source.match(/[A-Za-z]\w+/g) ?? []));
  for (const file of project.files) {
    if (role(file.path) !== 'product') continue;
    for (const [id, fn] of file.functions.entries()) {
      for (const expr of walk(fn)) {
        if ((expr.kind !== 'call' && expr.kind !== 'new') || !isNamed(expr.callee, verbs, file)) continue;
        for (const value of optionsOf(project.evaluate(expr, project.envOf(file, id)))) {
          const job = value.kind === 'path' && roots.has(value.root) ? jobOf(framework, registrations, value, expr, file, project) : undefined;
          if (job) yield job;
        }
      }
    }
  }
}

/** Is it called by a name that registers something? Others need not be evaluated. */
function isNamed(callee: Expr, verbs: ReadonlySet<string>, file: FileFacts): boolean {
  if (callee.kind === 'member') return verbs.has(callee.name);
  return callee.kind === 'name' && file.bindings[callee.binding]?.imported !== undefined;
}

function jobOf(framework: string, registrations: readonly Registration[], path: PathValue, expr: CallExpr | ExprOf<'new'>, file: FileFacts, project: Linked): ModelNode | undefined {
  const registration = registrations.find((candidate) => candidate.packages.includes(path.root) && candidate.path.test(path.path));
  const handler = registration?.handler.map((place) => placed(path, place, project)).find((value) => value !== undefined && optionsOf(value).some(isHandler));
  if (!registration || !handler) return undefined;
  const own = registration.name?.map((place) => textOf(placed(path, place, project))).find((text) => text !== undefined);
  return { kind: 'job', name: own ?? nameAbove(path, project) ?? '?', framework, at: project.span(file, expr.at), handler };
}

/** A function of the project, or a value that is declared as one. */
function isHandler(value: Value): boolean {
  return value.kind === 'function' || (value.kind === 'typed' && value.type.kind === 'function');
}

function placed(path: PathValue, place: string, project: Linked): Value | undefined {
  const [index = '0', ...members] = place.split('.');
  const args = project.args(path);
  const given = index === 'last' ? args.at(-1)?.value : args[Number(index)]?.value;
  return members.reduce<Value | undefined>((value, name) => value && project.member(value, name), given);
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'const' && typeof value.value === 'string' ? value.value : undefined;
}

/** `new Queue('mail').process(send)`: the queue's own name. */
function nameAbove(path: PathValue, project: Linked): string | undefined {
  for (let at = path.parent; at; at = at.parent) {
    const text = at.call && at.call.node.kind !== 'template' ? textOf(project.argument(at, 0)) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}
