import { defineRule, MUTATING, type BackendModel, type Endpoint, type TestEvidence, type TestRequest, type Verdict } from '@assay/contract';

/** An entry point that changes state and that no test reaches. */
export const untestedEndpoint = defineRule({
  id: 'untested-endpoint',
  meta: {
    standard: 'testing',
    category: 'testing',
    variants: { endpoint: { severity: 'minor', title: 'No test reaches {subject}', scope: 'project' } },
    summary: 'No test sends a request to an entry point that changes state, or calls its handler.',
    why: 'A mutating entry point ships with tests. Without one nobody notices when its contract, its guard or its writes change.',
    recommendation: 'Add a test that sends the request and checks the answer, and one that expects a caller without the right to be refused.',
    subjects: 'entry points that change state',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    reads: 'tests',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    const { tests } = model;
    if (!tests) return;
    for (const entry of model.endpoints) if (isSubject(entry, model)) yield verdict(entry, tests);
  },
});

function isSubject(entry: Endpoint, model: BackendModel): boolean {
  if (entry.method === 'OPTIONS' || entry.method === 'HEAD' || entry.method === 'FIELD') return false;
  return MUTATING.has(entry.method) || model.reach(entry).known === 'yes';
}

function verdict(entry: Endpoint, tests: TestEvidence): Verdict {
  const place = { at: entry.at, subject: entry.id };
  const found = tests.of(entry);
  const [first] = [...found.cases, ...found.direct];
  if (first) return { outcome: 'pass', ...place, because: [{ at: first, message: 'a test reaches it' }] };
  if (found.around) return { outcome: 'pass', ...place, because: [{ at: entry.at, message: 'what runs before or after the tests reaches it' }] };
  const doubt = { outcome: 'review' as const, variant: 'endpoint', ...place };
  if (!entry.mounted) return { ...doubt, reason: 'no-mount', evidence: 'Its whole path is not decidable, so requests of tests cannot be matched with it.' };
  const open = tests.requests.filter((request) => mayReach(request, entry));
  if (open.length > 0) {
    return { ...doubt, reason: 'dynamic-path', evidence: `${open.length === 1 ? 'One request' : `${open.length} requests`} of tests may go anywhere: what ${open.length === 1 ? 'it asks' : 'they ask'} for is not decidable.`, because: open.slice(0, 5).map(({ at }) => ({ at, message: 'asks for what is not decidable' })) };
  }
  const alike = tests.requests.filter(({ resembles }) => resembles?.includes(entry.id));
  const [similar] = alike;
  if (similar) return { ...doubt, reason: 'unlinked-test', evidence: `Tests ask for ${similar.method} ${similar.path}, which no entry point answers and which ends like its path.`, because: alike.slice(0, 5).map(({ at, path }) => ({ at, message: `asks for ${path}` })) };
  const linked = tests.requests.filter(({ entries }) => entries.length > 0).length;
  return { outcome: 'violation', variant: 'endpoint', ...place, evidence: `No test sends a request to it or calls its handler: ${tests.files} files of tests make ${linked} requests that reach other entry points.` };
}

/** A request of which too little is known to say where it goes. */
function mayReach({ protocol, method, unlinked }: TestRequest, entry: Endpoint): boolean {
  if (unlinked === undefined || unlinked === 'no-entry-point' || unlinked === 'another-method') return false;
  if (unlinked === 'dynamic-document' || protocol === 'graphql') return entry.route.protocol === 'graphql';
  return entry.route.protocol === 'http' && (method.split(' ').includes(entry.method) || method.includes('*'));
}
