import { isWithin, spanOf, type DeclaredColumn, type DeclaredTable, type Linked, type SourceFile } from '@assay/contract';
import { folderOf } from '../migrations/paths.js';

const HEAD = /^[ \t]*(model|enum|type|view)[ \t]+(\w+)[ \t]*\{/gm;
const END = /^[ \t]*\}/m;
const FIELD = /^[ \t]*(\w+)[ \t]+(\w+|Unsupported\([^)]*\))(\[\])?(\?)?[ \t]*([^\n]*)$/gm;
const SCALARS: ReadonlySet<string> = new Set(['String', 'Boolean', 'Int', 'BigInt', 'Float', 'Decimal', 'DateTime', 'Json', 'Bytes']);

interface Block {
  readonly file: SourceFile;
  readonly kind: string;
  readonly name: string;
  readonly body: string;
  readonly start: number;
  readonly bodyStart: number;
}

/** The models of the schema files; documents have no tables. https://www.prisma.io/docs/orm/reference/prisma-schema-reference */
export function* prismaTables(project: Linked): Generator<DeclaredTable> {
  const files = project.sources.filter((source) => source.kind === 'prisma' && source.role !== 'test');
  if (files.some(({ text }) => /\bprovider\s*=\s*"mongodb"/.test(text))) return;
  const blocks = files.flatMap(blocksOf);
  for (const block of blocks) {
    const isIgnored = /^\s*@@ignore\b/m.test(block.body);
    if (block.kind === 'model' && !isIgnored) yield tableOf(block, enumsBeside(block.file, blocks));
  }
}

/** The enums of the schema that a file belongs to: its own folder, and what lies above and below. Another service has a schema of its own. */
function enumsBeside({ path }: SourceFile, blocks: readonly Block[]): ReadonlySet<string> {
  const isBeside = (other: SourceFile): boolean => isWithin(other.path, folderOf(path)) || isWithin(path, folderOf(other.path));
  return new Set(blocks.filter(({ kind, file }) => kind === 'enum' && isBeside(file)).map(({ name }) => name));
}

/** The blocks of a file that are closed before the next one begins; comments are blanked, so that offsets stay. */
function blocksOf(file: SourceFile): readonly Block[] {
  const text = file.text.replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*/g, (found, text: string | undefined) => text ?? ' '.repeat(found.length));
  const heads = [...text.matchAll(HEAD)];
  return heads.flatMap((head, index): Block[] => {
    const [whole, kind = '', name = ''] = head;
    const bodyStart = head.index + whole.length;
    const rest = text.slice(bodyStart, heads[index + 1]?.index);
    const end = rest.search(END);
    return end < 0 ? [] : [{ file, kind, name, body: rest.slice(0, end), start: head.index + whole.indexOf(kind), bodyStart }];
  });
}

function tableOf({ file, name, body, start, bodyStart }: Block, enums: ReadonlySet<string>): DeclaredTable {
  const mapped = mapIn(/^\s*@@map\(([^)]*)\)/m.exec(body)?.[1]) ?? name;
  const schema = /^\s*@@schema\("([^"]+)"\)/m.exec(body)?.[1];
  const columns = Array.from(body.matchAll(FIELD)).flatMap((found): DeclaredColumn[] => {
    const [whole, field = '', type = '', list, optional, rest = ''] = found;
    if (/@ignore\b/.test(rest) || !(SCALARS.has(type) || enums.has(type) || type.startsWith('Unsupported'))) return [];
    const at = bodyStart + found.index + whole.search(/\S/);
    return [{ names: [mapIn(/@map\(([^)]*)\)/.exec(rest)?.[1]) ?? field], called: field, ...(list ? {} : { nullable: optional !== undefined }), at: spanOf(file.path, [at, at + field.length]) }];
  });
  return { names: [schema === undefined || schema === 'public' ? mapped : `${schema}.${mapped}`], called: name, by: 'Prisma schema', dialect: 'unknown', at: spanOf(file.path, [start, start + `model ${name}`.length]), complete: true, columns };
}

/** `@map("name")`, `@map(name: "name")`. */
function mapIn(args: string | undefined): string | undefined {
  return /"([^"]+)"/.exec(args ?? '')?.[1];
}
