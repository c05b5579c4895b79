import type { ClassFact, ClassValue, Expr, FileFacts } from '@assay/contract';
import type { Link } from './link.js';

interface Declared { readonly file: FileFacts; readonly fact: ClassFact; readonly expr: Expr }

/** Which classes of the project extend or implement another. Types are asked for at each mention, so the answers are kept. */
export class Subclasses {
  private declared: readonly Declared[] | undefined;
  private readonly known = new Map<string, readonly ClassValue[]>();
  private isAsked = false;
  private traced = 0;

  /** `isOpen`: what decides a class's ancestors may still turn out otherwise. */
  constructor(private readonly link: Link, private readonly isOpen: () => boolean) {}

  /** Classes that extend or implement this one, however far. */
  of(cls: ClassValue): readonly ClassValue[] {
    const known = this.known.get(cls.key);
    if (known) return known;
    const isOuter = !this.isAsked;
    this.isAsked = true;
    const found = this.find(cls);
    if (!isOuter) return found;
    this.isAsked = false;
    if (this.traced === 0 && !this.isOpen()) this.known.set(cls.key, found);
    return found;
  }

  /** Runs what finds the ancestors of a class: until it is through, that class has none. */
  whileTraced<T>(body: () => T): T {
    this.traced += 1;
    const result = body();
    this.traced -= 1;
    return result;
  }

  private find(of: ClassValue): readonly ClassValue[] {
    this.declared ??= this.link.index.files.flatMap((file) => file.classes.flatMap((fact, id) => (fact.extends === undefined && fact.implements.length === 0 ? [] : [{ file, fact, expr: { kind: 'class', cls: id, at: fact.at } as const }])));
    return this.declared.flatMap(({ file, fact, expr }) => {
      const cls = this.link.evaluate(expr, this.link.envOf(file, fact.fn));
      if (cls.kind !== 'class' || cls.key === of.key) return [];
      const inherits = this.link.lineage(cls).classes.some((ancestor) => ancestor.key === of.key);
      const satisfies = fact.implements.some((type) => {
        const value = this.link.typeValue(type, file);
        return value.kind === 'instance' && value.of.key === of.key;
      });
      return inherits || satisfies ? [cls] : [];
    });
  }
}
