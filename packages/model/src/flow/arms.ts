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

/** The name of a branch at a place. */
export function branchAt(path: string, offset: number, kind = ''): string {
  return shortName(`${path}:${offset}${kind}`);
}

/** An arm of a callee, seen from the call. */
export function armThrough(site: string, arm: Arm): Arm {
  const branch = branchOf(arm);
  return shortName(`${site}>${branch}`) + arm.slice(branch.length);
}

/** The branch part of an arm. */
export function branchOf(arm: Arm): string {
  return arm.slice(0, arm.indexOf('~'));
}
