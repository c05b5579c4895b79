import { spanOf, walkExpr, type Env, type Expr, type Span } from '@assay/contract';
import { Bit, groundsOf, type Ground } from '../flow/certainty.js';
import type { FlowEvent } from '../flow/events.js';
import { compatible } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import type { EntryFlow } from './entry-flow.js';
import { asksOf, decidesOn, fails } from './looks.js';
import { allKeys, requestKeysOf, type RequestKeys } from './request-keys.js';
import { ofOneList, tiedKeys } from './tied-rows.js';
import { takenKeys } from './taken-keys.js';
import { toldKeys } from './told-keys.js';

/** A right that is asked for objects which the request names: by these looks, for what these values name. */
export interface AskedFor { readonly events: ReadonlySet<FlowEvent>; readonly keys: RequestKeys }

/** Values of a request that name an object; a word that says what is to be done names none. */
const NAMES_OBJECT = /(?:id|slug)s?$/i;

/** What asked for the role, or the ownership, that a write has behind it, where each of the looks was one at objects that the request names; undefined where one is not known to be. */
export function asksForOthers(write: FlowEvent, flow: EntryFlow, linker: Linker): AskedFor | undefined {
  const grounds = groundsOf(write.certainty, Bit.role | Bit.owner) ?? [];
  if (grounds.length === 0) return undefined;
  const earlier = flow.events.slice(0, flow.events.indexOf(write));
  const asks = earlier.filter((event) => event.kind === 'inquiry' && grounds.some(({ at }) => overlaps(event.at, at))).map((look) => askOf(look, earlier, flow, linker));
  const isKnown = ({ at }: Ground): boolean => asks.some(({ look, calls, inner }) => overlaps(look.at, at) || calls.some((call) => overlaps(spanOf(look.at.path, call.at), at)) || inner.some((event) => event.steps.some(({ callee }) => callee.file.path === at.path && callee.fn.at[0] <= at.start && at.end <= callee.fn.at[1])));
  if (asks.length === 0 || !grounds.every(isKnown) || !asks.every(({ keys }) => !keys.open && [...keys.keys].some((key) => NAMES_OBJECT.test(key)))) return undefined;
  return { events: new Set(asks.flatMap(({ look, inner }) => [look, ...inner])), keys: allKeys(asks.map(({ keys }) => keys)) };
}

interface Ask { readonly look: FlowEvent; readonly calls: readonly Expr[]; readonly inner: readonly FlowEvent[]; readonly keys: RequestKeys }

function askOf(look: FlowEvent, earlier: readonly FlowEvent[], flow: EntryFlow, linker: Linker): Ask {
  const calls = callsIn(look.expr, look.env, 0);
  const inner = earlier.filter((event) => event.steps.some((step) => calls.includes(step.expr)));
  return { look, calls, inner, keys: keysOf(look, inner, flow, linker) };
}

/** Is the row that `named` names another object than those the right is one to? Nothing sets the two side by side, or looks at the row, before it is written. */
export function isOfOthers({ events, keys }: AskedFor, write: FlowEvent, named: RequestKeys, flow: EntryFlow, linker: Linker): boolean {
  const target = write.expr.kind === 'call' ? requestKeysOf(write.expr.callee, write.env, linker) : undefined;
  if (named.open || named.keys.size === 0 || areOfOneObject(keys, named) || ofOneList(keys, named) || (target && ofOneList(target, keys))) return false;
  const earlier = flow.events.slice(0, flow.events.indexOf(write));
  const before = earlier.filter((event) => compatible(event.arms, write.arms));
  const known = allKeys([named, tiedKeys(named, earlier.filter(fails), before, linker)]);
  return !before.some((event) => !events.has(event) && asksOf(event, known, flow, linker) && (event.kind !== 'inquiry' || decidesOn(event, write, flow)));
}

/** `article.author.id` and `article.id`, where the request brings the article: what is looked at and what names the row are parts of one object. */
function areOfOneObject(asked: RequestKeys, named: RequestKeys): boolean {
  const objects = [...named.keys].map((key) => key.slice(0, key.lastIndexOf('.'))).filter((object) => object.split('.').length > PART_OF_REQUEST);
  return [...asked.keys].some((key) => objects.some((object) => key.startsWith(`${object}.`)));
}

/** `#request.params` holds values that have nothing to do with each other. */
const PART_OF_REQUEST = 2;

function overlaps(one: Span, other: Span): boolean {
  return one.path === other.path && one.start < other.end && other.start < one.end;
}

const MAX_DEPTH = 3;

/** The calls whose answers a condition is about. */
function callsIn(expr: Expr, env: Env, depth: number): readonly Expr[] {
  return walkExpr(expr).flatMap((part) => {
    if (part.kind === 'call') return [part];
    const binding = part.kind === 'name' && depth < MAX_DEPTH ? env.file.bindings[part.binding] : undefined;
    return binding?.kind === 'const' && binding.init ? callsIn(binding.init, env, depth + 1) : [];
  });
}

/** What a look takes from the request: of a function's answer what is looked at in there. Where several callers meet in a helper, that is more than this one hands over. */
function keysOf(look: FlowEvent, inner: readonly FlowEvent[], flow: EntryFlow, linker: Linker): RequestKeys {
  const within = allKeys(inner.filter(({ kind }) => kind === 'inquiry' || kind === 'access').map(({ expr, env }) => requestKeysOf(expr, env, linker)));
  const told = toldKeys(look, flow, linker);
  const isTold = !told.open && told.keys.size > 0;
  const given = isTold ? told : takenKeys(look.expr, look.env, linker);
  const own = [...within.keys].filter((key) => given?.keys.has(key));
  if (given && !given.open && own.length > 0) return { keys: new Set(own), open: false };
  return isTold || (within.keys.size === 0 && !within.open) ? told : within;
}
