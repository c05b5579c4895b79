import { once, walk, walkExpr, type Expr, type FileFacts } from '@assay/contract';

/** Names of indexes, in lower case, that the product's own code declares (`indexes: [{ name: 'x' }]`): what it starts with makes them, not a migration. */
export function indexesOfCode(files: readonly FileFacts[], isMigration: (path: string) => boolean): (name: string) => boolean {
  const names = once(() => new Set(files.filter(({ path }) => !isMigration(path)).flatMap((file) => [...file.functions.flatMap((fn) => walk(fn)), ...file.exports.flatMap(({ value }) => (value ? walkExpr(value) : []))].flatMap(namesIn))));
  return (name) => names().has(name.toLowerCase());
}

function namesIn(expr: Expr): readonly string[] {
  if (expr.kind !== 'object') return [];
  const indexes = propertyOf(expr, 'indexes');
  if (indexes?.kind !== 'array') return [];
  return indexes.items.flatMap((item) => {
    const name = item.kind === 'object' ? propertyOf(item, 'name') : undefined;
    return name?.kind === 'literal' && typeof name.value === 'string' ? [name.value.toLowerCase()] : [];
  });
}

function propertyOf(object: Extract<Expr, { kind: 'object' }>, key: string): Expr | undefined {
  const member = object.members.find((one) => one.kind === 'property' && one.key === key);
  return member?.kind === 'property' ? member.value : undefined;
}
