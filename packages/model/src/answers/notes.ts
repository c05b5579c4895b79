import type { Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { columnKey, writtenColumns, type Placed } from './written-values.js';

/**
 * What an update is for, by its columns. `touch`: it notes when something was last seen or used. `claim`: it says that work has begun, or that nobody else may
 * do it, and is meant to be seen before the work is done. `course`: it says how far it has come. `tally`: it stores what was counted. `draw`: it takes the next number
 * of a sequence.
 */
export type Note = 'touch' | 'claim' | 'course' | 'tally' | 'draw';

/** Columns that note when something was last seen or used. */
const NOTED = /^(?:last(?:used|seen|log(?:ged)?in|signin|active|activity|access(?:ed)?|visit(?:ed)?|run|ran|sync(?:ed)?|checked|opened|read|fetched|polled|ping(?:ed)?|updated|modified)\w*|last\w+(?:at|time|date|timestamp)|(?:updated|modified|accessed|seen|viewed)(?:at|on)|view(?:s|count)|hits?|us(?:e|age)count)$/;

/** Columns that keep others away for a while. */
const LOCKS = /^(?:is)?(?:lock|claim|lease|reserv)(?:ed|s|ing)?(?:at|on|by\w*|until|to|key|token|owner|user|expires?\w*|expiry)?$|^(?:worker|runner|picked(?:up)?(?:at|by)?|heartbeat(?:at)?)$/;

/** Columns that tell how far a piece of work has come. */
const COURSE = /^(?:\w*status|\w*state|phase|stage|progress|attempts?|attemptcount|retr(?:y|ies)(?:count)?|tries|(?:start|process|pick|queu|run)\w*(?:at|on|time)|(?:finish|complet|end)ed(?:at|on|time)?|is(?:running|processing)|running|processing|inprogress|busy|error\w*)$/;

/** Values of such columns while the work goes on. */
const GOES_ON = /^(?:(?:in_?|currently_?)?(?:process|progress|runn|start|send|sync|work|import|export|build|execut|index|generat|fetch|scan|deploy|provision|upload|download|crawl|summari[sz])\w*|claimed|locked|reserved|acquired|leased|picked_?up|busy|wip)$/i;

const ENDED = /(?:ed|complete|success|done|fail(?:ure)?|error)$/i;

/** Columns that hold the number that was given out last, or is given out next. */
const SEQUENCE = /^(?:next\w*|\w*[a-z]next|\w*seq(?:uence)?|modifyindex|\w*[a-z]counter|last(?:num(?:ber)?|uid|seq))$/;

const TALLIED = /(?:count|counts|total|totals)(?:exceededat)?$/;

/** What the update is for; undefined when it changes what the rows say. */
export function noteOf(event: FlowEvent, linker: Linker): Note | undefined {
  if (event.concept?.kind !== 'access' || event.concept.op !== 'update') return undefined;
  const { values, open } = writtenColumns(event, linker);
  const columns = [...values.keys()];
  if (open || columns.length === 0) return undefined;
  if (isDrawn(values)) return 'draw';
  if (columns.every((column) => NOTED.test(column))) return 'touch';
  const isCourse = columns.every((column) => LOCKS.test(column) || COURSE.test(column) || NOTED.test(column));
  if (isCourse && [...values].some(([column, given]) => claims(column, given))) return 'claim';
  if (columns.every((column) => TALLIED.test(column) || NOTED.test(column))) return 'tally';
  return isCourse ? 'course' : undefined;
}

function claims(column: string, given: readonly Placed[]): boolean {
  return LOCKS.test(column) || (given.length > 0 && given.every(({ expr }) => goesOn(expr)));
}

/** Every column is one of a sequence, and goes up: `{ $inc: { nextNumber: 1 } }`, `{ nextNumber: { increment: 1 } }`. A number that stays unused does no harm. */
function isDrawn(values: ReadonlyMap<string, readonly Placed[]>): boolean {
  return [...values].every(([column, given]) => given.every(({ expr }) => {
    if (expr.kind !== 'object') return false;
    const names = expr.members.map((member) => (member.kind === 'property' ? member.key : ''));
    return column === 'inc' ? names.every((name) => SEQUENCE.test(columnKey(name))) : SEQUENCE.test(column) && names.includes('increment');
  }));
}

/** `'running'`, `Status.PROCESSING`, and `true` for what is under way. */
function goesOn(expr: Expr): boolean {
  if (expr.kind === 'cast') return goesOn(expr.value);
  const word = expr.kind === 'literal' ? expr.value : expr.kind === 'member' ? expr.name : undefined;
  return typeof word === 'string' && GOES_ON.test(word) && (/^(?:start|claim|lock|reserv|acquir|leas|pick)/i.test(word) || !ENDED.test(word));
}
