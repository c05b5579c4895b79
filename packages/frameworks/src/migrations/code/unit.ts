import { spanOf, type FileFacts, type Linked, type MigrationDown, type MigrationStep, type MigrationUnit, type Span, type SqlOp } from '@assay/contract';
import { isIdle, spanOfPart, textOf, wholeFile } from '../sql/part.js';
import { destructiveStatement } from '../sql/destructive.js';
import type { Member } from './candidate.js';
import { bodyIsDestructive } from './destructive.js';
import { doingOf } from './doing.js';
import { downOf, type DownRules } from './down.js';
import { inferredDown } from './inferred.js';
import { withRefusal } from './refuse.js';
import type { CodeTool } from './tool.js';
import { stepsOfFunction, stepsOfPart } from '../steps.js';
import { codeAdmission, codeAnnotation, codeReason } from '../annotation.js';
import { driversAt, onlineIn } from '../dialects.js';
import { notesIn } from '../notes.js';
import { folderOf } from '../paths.js';
import { namedSql } from './sql-files.js';

/** A migration in code: its up, its down if one is written, and the tool that runs it. */
export interface CodeMigration {
  readonly name: string;
  readonly file: FileFacts;
  readonly up: Member;
  readonly down?: Member;
}

/** The unit that a migration in code is, judged by its bodies. */
export function codeUnit({ name, file, up, down }: CodeMigration, tool: string, rules: DownRules & Pick<CodeTool, 'textOrder'>, project: Linked): MigrationUnit {
  const downs = down && steps(down, file, tool, project);
  const ups = steps(up, file, tool, project) ?? [];
  const note = codeAnnotation(file) ?? codeAdmission(file);
  const online = onlineIn(file.path);
  const drivers = file.dialect === undefined || file.dialect === 'unknown' ? driversAt(file.path, project.manifests) : undefined;
  const read = excused(inferredDown(downOf(down, rules, file, project), ups, file), down, ups, file);
  return {
    name: `migration ${name}`, tool, path: file.path, up: spanOf(file.path, up.at), at: spanOf(file.path, (down ?? up).at),
    down: withRefusal(read, { file, up, ...(down ? { down } : {}) }, project), ...upEffect(up, file, project), dialect: file.dialect ?? 'unknown', ...(drivers ? { drivers } : {}), ...(online ? { online } : {}), history: folderOf(file.path), ...(rules.textOrder ? { textOrder: true } : {}),
    notes: notesIn(file.path, file.comments), ups, ...(downs ? { downs } : {}), ...scriptsOf(up, down, file, project),
    ...(note ? { annotation: { at: spanOf(file.path, note.at), ...(note.reason ? { reason: note.reason } : {}) } } : {}),
  };
}

/** Only rows are changed, and the empty down says why nothing is taken back: no schema is left behind. */
function excused(is: MigrationDown, down: Member | undefined, ups: readonly MigrationStep[], file: FileFacts): MigrationDown {
  const reason = is.kind === 'empty' && down && ups.length > 0 && ups.every(({ op }) => ROWS.has(op.op)) ? codeReason(file, down.at) : undefined;
  return reason ? { kind: 'irreversible', at: spanOf(file.path, reason.at), ...(reason.reason ? { reason: reason.reason } : {}) } : is;
}

const ROWS: ReadonlySet<SqlOp['op']> = new Set(['insert', 'update', 'select', 'inert', 'setting', 'transaction']);

/** The SQL files that the members run, where both run nothing else. */
function scriptsOf(up: Member, down: Member | undefined, file: FileFacts, project: Linked): Pick<MigrationUnit, 'scripts'> {
  const filesOf = (member: Member | undefined): readonly Span[] | undefined => {
    const { found, missing } = member?.kind === 'function' ? namedSql(member.fn, file, project) : { found: [], missing: [] };
    return found.length > 0 && missing.length === 0 ? found.map((source) => spanOfPart(wholeFile(source))) : undefined;
  };
  const [own, back] = [filesOf(up), filesOf(down)];
  return own && (!down || back) ? { scripts: { up: own, ...(back ? { down: back } : {}) } } : {};
}

/** What a member runs: the SQL files that it names, else its own calls. */
function steps(member: Member, file: FileFacts, tool: string, project: Linked): readonly MigrationStep[] | undefined {
  if (member.kind !== 'function') return undefined;
  const { found, missing } = namedSql(member.fn, file, project);
  if (found.length > 0 && missing.length === 0) return found.flatMap((source) => stepsOfPart(wholeFile(source), project));
  return stepsOfFunction(member.fn, file, tool, project);
}

function upEffect(up: Member, file: FileFacts, project: Linked): Pick<MigrationUnit, 'noop' | 'destructive'> {
  if (up.kind !== 'function') return { noop: false, destructive: false };
  const { found, missing } = namedSql(up.fn, file, project);
  const parts = found.map(wholeFile);
  const runsOnlyIdleFiles = parts.length > 0 && missing.length === 0 && parts.every(isIdle);
  return {
    noop: !up.wrapped && (doingOf(up.fn, file).kind === 'nothing' || runsOnlyIdleFiles),
    destructive: bodyIsDestructive(up.fn.body, file) || parts.some((part) => destructiveStatement(textOf(part)) !== undefined),
  };
}
