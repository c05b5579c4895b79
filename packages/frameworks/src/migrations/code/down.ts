import { spanOf, type FileFacts, type Linked, type MigrationDown } from '@assay/contract';
import { codeAnnotation } from '../annotation.js';
import type { Member } from './candidate.js';
import { doingOf } from './doing.js';
import { writtenName } from './resolve.js';
import { downOfNamedSql, namedSql } from './sql-files.js';

/** What a tool makes of a module or class without a down, and of `down = false`. */
export interface DownRules {
  readonly missingDown: 'absent' | 'inferred';
  readonly falseDown?: boolean;
}

const NOOP = /^(?:Promise\.resolve|(?:\w+\.)?noop)$/;

/** What stands under `down`. A comment that declares the migration irreversible counts where no down does anything. */
export function downOf(member: Member | undefined, rules: DownRules, file: FileFacts, project: Linked): MigrationDown {
  const down = written(member, rules, file, project);
  if (down.kind !== 'absent' && down.kind !== 'empty') return down;
  const note = codeAnnotation(file, member?.at) ?? codeAnnotation(file);
  return note ? { kind: 'irreversible', at: spanOf(file.path, note.at), ...(note.reason ? { reason: note.reason } : {}) } : down;
}

function written(member: Member | undefined, rules: DownRules, file: FileFacts, project: Linked): MigrationDown {
  if (!member) return { kind: rules.missingDown };
  const at = spanOf(file.path, member.at);
  if (member.kind === 'unseen') return { kind: 'unknown', reason: member.reason };
  if (member.kind === 'value') return valueDown(member, rules, file);
  const doing = doingOf(member.fn, file);
  if (doing.kind === 'throws') return { kind: 'irreversible', at, ...(doing.reason === undefined ? {} : { reason: doing.reason }) };
  if (doing.kind === 'nothing') return member.wrapped ? { kind: 'unknown', reason: 'external-wrapper' } : { kind: 'empty', at };
  return downOfNamedSql(namedSql(member.fn, file, project)) ?? { kind: 'present', at };
}

/** A down that is no function of this file: nothing at all, a refusal, a known no-op, or something out of sight. */
function valueDown({ value, at }: Extract<Member, { kind: 'value' }>, rules: DownRules, file: FileFacts): MigrationDown {
  if (value.kind === 'literal' && value.value === false && rules.falseDown) return { kind: 'irreversible', at: spanOf(file.path, at) };
  if (value.kind === 'undefined' || value.kind === 'literal') return { kind: rules.missingDown };
  if (NOOP.test(writtenName(value, file) ?? '')) return { kind: 'empty', at: spanOf(file.path, at) };
  return { kind: 'unknown', reason: value.kind === 'name' || value.kind === 'require' ? 'unresolved-import' : 'expression' };
}
