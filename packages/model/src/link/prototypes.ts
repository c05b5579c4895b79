import { weakMemo, type ClassValue, type Expr, type FileFacts, type InstanceValue, type Value, type WriteFact } from '@assay/contract';
import { filledMember } from './filled.js';
import type { Link } from './link.js';
import { functionOf, optionsOf, unionOf } from './values.js';

/** A member that is put on a class's prototype beside the class: `Store.prototype.find = find`, `for (const name of NAMES) Store.prototype[name] = function () {}`. */
export function prototypeMember(instance: InstanceValue, classes: readonly ClassValue[], name: string, link: Link): Value | undefined {
  for (const owner of classes) {
    const writes = writesTo(owner.file).filter((write) => optionsOf(link.evaluate(write.on, link.envOf(owner.file, write.fn))).some(({ key }) => key === owner.key));
    const named = writes.filter((write) => write.name === name);
    const found = named.length > 0
      ? unionOf(named.map((write) => link.evaluate(write.value, link.envOf(owner.file, write.fn))))
      : filledMember(owner.file, writes.filter((write) => write.key), name, owner.env, link);
    if (found) return unionOf(optionsOf(found).map((value) => (value.kind === 'function' && value.fn.kind !== 'arrow' ? functionOf(value.file, value.id, value.env, instance, value.bound) : value)));
  }
  return undefined;
}

type PrototypeWrite = WriteFact & { /** What the prototype is of. */ readonly on: Expr };

const writesTo = weakMemo((file: FileFacts) => file.writes.flatMap((write): PrototypeWrite[] => (write.object.kind === 'member' && write.object.name === 'prototype' ? [{ ...write, on: write.object.object }] : [])));
