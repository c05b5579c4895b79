import { defineRule, type Effect, type FieldSubject, type Verdict } from '@assay/contract';

/** A field resolver that queries once for each object of a list. */
export const nPlusOneResolver = defineRule({
  id: 'n-plus-one-resolver',
  meta: {
    standard: 'n-plus-one',
    category: 'performance',
    variants: { field: { severity: 'major', title: 'N+1 query: {subject} for each object of a list' } },
    summary: 'The resolver of a field queries, and objects of its type stand in lists.',
    why: 'A list of n objects runs the field\'s query n times; nested lists multiply.',
    recommendation: 'Load the field through a DataLoader that is made for each request, or select it with the query of the list.',
    subjects: 'field resolvers of objects in lists that query',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const field of model.fields) if (field.accesses.length > 0) yield verdict(field);
  },
});

function verdict({ entry, accesses, exempt }: FieldSubject): Verdict {
  const place = { at: entry.at, subject: entry.path };
  const singles = accesses.filter((access) => access.access?.batched !== true || access.loops.some((loop) => loop.kind === 'sequential'));
  const single = singles.find(({ access }) => access?.op === 'read' || access?.op === 'raw') ?? singles[0];
  if (exempt !== undefined || !single) {
    return { outcome: 'pass', ...place, because: [{ at: entry.handlerAt, message: exempt ?? 'the client merges these calls into one query' }] };
  }
  return {
    outcome: 'violation', variant: 'field', ...place, because: trail(single),
    evidence: `The resolver of ${entry.path} runs ${single.label} for each object, and objects of its type are answered in lists.`,
  };
}

function trail(access: Effect) {
  return [...access.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: access.at, message: `runs ${access.label}` }];
}
