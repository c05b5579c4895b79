import { walk, weakMemo, type Env, type ExprOf, type Linked } from '@assay/contract';
import { sourcesOf } from '../nest/values.js';

/** A field as the schema language declares it. */
export interface DeclaredField {
  /** The named type of its result. */
  readonly type: string;
  readonly list: boolean;
  /** Its directives and those of its type, as written: `auth(requires: ADMIN)`. */
  readonly directives: readonly string[];
}

/** The declared types, all documents together. */
export interface Schema {
  field(type: string, name: string): DeclaredField | undefined;
  /** Types whose objects stand in lists, directly or below an object that does. */
  readonly listed: ReadonlySet<string>;
  readonly size: number;
}

const TYPE = /(?:^|[\s}])(?:extend\s+)?(?:type|interface)\s+(\w+)([^{}]*)\{/g;
const FIELD = /(\w+)\s*(?:\((?:[^()]|\([^()]*\))*\))?\s*:\s*([[\]!\w\s]*?\w[\]!]*)\s*((?:@\w+(?:\((?:[^()]|\([^()]*\))*\))?\s*)*)(?=\w+\s*[(:]|$)/g;
const DIRECTIVE = /@(\w+(?:\((?:[^()]|\([^()]*\))*\))?)/g;

/** Reads the schema documents of the project: `.graphql` files, templates and texts in code that hold type definitions. */
export const schemaOf = weakMemo((project: Linked): Schema => read(documents(project)));

function* documents(project: Linked): Generator<string> {
  const { role } = sourcesOf(project);
  for (const file of project.sources) if (file.kind === 'graphql' && file.role === 'product') yield file.text;
  for (const file of project.files) {
    if (role(file.path) !== 'product') continue;
    for (const [id, fn] of file.functions.entries()) {
      for (const expr of walk(fn)) {
        const text = expr.kind === 'template' ? expr.quasis.join(' ') : expr.kind === 'literal' && typeof expr.value === 'string' && expr.value.includes('\n') ? expr.value : '';
        if (/\b(?:type|interface)\s+\w+[^{}]*\{/.test(text)) yield expr.kind === 'template' && expr.holes.length > 0 ? filled(expr, project.envOf(file, id), project) : text;
      }
    }
  }
}

const MAX_DEPTH = 6;

/** A document with the texts that are put into it: `type Query { ${queries} }`. */
function filled({ quasis, holes }: ExprOf<'template'>, env: Env, project: Linked, depth = 0): string {
  const texts = holes.map((expr) => {
    const inner = expr.kind === 'template' && depth < MAX_DEPTH ? filled(expr, env, project, depth + 1) : undefined;
    return inner ?? project.text(project.evaluate(expr, env)) ?? ' ';
  });
  return quasis.map((text, index) => `${text}${texts[index] ?? ''}`).join('');
}

function read(texts: Iterable<string>): Schema {
  const types = new Map<string, Map<string, DeclaredField>>();
  for (const text of texts) readTypes(text.replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"(?=\s)|#[^\n]*/g, ' '), types);
  return { field: (type, name) => types.get(type)?.get(name), listed: listedTypes(types), size: types.size };
}

function readTypes(text: string, types: Map<string, Map<string, DeclaredField>>): void {
  for (const match of text.matchAll(TYPE)) {
    const [whole, name = '', head = ''] = match;
    const start = match.index + whole.length;
    const end = text.indexOf('}', start);
    const fields = types.get(name) ?? new Map<string, DeclaredField>();
    types.set(name, fields);
    for (const [, field = '', type = '', directives = ''] of text.slice(start, end < 0 ? undefined : end).trim().matchAll(FIELD)) {
      fields.set(field, { type: type.replace(/[^\w]/g, ''), list: type.includes('['), directives: [...directives.matchAll(DIRECTIVE), ...head.matchAll(DIRECTIVE)].map(([, written = '']) => written) });
    }
  }
}

function listedTypes(types: ReadonlyMap<string, ReadonlyMap<string, DeclaredField>>): ReadonlySet<string> {
  const listed = new Set<string>();
  const add = (type: string): void => {
    if (listed.has(type)) return;
    listed.add(type);
    for (const field of types.get(type)?.values() ?? []) add(field.type);
  };
  for (const fields of types.values()) for (const field of fields.values()) if (field.list) add(field.type);
  return listed;
}
