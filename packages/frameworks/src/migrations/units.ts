import { compareSpans, type Linked, type MigrationUnit } from '@assay/contract';
import { codeUnits } from './code/units.js';
import { baseOf, folderOf } from './paths.js';
import { sqlUnits } from './sql/units.js';

/** Every migration unit of the project, once, in path order. Units of one name are told apart by the folder that sets them apart. */
export function migrationUnits(project: Linked): readonly MigrationUnit[] {
  const units = [...codeUnits(project), ...sqlUnits(project)].sort((a, b) => compareSpans(a.at, b.at));
  const count = new Map<string, number>();
  for (const unit of units) count.set(unit.name, (count.get(unit.name) ?? 0) + 1);
  return units.map((unit) => ((count.get(unit.name) ?? 0) > 1 ? qualified(unit) : unit));
}

/** `migration a/0001_init`: with the folder that holds it, for names that two folders share. */
function qualified(unit: MigrationUnit): MigrationUnit {
  const name = unit.name.replace(/^migration /, '');
  const folders = folderOf(unit.path).split('/');
  const own = folders.at(-1) === name ? folders.slice(0, -1) : folders;
  return { ...unit, name: `migration ${baseOf(own.join('/'))}/${name}` };
}
