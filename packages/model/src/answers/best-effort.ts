import type { SchemaMatch, SchemaTable } from '@assay/contract';
import { tableKey } from './table-names.js';

/** Words of tables that hold bookkeeping: losing a row of them does no harm. */
const WORDS: ReadonlySet<string> = new Set([
  'audit', 'audits', 'log', 'logs', 'logger', 'loggers', 'event', 'events', 'metric', 'metrics', 'stat', 'stats', 'statistics', 'history', 'histories', 'activity', 'activities', 'analytics',
  'telemetry', 'feedback', 'visit', 'visits', 'view', 'views', 'impression', 'impressions', 'notification', 'notifications', 'lastseen', 'cache', 'caches',
]);

/** Words of tables that may as well hold what the program is about: an event to which people come. */
const EITHER: ReadonlySet<string> = new Set(['event', 'events', 'activity', 'activities', 'view', 'views', 'visit', 'visits']);

/** Does a table hold audit trails, logs, metrics? */
export type Bookkeeping = (table: string | undefined) => boolean;

/** By the names of tables, and by what refers to them: where rows of another table belong to an event, it is no note of what happened. */
export function bookkeepingOf(tables: readonly SchemaTable[], matches: readonly SchemaMatch[]): Bookkeeping {
  const called = new Map(matches.flatMap(({ declared, table }) => (table && declared.called !== undefined ? [[table.name, declared.called] as const] : [])));
  const matters = new Set(tables.flatMap(({ name, keys }) => (isBesideOthers(name) && !joinsOthers(name, keys) ? [] : keys.flatMap(({ references }) => {
    if (references === undefined || tableKey(references) === tableKey(name) || isTrail(references)) return [];
    return [references, called.get(references)].flatMap((one) => (one !== undefined && wordsOf(one).some((word) => EITHER.has(word)) ? [tableKey(one)] : []));
  }))));
  const isAboutOne = (key: string): boolean => [...matters].some((matter) => key.startsWith(matter));
  return (table = '') => wordsOf(table).some((word) => (WORDS.has(word) || LOG.test(word)) && !(EITHER.has(word) && isAboutOne(tableKey(table))));
}

/** `authlog`: two words in one. */
const LOG = /^(?:access|action|activity|audit|auth|change|error|event|job|login|mail|query|request|system)logs?$/;

/** Functions that tell how the program fares, by their name: `logMetrics`, `flushTelemetry`. */
const TELLS = /metric|telemetry|statsd/i;

/** Is what is published only told of the program itself? The name of a function that leads to it says so, and the path of the request does not. */
export function isTelemetry(path: string, ways: readonly string[]): boolean {
  return !TELLS.test(path) && ways.some((name) => TELLS.test(name));
}

/** Queues of what is counted each time somebody looks: `queues.visit.add(..)`, `pageViewQueue.add(..)`. */
const COUNTS = /^(?:link_?|page_?|post_?|article_?|profile_?|video_?)?(?:visit|view|click|hit|impression|page_?view)s?(?:_?(?:count|counter|log|stat|tracking|event)s?)?(?:_?queue)?$/i;

/** Is what is published only that somebody looked or clicked? Each time counts, and the path of the request is not about that. */
export function countsLooks(path: string, callee: string): boolean {
  const ways = callee.split('.').slice(0, -1);
  return ways.some((name) => COUNTS.test(name)) && !path.split(/[/.:]/).some((segment) => COUNTS.test(segment));
}

/** Words of those that a request may be about: the rest are written beside anything. */
const OWN: ReadonlySet<string> = new Set(['history', 'histories', 'activity', 'activities', 'feedback', 'notification', 'notifications']);

/** Words of trails that nobody asks for, whatever else the table is called: `activity_logs`, `login_history`. */
const TRAIL: ReadonlySet<string> = new Set(['audit', 'audits', 'log', 'logs', 'logger', 'loggers', 'metric', 'metrics', 'stat', 'stats', 'statistics', 'telemetry']);

function isTrail(table: string): boolean {
  return wordsOf(table).some((word) => TRAIL.has(word) || LOG.test(word));
}

/** Bookkeeping itself, or what hangs on a row of it: `notifications` of an event, `event_properties`. */
function isBesideOthers(table: string): boolean {
  return wordsOf(table).some((word) => WORDS.has(word) || LOG.test(word) || DETAIL.test(word));
}

/** `notification_recipients` of `notifications`, or of `notification_logs`: rows that hang on a note which somebody asks for, and are called after it. */
export function isPartOfNote(table: string, note: string): boolean {
  const single = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '');
  const told = wordsOf(note).filter((word) => !TRAIL.has(word));
  const words = new Set(told.map(single));
  const own = wordsOf(table).map(single);
  const isRead = !isTrail(note) || told.some((word) => OWN.has(word));
  return isRead && own.length > words.size && [...words].every((word) => own.includes(word)) && !own.some((word) => !words.has(word) && (WORDS.has(word) || LOG.test(word) || DETAIL.test(word)));
}

/** `event_members` of `events` and `members`: what is brought together with something else is no note of what happened, and neither are the rows that bring the two together. */
function joinsOthers(name: string, keys: SchemaTable['keys']): boolean {
  if (wordsOf(name).some((word) => (WORDS.has(word) && !EITHER.has(word)) || LOG.test(word) || DETAIL.test(word))) return false;
  const others = keys.flatMap(({ references }) => (references === undefined || tableKey(references) === tableKey(name) ? [] : [references]));
  const isAbout = (table: string): boolean => wordsOf(table).some((word) => EITHER.has(word));
  return others.some(isAbout) && others.some((table) => !isAbout(table) && !isBesideOthers(table));
}

const DETAIL = /^(?:data|payload|meta|param|prop|propert|field|tag|value)s?$|^(?:metadata|properties|property|parameters?|attributes?)$/;

/** May rows of the table be what a request to this path is for? Bookkeeping that the path names is; so are notes of activity where nothing else is written. */
export function isMatterOf(path: string, table: string): boolean {
  const words = wordsOf(table);
  return (words.some((word) => OWN.has(word)) && !words.some((word) => TRAIL.has(word))) || path.split('/').some((segment) => !segment.startsWith('{') && wordsOf(segment).join(' ') === plural(words));
}

const MAKES = /^(?:create|add|new|post|submit|save|schedule|publish|insert)$/;

/** Is a row of the table what the operation itself is called after: `POST /events`, `createEvent`? */
export function isNamedBy(path: string, table: string): boolean {
  const last = path.split(/[/.:]/).findLast((segment) => segment !== '' && !segment.startsWith('{')) ?? '';
  const words = wordsOf(last).filter((word, index) => index > 0 || !MAKES.test(word));
  return words.length > 0 && plural(words) === plural(wordsOf(table));
}

/** `calendar_event` as paths name it: `calendar-events`. */
function plural(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return [...words.slice(0, -1), last.endsWith('s') ? last : last.endsWith('y') ? `${last.slice(0, -1)}ies` : `${last}s`].join(' ');
}

/** `auditLog`, `audit_logs` and `AuditLogEntity` in words. */
function wordsOf(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().split(/[^a-z0-9]+/);
}
