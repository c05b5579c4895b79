import { compareSpans, type AccessConcept, type Env, type Expr, type PathValue, type RowChange, type SqlOpOf } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { statedAround } from '../schema/stated.js';
import { calleeText } from '../text.js';
import { propertyOf } from './selectors.js';
import { writtenAs } from './written-values.js';

/** Steps of a statement that leave its rows as they are. */
const NEUTRAL = /^(?:|from|into|table|update(?:Table|Entity)?|patch|set|values|increment|decrement|del|delete(?:From)?|softDelete|restore|query|createQueryBuilder|modelQuery|with(?:Schema)?|returning\w*|\$returningId|output|execute\w*|run|all|get|then|catch|finally|transacting|useTransaction|timeout|debug|options|comment|hintComment|queryContext|connection|clone)$/;
/** Steps that say which rows are meant. */
const CONDITION = /where|byIds?$|^(?:match|filter|limit|first)$/i;

type WideChange = RowChange & { readonly op: SqlOpOf<'update' | 'delete'> };
type Reach = Pick<RowChange, 'emptyFilter'> & { readonly where: 'yes' | 'no' | 'unknown' };

/** Updates and deletes of code that a library does to every row unless they are narrowed, with whether they are: one for each place. */
export function wideChanges(runs: readonly (readonly FlowEvent[])[], linker: Linker, inScope: (path: string) => boolean): readonly RowChange[] {
  const places = new Map<string, WideChange>();
  for (const change of runs.flatMap((events) => changesIn(events, linker)).filter(({ at }) => inScope(at.path))) {
    const key = `${change.at.path}:${change.at.start}:${change.at.end}`;
    places.set(key, merged(places.get(key), change));
  }
  return [...places.values()].sort((a, b) => compareSpans(a.at, b.at));
}

/** Of a helper whose callers hand over different filters it is not known which rows it means. */
function merged(known: WideChange | undefined, change: WideChange): WideChange {
  if (!known) return change;
  const first = known.refill ? known : change.refill ? change : known;
  return known.op.where === change.op.where ? first : { ...first, op: { ...first.op, where: 'unknown' } };
}

function changesIn(events: readonly FlowEvent[], linker: Linker): readonly WideChange[] {
  return events.flatMap((event, index): readonly WideChange[] => {
    const { concept, expr, env, at } = event;
    if (concept?.kind !== 'access' || (concept.op !== 'update' && concept.op !== 'delete')) return [];
    const reach = reachOf(event, concept, linker);
    const refill = refilled(event, events.slice(index + 1), concept, linker);
    return reach ? [{
      subject: at.path, at, onNew: false, label: calleeText(expr, env.file), ...statedAround(env.file, expr.at), ...(reach.emptyFilter ? { emptyFilter: true } : {}), ...(refill ? { refill: refill.at } : {}),
      op: { op: concept.op, at: expr.at, tables: concept.table === undefined ? [] : [concept.table], where: reach.where },
    }] : [];
  });
}

/** `delete all; insert`, and within one function `update all: not chosen; update one: chosen`. */
function refilled({ env }: FlowEvent, after: readonly FlowEvent[], { op, table }: AccessConcept, linker: Linker): FlowEvent | undefined {
  const own = after.filter(({ concept }) => table !== undefined && concept?.kind === 'access' && concept.table === table);
  if (op === 'delete') return own.find(({ concept }) => concept?.kind === 'access' && (concept.op === 'create' || concept.op === 'upsert'));
  return own.find((event) => event.env.fn === env.fn && event.concept?.kind === 'access' && event.concept.op === 'update' && reachOf(event, event.concept, linker)?.where !== 'no');
}

/** Whether the write is narrowed; undefined where it is not told, or reaches one row by itself. */
function reachOf(event: FlowEvent, concept: AccessConcept, linker: Linker): Reach | undefined {
  if (concept.everyRow === undefined) return undefined;
  return concept.everyRow === 'steps' ? ofSteps(event, concept) : ofFilter(event, concept, linker);
}

/** The filter is an argument, or a member of one. */
function ofFilter({ expr, env }: FlowEvent, { where, everyRow }: AccessConcept, linker: Linker): Reach | undefined {
  const [position, member] = where?.split('.') ?? [];
  if (expr.kind !== 'call' || position === undefined || expr.args.some(({ kind }) => kind === 'spread')) return undefined;
  const given = filterOf(expr.args[Number(position)], member, env, linker);
  if (given === 'open') return { where: 'unknown' };
  if (given === undefined) return everyRow === 'filter' ? { where: 'no', emptyFilter: member === undefined || expr.args[Number(position)] === undefined || isEmpty(expr.args[Number(position)]) } : undefined;
  return isEmpty(writtenAs(given, env, linker).expr) ? { where: 'no', emptyFilter: true } : { where: 'yes' };
}

function filterOf(arg: Expr | undefined, member: string | undefined, env: Env, linker: Linker): Expr | 'open' | undefined {
  if (!arg || arg.kind === 'undefined') return undefined;
  if (member === undefined) return arg;
  const options = writtenAs(arg, env, linker).expr;
  if (options.kind !== 'object') return 'open';
  const found = propertyOf(options, member);
  if (found) return found.kind === 'undefined' ? undefined : found;
  return options.members.every(({ kind }) => kind === 'property') ? undefined : 'open';
}

function isEmpty(expr: Expr | undefined): boolean {
  return expr?.kind === 'object' && expr.members.length === 0;
}

/** The statement is a chain. One that was begun elsewhere, or is kept in a variable, may be narrowed where this does not look. */
function ofSteps({ expr, path, env }: FlowEvent, { begins }: AccessConcept): Reach | undefined {
  const names = stepsFrom(path, begins);
  if (names.some((name) => CONDITION.test(name))) return { where: 'yes' };
  const start = begins?.call?.node.at;
  const isWhole = start !== undefined && begins?.call?.file === env.file && start[0] >= expr.at[0] && start[1] <= expr.at[1];
  const isKept = env.file.bindings.some(({ init }) => init === expr);
  return { where: isWhole && !isKept && names.every((name) => NEUTRAL.test(name)) ? 'no' : 'unknown' };
}

function stepsFrom(path: PathValue | undefined, begins: PathValue | undefined): readonly string[] {
  const names: string[] = [];
  for (let step = path; step; step = step.parent) {
    if (step.step === '()') names.push((step.parent?.step ?? '').replace(/^(?:new)?\(\)$/, ''));
    if (step === begins) break;
  }
  return names;
}
