/** A branch taken: `<branch>~<arm>`. Branch names are short and interned: the same branch reached through the same calls has one name. */
export type Arm = string;

const interned = new Map<string, string>();

function shortName(text: string): string {
  const known = interned.get(text);
  if (known !== undefined) return known;
  const name = interned.size.toString(36);
  interned.set(text, name);
  return name;
}

/** Where a branch stands in the source; `kind` is 'alt' for the options of one call. */
export interface ArmOrigin { readonly path: string; readonly offset: number; readonly kind: string }

const origins = new Map<string, ArmOrigin>();

/** The name of a branch at a place. */
export function branchAt(path: string, offset: number, kind = ''): string {
  const name = shortName(`${path}:${offset}${kind}`);
  if (!origins.has(name)) origins.set(name, { path, offset, kind });
  return name;
}

/** Where the branch of an arm stands, whatever calls led to it. */
export function originOf(arm: Arm): ArmOrigin | undefined {
  return origins.get(branchOf(arm));
}

const carried = new Map<string, Map<Arm, Arm>>();

/** How the arms of a callee are named at a call of it. */
export function armsThrough(site: string): (arm: Arm) => Arm {
  let names = carried.get(site);
  if (!names) carried.set(site, (names = new Map<Arm, Arm>()));
  const known = names;
  return (arm) => {
    let name = known.get(arm);
    if (name === undefined) known.set(arm, (name = armThrough(site, arm)));
    return name;
  };
}

function armThrough(site: string, arm: Arm): Arm {
  const branch = branchOf(arm);
  const name = shortName(`${site}>${branch}`);
  const origin = origins.get(branch);
  if (origin) origins.set(name, origin);
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
