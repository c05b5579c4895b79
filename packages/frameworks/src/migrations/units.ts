import { compareSpans, type Linked, type MigrationUnit } from '@assay/contract';
import { codeUnits } from './code/units.js';
import { baseOf, folderOf, inMigrationFolder } from './paths.js';
import { sqlUnits } from './sql/units.js';

/** Every migration unit of the project, once, in path order. Units of one name are told apart by the folder that sets them apart. */
export function migrationUnits(project: Linked): readonly MigrationUnit[] {
  const inCode = [...codeUnits(project)];
  const units = [...inCode, ...sqlUnits(project, inCode.map(({ path }) => path))].sort((a, b) => compareSpans(a.at, b.at));
  const count = new Map<string, number>();
  for (const unit of units) count.set(unit.name, (count.get(unit.name) ?? 0) + 1);
  return units.map((unit) => ({ ...((count.get(unit.name) ?? 0) > 1 ? qualified(unit) : unit), ...(isRetired(unit, units) ? { retired: true as const } : {}) }));
}

const PUT_AWAY = /^_*(?:archived?s?|old|legacy|deprecated|obsolete|squashed|attic)$/i;

/** It lies in a folder of that name in one that holds the migrations which its tool runs; tools read no folders in folders, except Flyway. */
function isRetired({ path, tool }: MigrationUnit, units: readonly MigrationUnit[]): boolean {
  if (tool === 'Flyway') return false;
  const folders = path.split('/').slice(0, -1);
  const at = folders.findIndex((folder, i) => PUT_AWAY.test(folder) && inMigrationFolder(folders.slice(0, i + 1).join('/')));
  if (at < 0) return false;
  const depth = folders.length - at - 1;
  const above = folders.slice(0, at).join('/');
  return units.some((other) => other.tool === tool && other.path.startsWith(`${above}/`) && other.path.slice(above.length + 1).split('/').length === depth + 1);
}

/** `migration a/0001_init`: with the folder that holds it, for names that two folders share. */
function qualified(unit: MigrationUnit): MigrationUnit {
  const name = unit.name.replace(/^migration /, '');
  const folders = folderOf(unit.path).split('/');
  const own = folders.at(-1) === name ? folders.slice(0, -1) : folders;
  return { ...unit, name: `migration ${baseOf(own.join('/'))}/${name}` };
}
