import type { ErrorProducer } from '@assay/contract';

/** Does the first make the body that the second sends on, or adds to? The place that makes it is judged. */
export function makes({ at, madeAt: itself }: ErrorProducer, { madeAt }: ErrorProducer): boolean {
  return !itself && madeAt !== undefined && at.path === madeAt.path && at.start <= madeAt.start && at.end >= madeAt.end;
}
