/** Words of tables that hold bookkeeping: losing a row of them does no harm. */
const WORDS: ReadonlySet<string> = new Set([
  'audit', 'audits', 'log', 'logs', 'event', 'events', 'metric', 'metrics', 'stat', 'stats', 'statistics', 'history', 'histories', 'activity', 'activities', 'analytics',
  'telemetry', 'feedback', 'visit', 'visits', 'view', 'views', 'impression', 'impressions', 'notification', 'notifications', 'lastseen',
]);

/** Audit trails, logs, metrics: best-effort by the name of their table. */
export function isBestEffort(table: string | undefined): boolean {
  return wordsOf(table ?? '').some((word) => WORDS.has(word));
}

/** `auditLog`, `audit_logs` and `AuditLogEntity` in words. */
function wordsOf(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().split(/[^a-z0-9]+/);
}
