import type { ClassFact, ClassMember, FileFacts, Linked, MigrationUnit } from '@assay/contract';
import { stemOf } from '../paths.js';
import { lucid } from '../tools/lucid.js';
import { mikroOrm } from '../tools/mikro-orm.js';
import { typeorm } from '../tools/typeorm.js';
import { member, type Member } from './candidate.js';
import type { ClassTool } from './class-tool.js';
import { codeUnit } from './unit.js';

const TOOLS: readonly ClassTool[] = [typeorm, mikroOrm, lucid];

/** The migrations among the classes of a file. */
export function* classUnits(file: FileFacts, project: Linked): Generator<MigrationUnit> {
  for (const cls of file.classes) {
    const up = methodOf(cls, 'up', file);
    const tool = up && !cls.abstract ? TOOLS.find((row) => isDeclared(row, cls, file)) ?? TOOLS.find((row) => isNamed(row, cls, project)) : undefined;
    if (!up || !tool) continue;
    const down = methodOf(cls, 'down', file) ?? inherited(cls, tool, file);
    yield codeUnit({ name: cls.name === '' || cls.name === 'default' ? stemOf(file.path) : cls.name, file, up, ...(down ? { down } : {}) }, tool.name, tool, project);
  }
}

function isDeclared(tool: ClassTool, cls: ClassFact, file: FileFacts): boolean {
  const implemented = cls.implements.some((type) => type.kind === 'ref' && comesFrom(tool, tool.implemented, type.binding, file));
  return implemented || comesFrom(tool, tool.extended, parentBinding(cls), file);
}

/** The name that the tool gives to what it generates, where nothing is declared. */
function isNamed(tool: ClassTool, cls: ClassFact, project: Linked): boolean {
  return tool.className.test(cls.name) && tool.packages.some((name) => project.dependsOn(name));
}

function comesFrom(tool: ClassTool, name: RegExp | undefined, binding: number | undefined, file: FileFacts): boolean {
  const imported = binding === undefined ? undefined : file.bindings[binding]?.imported;
  return imported !== undefined && name !== undefined && name.test(imported.name) && tool.packages.includes(imported.specifier);
}

function parentBinding(cls: ClassFact): number | undefined {
  return cls.extends?.kind === 'name' ? cls.extends.binding : undefined;
}

function methodOf(cls: ClassFact, name: string, file: FileFacts): Member | undefined {
  const found = cls.members.find((item) => item.name === name && !item.static && !item.abstract);
  return found && methodMember(found, file);
}

function methodMember(found: ClassMember, file: FileFacts): Member | undefined {
  const fn = found.fn === undefined ? undefined : file.functions[found.fn];
  if (fn) return { kind: 'function', fn, at: found.at, wrapped: false };
  return found.init && member(found.init, found.at, file);
}

/** A base class of the project may have the down. */
function inherited(cls: ClassFact, tool: ClassTool, file: FileFacts): Member | undefined {
  if (!cls.extends || comesFrom(tool, tool.extended, parentBinding(cls), file)) return undefined;
  return { kind: 'unseen', reason: 'expression', at: cls.nameAt };
}
