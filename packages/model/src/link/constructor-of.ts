import type { ClassValue } from '@assay/contract';

/** The function (id in the file of the class) that is its own constructor. */
export function constructorOf(cls: ClassValue): number | undefined {
  return cls.cls.members.find((member) => member.kind === 'constructor')?.fn;
}
