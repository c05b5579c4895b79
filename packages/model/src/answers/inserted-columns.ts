import type { Env, Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Placed } from './written-values.js';

const INSERT = /\binsert\s+(?:or\s+\w+\s+|ignore\s+)?into\s+[^\s(]+\s*\(([^)]*)\)\s*values\s*\(/i;
/** What stands for a hole of a template in its text. */
const HOLE = /^§(\d+)§$/;
const NUMBERED = /^\$(\d+)$/;
const NAMED = /^(?:\$[/{(<[]|[:@$])(\w+)(?:[:~^#]\w*)?[/})>\]]?$/;

/** Follows an expression to where it is written. */
type Follow = (expr: Expr, env: Env) => Placed;

/** What the text of an INSERT puts into each column that it names: a parameter of the call, a hole of the template, a literal. Columns that the store fills (`now()`) are left out. Undefined where the text or its columns are not told. */
export function insertedColumns({ expr, env, concept }: FlowEvent, follow: Follow): readonly (readonly [string, Placed])[] | undefined {
  const at = concept?.kind === 'access' ? concept.sql : undefined;
  const given = expr.kind === 'template' ? expr : expr.kind === 'call' && at !== undefined ? expr.args[at] : undefined;
  if (!given) return undefined;
  const written = follow(given, env);
  const text = textOf(written.expr);
  const found = text === undefined ? undefined : INSERT.exec(text);
  if (text === undefined || !found) return undefined;
  const columns = splitOf(found[1] ?? '');
  const values = splitOf(text.slice(found.index + found[0].length));
  const params = expr.kind === 'call' && at !== undefined ? expr.args[at + 1] : undefined;
  const reader = new Parameters(written, params && follow(params, env));
  return columns.flatMap((column, index) => {
    const value = reader.valueOf(values[index] ?? '');
    return value ? [[column.replace(/^[`"[]|[`"\]]$/g, ''), value] as const] : [];
  });
}

function textOf(expr: Expr): string | undefined {
  if (expr.kind === 'literal') return typeof expr.value === 'string' ? expr.value : undefined;
  return expr.kind === 'template' ? expr.quasis.map((part, index) => (index === 0 ? part : `§${index - 1}§${part}`)).join('') : undefined;
}

/** What stands between commas, up to the bracket that closes the list. */
function splitOf(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const char of text) {
    if (char === ')' && depth === 0) break;
    depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    if (char === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${char}`);
  }
  return parts.map((part) => part.trim());
}

class Parameters {
  private next = 0;

  constructor(private readonly text: Placed, private readonly given: Placed | undefined) {}

  /** What a value of the list stands for; undefined where the store makes it. */
  valueOf(value: string): Placed | undefined {
    const plain = value.replace(/::[\w[\]]+$/, '');
    const hole = HOLE.exec(plain)?.[1];
    if (hole !== undefined && this.text.expr.kind === 'template') {
      const expr = this.text.expr.holes[Number(hole)];
      return expr && { expr, env: this.text.env };
    }
    const numbered = NUMBERED.exec(plain)?.[1];
    if (numbered !== undefined) return this.item(Number(numbered) - 1);
    if (plain === '?') return this.item(this.next++);
    const named = NAMED.exec(plain)?.[1];
    if (named !== undefined) return this.member(named);
    const literal = /^'(.*)'$/.exec(plain)?.[1] ?? (/^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : /^null$/i.test(plain) ? null : /^(?:true|false)$/i.test(plain) ? /^true$/i.test(plain) : undefined);
    return literal === undefined ? undefined : { expr: { kind: 'literal', value: literal, at: this.text.expr.at }, env: this.text.env };
  }

  /** The parameter at a place of the list; the whole where its items are not told. */
  private item(index: number): Placed | undefined {
    const list = this.given?.expr;
    const expr = list?.kind === 'array' && !list.items.some((item) => item.kind === 'spread') ? list.items[index] : undefined;
    return expr && this.given ? { expr, env: this.given.env } : this.given;
  }

  private member(name: string): Placed | undefined {
    const object = this.given?.expr;
    const found = object?.kind === 'object' ? object.members.find((member) => member.kind === 'property' && member.key === name) : undefined;
    return found?.kind === 'property' && this.given ? { expr: found.value, env: this.given.env } : this.given;
  }
}
