import { compareText } from '@assay/contract';
import type { FrameworkAdapter } from '@assay/contract';
import type { Fixture } from './fixture.js';

const GENERATED = '<!-- Written by npm run generate. -->';

/** Kinds in the order of the page, each with what its adapters are about. */
const KINDS: readonly (readonly [FrameworkAdapter['kind'], string])[] = [
  ['http', 'Entry points: HTTP, RPC and GraphQL'], ['data', 'Data layers'], ['auth', 'Who the caller is'], ['jobs', 'Jobs, queues and schedules'],
  ['migration', 'Migrations'], ['runtime', 'Runtime and everyday libraries'], ['tests', 'Tests: how they reach the server'],
];

/** Kinds whose adapters are rows and share a fixture, with a case `## <name>: ..` each. */
const SHARED: ReadonlySet<string> = new Set(['auth', 'jobs', 'runtime', 'tests']);

/** All adapters by kind, each with the packages that switch it on, how it understands them, and the cases that prove it. */
export function frameworksPage(adapters: readonly FrameworkAdapter[], fixtures: readonly Fixture[]): string {
  const sections = KINDS.flatMap(([kind, title]) => {
    const rows = adapters.filter((adapter) => adapter.kind === kind).toSorted((a, b) => compareText(a.name, b.name)).map((adapter) => row(adapter, proofs(adapter, adapters, fixtures)));
    return rows.length === 0 ? [] : [`## ${title}`, `| adapter | packages | how | what is understood, by case | fixture |\n|---|---|---|---|---|\n${rows.join('\n')}`];
  });
  const how = [
    '`set-up`: registrations are followed while set-up code runs in order. `structure`: decorators, file conventions, exported tables. `rows`: what calls mean, so many patterns.',
    '`types`: declared types of the library that stand for the request, the response or a context. Adapters without packages are always on.',
  ];
  return `${['# Frameworks', GENERATED, 'What each adapter understands. Every case is run by `test/frameworks.test.ts`: missing and extra model lines both fail.', how.join('\n'), ...sections].join('\n\n')}\n`;
}

interface Proof { readonly path: string; readonly cases: readonly string[] }

function row(adapter: FrameworkAdapter, proofs: readonly Proof[]): string {
  if (proofs.length === 0) throw new Error(`no fixture proves the ${adapter.name} adapter`);
  const packages = adapter.packages.map((name) => `\`${name}\``).join(', ') || 'none needed';
  const links = proofs.map(({ path }) => `[${path.split('/').at(-1) ?? path}](../fixtures/${path})`).join(', ');
  return `| [${adapter.name}](${adapter.docs}) | ${packages} | ${how(adapter)} | ${proofs.flatMap(({ cases }) => cases).map(cell).join('; ')} | ${links} |`;
}

function how({ setup, recognize, models, roles, tests }: FrameworkAdapter): string {
  const parts = [setup && 'set-up', recognize && 'structure', (models?.length ?? 0) + (tests?.length ?? 0) > 0 && `rows ${(models?.length ?? 0) + (tests?.length ?? 0)}`, roles && roles.length > 0 && `types ${roles.length}`];
  return parts.filter((part) => part !== undefined && part !== false).join(', ');
}

/** The fixture of the adapter's own name, and those named after one of its packages that no other adapter has. */
function proofs(adapter: FrameworkAdapter, adapters: readonly FrameworkAdapter[], fixtures: readonly Fixture[]): readonly Proof[] {
  return fixtures.flatMap((fixture): Proof[] => {
    const name = fixture.path.replace(/^.*\//, '').replace(/\.md$/, '');
    const cases = fixture.cases.map((one) => one.name);
    if (SHARED.has(adapter.kind)) {
      const own = name === adapter.kind ? cases.filter((one) => one.startsWith(`${adapter.name}: `)).map((one) => one.slice(adapter.name.length + 2)) : [];
      return own.length > 0 ? [{ path: fixture.path, cases: own }] : [];
    }
    const named = adapter.packages.some((one) => one === name || one.startsWith(`@${name}/`)) && adapters.every((other) => other.name !== name);
    return name === adapter.name || named ? [{ path: fixture.path, cases }] : [];
  });
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
