import { keptIn } from '@assay/contract';
/** A branch taken: `<branch>~<arm>`. Branch names are short and interned: the same branch reached through the same calls has one name. */
export type Arm = string;

/** What is known of the branches of one model. */
interface Tables {
  /** The names of branches, by place and way. */
  readonly names: Map<string, string>;
  readonly origins: Map<string, ArmOrigin>;
  /** The arms of callees as each call of them names them. */
  readonly carried: Map<string, Map<Arm, Arm>>;
}

let tables = emptyTables();
let last = tables;
let named = 0;

function emptyTables(): Tables {
  return { names: new Map(), origins: new Map(), carried: new Map() };
}

/** Begins a new model. What the last one knows of its branches stays, for what is still asked of it; names are never given twice. */
export function forgetArms(): void {
  last = tables;
  tables = emptyTables();
}

function shortName(text: string, own: Tables): string {
  const known = own.names.get(text);
  if (known !== undefined) return known;
  const name = named.toString(36);
  named += 1;
  own.names.set(text, name);
  return name;
}

/** Where a branch stands in the source; `kind` is 'alt' for the options of one call. */
export interface ArmOrigin { readonly path: string; readonly offset: number; readonly kind: string }

/** The name of a branch at a place. */
export function branchAt(path: string, offset: number, kind = ''): string {
  const name = shortName(`${path}:${offset}${kind}`, tables);
  if (!tables.origins.has(name)) tables.origins.set(name, { path, offset, kind });
  return name;
}

/** Where the branch of an arm stands, whatever calls led to it. */
export function originOf(arm: Arm): ArmOrigin | undefined {
  const branch = branchOf(arm);
  return tables.origins.get(branch) ?? last.origins.get(branch);
}

/** How the arms of a callee are named at a call of it, in the model that is being made. */
export function armsThrough(site: string): (arm: Arm) => Arm {
  const own = tables;
  return (arm) => {
    return keptIn(keptIn(own.carried, site, () => new Map<Arm, Arm>()), arm, () => armThrough(site, arm, own));
  };
}

function armThrough(site: string, arm: Arm, own: Tables): Arm {
  const branch = branchOf(arm);
  const name = shortName(`${site}>${branch}`, own);
  const origin = own.origins.get(branch);
  if (origin) own.origins.set(name, origin);
  return name + arm.slice(branch.length);
}

/** Is the arm one of this branch? */
export function isArmOf(branch: string, arm: Arm): boolean {
  return arm.charCodeAt(branch.length) === TILDE && arm.startsWith(branch);
}

const TILDE = 126;

/** The branch part of an arm. */
export function branchOf(arm: Arm): string {
  return arm.slice(0, arm.indexOf('~'));
}
