/** Words for a person or an account whose rows others are. */
const PERSONS = 'user|account|tenant|org|organi[sz]ation|owner|author|principal';
/** Words for whatever rows may belong to. */
const OWNERS = `${PERSONS}|instance|workspace|team|community`;
/** `user`, `user.id`, `user_uuid`. */
const ID = String.raw`(?:\.?_?(?:u|uu)?id)?$`;
/** `eq()` and its like keep their operands so. */
const OPERAND = String.raw`(?:\.(?:value|right))?`;

const PERSON = new RegExp(`(?:${PERSONS}|session)${OPERAND}${ID}`, 'i');
const OWNER = new RegExp(`(?:${OWNERS})${OPERAND}${ID}`, 'i');
const LAST = new RegExp(String.raw`^(?:(?:\w+|\[\d*\])\.)*\w*(?:${OWNERS})${OPERAND}${ID}`, 'i');
const NAMED = new RegExp(`(${OWNERS})_?id$`, 'i');

/** Does the value say which person's the rows are? */
export function isPersons(text: string): boolean {
  return PERSON.test(text);
}

/** Does the value say no more than to whom or what the rows belong? */
export function isOwners(text: string): boolean {
  return OWNER.test(text);
}

/** Is a value that is named so, by members only, an owner's? */
export function isOwnerValue(text: string): boolean {
  return LAST.test(text);
}

/** What the owner's id names: `team` of `member.teamId` and of `team.id`. */
export function ownerNamed(text: string): string | undefined {
  return (/(?:^|[ .])(\w+)\.id$/i.exec(text) ?? NAMED.exec(text))?.[1]?.toLowerCase();
}
