import { isWithin, type FileFacts, type FunctionFact, type Linked, type RepoPath, type TypeExpr } from '@assay/contract';
import { dbMigrate } from '../tools/db-migrate.js';
import { knex } from '../tools/knex.js';
import { kysely } from '../tools/kysely.js';
import { nodePgMigrate } from '../tools/node-pg-migrate.js';
import { sequelize } from '../tools/sequelize.js';
import { slonik } from '../tools/slonik.js';
import type { Candidate } from './candidate.js';
import { callsOn, parametersOf, type Parameters } from './parameters.js';
import type { CodeTool } from './tool.js';

const TOOLS: readonly CodeTool[] = [knex, sequelize, dbMigrate, nodePgMigrate, kysely, slonik];

/** Two signs of middle weight, or a type imported from the tool. */
const ENOUGH = 4;
const WEIGHT = { importedType: 6, typeName: 3, import: 2, param: 2, second: 2, calls: 3, nearDependency: 2, dependency: 1 } as const;

/**
 * Which tool runs the module: the one with the most signs among imported types, parameter names, calls on the first parameter and
 * dependencies. `undefined` when none has enough, or when nothing in the module itself speaks for one.
 */
export function decide(candidate: Candidate, project: Linked): CodeTool | undefined {
  const functions = [candidate.up, candidate.down].flatMap((member) => (member?.kind === 'function' ? [member.fn] : []));
  const signs = functions.map((fn) => ({ fn, parameters: parametersOf(fn, candidate.file) }));
  const scored = TOOLS.map((tool) => ({ tool, score: scoreOf(tool, signs, candidate.file, project) }));
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score >= ENOUGH ? best.tool : undefined;
}

function scoreOf(tool: CodeTool, signs: readonly { fn: FunctionFact; parameters: Parameters }[], file: FileFacts, project: Linked): number {
  const inside = [
    Math.max(0, ...signs.map(({ parameters }) => typeScore(tool, parameters.type, file))),
    imports(tool, file) ? WEIGHT.import : 0,
    signs.some(({ parameters }) => parameters.names.some((name) => tool.params.test(name))) ? WEIGHT.param : 0,
    signs.some(({ parameters }) => parameters.second && tool.second?.test(parameters.second)) ? WEIGHT.second : 0,
    signs.some(({ fn, parameters }) => callsOn(parameters.bindings, fn, file).some((path) => tool.calls.test(path))) ? WEIGHT.calls : 0,
  ].reduce((sum, part) => sum + part, 0);
  return inside === 0 ? 0 : inside + dependencyScore(tool, file.path, project);
}

function typeScore(tool: CodeTool, type: TypeExpr | undefined, file: FileFacts): number {
  if (type?.kind !== 'ref' || !tool.types.test(type.name.split('.').at(-1) ?? '')) return 0;
  const specifier = type.binding === undefined ? undefined : file.bindings[type.binding]?.imported?.specifier;
  return specifier !== undefined && isOf(tool, specifier) ? WEIGHT.importedType : WEIGHT.typeName;
}

function imports(tool: CodeTool, file: FileFacts): boolean {
  return file.imports.some((fact) => isOf(tool, fact.specifier));
}

function isOf(tool: CodeTool, specifier: string): boolean {
  return tool.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/** A dependency of a manifest at or above the file weighs more than one elsewhere in the repository. */
function dependencyScore(tool: CodeTool, path: RepoPath, project: Linked): number {
  const near = project.manifests.filter(({ folder }) => isWithin(path, folder));
  if (near.some(({ dependencies }) => tool.packages.some((name) => name in dependencies))) return WEIGHT.nearDependency;
  return tool.packages.some((name) => project.dependsOn(name)) ? WEIGHT.dependency : 0;
}
