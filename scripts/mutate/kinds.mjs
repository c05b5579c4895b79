// The kinds of mutants: which subjects of a repository they are made of, and what must be reported then.
// A candidate is `{ place, edits, subject, file }`: `edits` by path, `place` the span of what is changed, `subject` and `file` those of the expected violation.
import { withoutGuards } from './guards.mjs';
import { queryInLoop } from './loops.mjs';
import { brokenDown, emptiedDown } from './migrations.mjs';
import { withoutCondition, withoutRefusal } from './repetition.mjs';
import { unscoped, withoutRole } from './scoping.mjs';
import { enveloped, strippedEnvelope } from './answers.mjs';
import { onOuterClient, released, unbatched, unwrapped } from './transactions.mjs';

/**
 * Every kind: its name, whether its mutants do not touch each other (then many are made in one analysis), the rule that must report it, what it does in words, and its candidates in an analysis;
 * `prepared` the edits, by path, that are made first, for code that passes.
 */
export const KINDS = [
  { kind: 'remove-guard', rule: 'unguarded-mutation', does: 'the guards of an entry point are removed from where they are registered', candidates: guards },
  { kind: 'drop-role', together: true, rule: 'mutation-without-authorization', does: 'the role or permission that a route asks for is dropped', candidates: roles },
  { kind: 'unscope-where', together: true, rule: 'mutation-without-authorization', does: "the where of a write loses the caller's column", candidates: scopes },
  { kind: 'empty-down', together: true, rule: 'migration-without-rollback', does: 'the body of a down is emptied', candidates: (analysis) => downs(analysis, 'migration-without-rollback', emptiedDown) },
  { kind: 'break-down', together: true, rule: 'rollback-does-not-invert', does: 'a down makes one change fewer, or drops another name', candidates: (analysis) => downs(analysis, 'rollback-does-not-invert', brokenDown) },
  { kind: 'unwrap-transaction', together: true, rule: 'writes-without-transaction', does: 'the callback of a transaction runs on the outer client', candidates: function* (analysis) { yield* transactions(analysis); yield* opened(analysis); } },
  { kind: 'outer-handle', together: true, rule: 'transaction-handle-bypassed', does: 'a query inside a transaction uses the outer client', candidates: handles },
  { kind: 'strip-envelope', together: true, rule: 'nonstandard-error-envelope', does: 'an error answer, of which the body was made the envelope first, loses it or a part of it', candidates: envelopes, prepared: envelopesPut },
  { kind: 'remove-refusal', together: true, rule: 'mutation-without-idempotency-key', does: 'the refusal of what exists already, or the condition that it was not found, is removed', candidates: refusals },
  { kind: 'query-in-loop', together: true, rule: 'n-plus-one-query', does: 'a query runs once for each element of a list', candidates: queries },
];

/** Entry points that are public by purpose without their guard are reviews by the rule: they are left out. */
function* guards(analysis) {
  const { model, textOf } = analysis;
  for (const { subject, at } of passesOf(analysis, 'unguarded-mutation')) {
    const entry = model.endpoints.find((endpoint) => endpoint.id === subject && endpoint.at.path === at.path && endpoint.at.start === at.start);
    const guard = entry && model.guarded(entry);
    if (guard?.known !== 'yes' || model.publicByPurpose(entry) || guard.boundary === 'none' || guard.boundary === 'opaque') continue;
    const edits = withoutGuards(entry, textOf);
    if (edits) yield { subject, file: at.path, place: at, edits };
  }
}

function* roles(analysis) {
  for (const { subject, at } of scopedBy(analysis, 'role')) yield* candidate({ subject, file: at.path }, at, withoutRole(at.path, analysis.textOf(at.path), at));
}

function* scopes(analysis) {
  for (const { subject, at, write } of scopedBy(analysis, 'selector')) yield* candidate({ subject, file: at.path }, write.effect.at, unscoped(write.effect.at.path, analysis.textOf(write.effect.at.path), write.effect.at));
}

/** Passes of mutation-without-authorization with a write that is tied to the caller in this way. */
function* scopedBy(analysis, by) {
  for (const { subject, at } of passesOf(analysis, 'mutation-without-authorization')) {
    const entry = analysis.model.endpoints.find((endpoint) => endpoint.id === subject && endpoint.at.path === at.path && endpoint.at.start === at.start);
    const write = entry && analysis.model.scoping(entry).writes.find((one) => one.known === 'yes' && one.by === by);
    if (write) yield { subject, at, write };
  }
}

function* downs(analysis, rule, change) {
  const passed = new Set(passesOf(analysis, rule).map(({ subject, at }) => `${subject} ${at.path}`));
  for (const unit of analysis.model.migrations) {
    if (unit.down.kind !== 'present' || !passed.has(`${unit.name} ${unit.at.path}`)) continue;
    const { at } = unit.down;
    yield* candidate({ subject: unit.name, file: unit.at.path }, at, change(at.path, analysis.textOf(at.path), at));
  }
}

/** Transactions that hold all writes of a set: what is reported then stands where they stood. */
function* transactions(analysis) {
  const passed = new Set(passesOf(analysis, 'writes-without-transaction').map(({ subject, at }) => `${subject} ${at.path}`));
  const seen = new Set();
  for (const set of analysis.model.writeSets) {
    const opened = new Map(set.writes.flatMap(({ transaction }) => (transaction ? [[`${transaction.at.path}:${transaction.at.start}`, transaction.at]] : [])));
    const [[key, at] = []] = opened;
    const held = new Set(set.writes.flatMap((write) => (write.transaction ? [`${write.at.path}:${write.at.start}`] : [])));
    if (set.writes.length < 2 || !passed.has(`${set.id} ${set.at.path}`)) continue;
    if (opened.size === 0) yield* batches(analysis, set, seen);
    if (opened.size !== 1 || held.size < 2 || seen.has(key)) continue;
    seen.add(key);
    yield* candidate({ file: at.path }, at, unwrapped(at.path, analysis.textOf(at.path), at));
  }
}

/** Writes that one list of queries holds. */
function* batches(analysis, { writes, at: { path } }, seen) {
  if (!writes.every((write) => write.at.path === path)) return;
  const found = unbatched(path, analysis.textOf(path), writes.map((write) => write.at));
  if (!found || seen.has(`${path}:${found.start}`)) return;
  seen.add(`${path}:${found.start}`);
  yield* candidate({ file: path }, { path, start: found.start, end: found.end }, found.edits);
}

/** Transactions that are opened by hand and hold two writes or more. */
function* opened(analysis) {
  for (const scope of analysis.model.transactionScopes) {
    const { path } = scope.at;
    const writes = scope.accesses.filter(({ effect, onHandle }) => effect.access.op !== 'read' && effect.access.op !== 'raw' && onHandle.known === 'yes' && effect.at.path === path && effect.at.start > scope.at.end);
    const found = writes.length > 1 ? released(path, analysis.textOf(path), scope.at) : undefined;
    if (found) yield* candidate({ file: path }, { path, start: scope.at.start, end: found.end }, found.edits);
  }
}

function* handles(analysis) {
  const passed = new Set(passesOf(analysis, 'transaction-handle-bypassed').map(({ subject }) => subject));
  for (const scope of analysis.model.transactionScopes) {
    if (!passed.has(scope.id)) continue;
    const own = scope.accesses.filter(({ effect }) => effect.at.path === scope.at.path && effect.at.start > scope.at.start);
    for (const { effect } of own) {
      const edits = onOuterClient(scope.at.path, analysis.textOf(scope.at.path), scope.at, effect.at);
      if (edits) yield* candidate({ subject: scope.id, file: scope.at.path }, effect.at, edits);
    }
  }
}

/** The envelope in place of every body that deviates and is an object made there. */
function envelopesPut({ findings, textOf }) {
  const edits = new Map();
  for (const { rule, where } of findings) {
    const edit = rule === 'nonstandard-error-envelope' ? enveloped(where.path, textOf(where.path), where.span) : undefined;
    const known = edits.get(where.path) ?? [];
    if (edit && !known.some((other) => other.start < edit.end && edit.start < other.end)) edits.set(where.path, [...known, edit]);
  }
  return edits;
}

function* envelopes(analysis) {
  for (const [turn, { subject, at }] of passesOf(analysis, 'nonstandard-error-envelope').entries()) yield* candidate({ subject, file: at.path }, at, strippedEnvelope(analysis.textOf(at.path), at, turn));
}

const REFUSED = ['a repeated request meets a check for what exists already', 'it creates only what was not found', 'what exists already is updated instead'];

/** What a statement does on conflict stays: without it the unique key that it names refuses the second row. */
function* refusals(analysis) {
  const { model, textOf } = analysis;
  const passes = passesOf(analysis, 'mutation-without-idempotency-key');
  for (const entry of model.endpoints) {
    const pass = passes.find(({ subject, at }) => subject === entry.id && at.path === entry.at.path && at.start === entry.at.start);
    const { effect } = pass ? model.idempotency(entry) : {};
    if (!effect || effect.access?.op !== 'create' || !pass.trace.some(({ message }) => REFUSED.includes(message))) continue;
    const found = [...effect.via.map((step) => step.at), effect.at].flatMap((place) => {
      const edits = withoutRefusal(place.path, textOf(place.path), place) ?? withoutCondition(place.path, textOf(place.path), place);
      return edits ? [{ place, edits }] : [];
    });
    if (found.length === 1) yield* candidate({ subject: entry.id, file: entry.at.path }, found[0].place, found[0].edits);
  }
}

/** Queries outside of loops: what is reported then is the loop that is written around them. */
function* queries(analysis) {
  const seen = new Set();
  for (const entry of analysis.model.endpoints) {
    for (const { access, loops, at } of analysis.model.effects(entry)) {
      const key = `${at.path}:${at.start}`;
      if (access?.op !== 'read' || loops.length > 0 || seen.has(key)) continue;
      seen.add(key);
      yield* candidate({ file: at.path }, at, queryInLoop(at.path, analysis.textOf(at.path), at));
    }
  }
}

function* candidate(expected, place, edits) {
  if (edits) yield { ...expected, place, edits: new Map([[place.path, edits]]) };
}

function passesOf({ passes }, rule) {
  return passes.filter((pass) => pass.rule === rule).map(({ subject, where, trace }) => ({ subject, at: where.span, trace }));
}
