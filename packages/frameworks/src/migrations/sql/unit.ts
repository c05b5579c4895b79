import { spanOf, type Linked, type MigrationDown, type MigrationUnit, type SourceFile } from '@assay/contract';
import { sqlAdmission, sqlAnnotation } from '../annotation.js';
import { driversAt, isDatabaseName, onlineIn } from '../dialects.js';
import { notesIn, sqlCommentsIn } from '../notes.js';
import { baseOf, folderOf } from '../paths.js';
import { stepsOfPart } from '../steps.js';
import { destructiveStatement, droppedCopy, type Before } from './destructive.js';
import { headOf, isIdle, spanOfPart, textOf, wholeFile, type SqlPart } from './part.js';

/** One migration written in SQL, as its tool pairs it. `down` without a part says why there is none. */
export interface SqlMigration {
  readonly name: string;
  readonly up: SqlPart;
  readonly down: SqlPart | 'absent' | 'forward-only';
  /** A script that checks what the up did. */
  readonly verify?: SourceFile;
  /** Its own database has another file of the same version: this one is for the others. */
  readonly isForOthers?: boolean;
}

/** The unit that a SQL migration is, judged by its text. Without a down it points at the statement that destroys, if one does. */
export function sqlUnit({ name, up, down, verify, isForOthers }: SqlMigration, tool: string, project: Linked, before: Before): MigrationUnit {
  const dialect = project.sqlFile(up.source.path)?.dialect ?? 'unknown';
  const destroyer = destructiveStatement(textOf(up), before);
  const dropsCopy = destroyer ? undefined : droppedCopy(textOf(up), before);
  const told = destroyer ?? dropsCopy;
  const upAt = told ? spanOf(up.source.path, [up.start + told.start, up.start + told.end]) : headOf(up);
  const parts = typeof down === 'string' ? [up] : [up, down];
  const online = onlineIn(up.source.path);
  const drivers = dialect === 'unknown' ? driversAt(up.source.path, project.manifests) : undefined;
  const note = parts.map(annotationIn).find((one) => one !== undefined) ?? parts.map(admissionIn).find((one) => one !== undefined);
  return {
    name: `migration ${name}`, tool, path: up.source.path, up: headOf(up), at: typeof down === 'string' ? upAt : headOf(down), down: downOf(up, down),
    noop: isIdle(up), destructive: destroyer !== undefined, ...(dropsCopy ? { dropsCopy: true } : {}), dialect, ...(drivers ? { drivers } : {}), ...(online ? { online } : {}), history: historyOf(up.source.path, isForOthers ? 'others' : dialect),
    ups: stepsOfPart(up, project), ...(typeof down === 'string' ? {} : { downs: stepsOfPart(down, project) }), ...(note ? { annotation: note } : {}),
    notes: [...parts.flatMap((part) => notesIn(part.source.path, sqlCommentsIn(textOf(part), part.start))), ...(verify ? [{ kind: 'verify' as const, at: headOf(wholeFile(verify)), text: verify.path }] : [])],
    scripts: { up: [spanOfPart(up)], ...(typeof down === 'string' ? {} : { down: [spanOfPart(down)] }) },
  };
}

/** The folder that the tool walks; files for several databases side by side (`x.mysql.up.sql`) are as many histories. */
export function historyOf(path: string, dialect: string): string {
  const folder = folderOf(path);
  const tag = baseOf(path).toLowerCase().split('.').find((part) => isDatabaseName(part)) ?? dialect;
  return `${/^(?:migration|up|down)\.sql$/i.test(baseOf(path)) ? folderOf(folder) : folder}#${tag}`;
}

function downOf(up: SqlPart, down: SqlMigration['down']): MigrationDown {
  const hasDown = typeof down !== 'string';
  if (hasDown && !isIdle(down)) return { kind: 'present', at: headOf(down) };
  const declared = (hasDown && annotationIn(down)) || annotationIn(up);
  if (declared) return declared;
  return hasDown ? { kind: 'empty', at: headOf(down) } : { kind: down };
}

function annotationIn(part: SqlPart): Extract<MigrationDown, { kind: 'irreversible' }> | undefined {
  const note = sqlAnnotation(textOf(part), part.start);
  if (!note) return undefined;
  return { kind: 'irreversible', at: spanOf(part.source.path, note.at), ...(note.reason ? { reason: note.reason } : {}) };
}

function admissionIn(part: SqlPart): MigrationUnit['annotation'] {
  const note = sqlAdmission(textOf(part), part.start);
  return note && { at: spanOf(part.source.path, note.at) };
}
