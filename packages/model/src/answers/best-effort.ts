/** Words of tables that hold bookkeeping: losing a row of them does no harm. */
const WORDS: ReadonlySet<string> = new Set([
  'audit', 'audits', 'log', 'logs', 'logger', 'loggers', 'event', 'events', 'metric', 'metrics', 'stat', 'stats', 'statistics', 'history', 'histories', 'activity', 'activities', 'analytics',
  'telemetry', 'feedback', 'visit', 'visits', 'view', 'views', 'impression', 'impressions', 'notification', 'notifications', 'lastseen',
]);

/** Audit trails, logs, metrics: best-effort by the name of their table. */
export function isBestEffort(table: string | undefined): boolean {
  return wordsOf(table ?? '').some((word) => WORDS.has(word) || LOG.test(word));
}

/** `authlog`: two words in one. */
const LOG = /^(?:access|action|activity|audit|auth|change|error|event|job|login|mail|query|request|system)logs?$/;

/** Functions that tell how the program fares, by their name: `logMetrics`, `flushTelemetry`. */
const TELLS = /metric|telemetry|statsd/i;

/** Is what is published only told of the program itself? The name of a function that leads to it says so, and the path of the request does not. */
export function isTelemetry(path: string, ways: readonly string[]): boolean {
  return !TELLS.test(path) && ways.some((name) => TELLS.test(name));
}

/** Words of those that a request may be about: the rest are written beside anything. */
const OWN: ReadonlySet<string> = new Set(['history', 'histories', 'activity', 'activities', 'feedback', 'notification', 'notifications']);

/** Words of trails that nobody asks for, whatever else the table is called: `activity_logs`, `login_history`. */
const TRAIL: ReadonlySet<string> = new Set(['audit', 'audits', 'log', 'logs', 'logger', 'loggers', 'metric', 'metrics', 'stat', 'stats', 'statistics', 'telemetry']);

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
