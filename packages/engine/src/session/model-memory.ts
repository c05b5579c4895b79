import type { BuildInput, Built, MovedSpan } from '@assay/model';
import { modelStage } from '../stages.js';

/** A model, and where its places stand in the text that was asked about, when that is not the one it was made of. */
export interface Remembered extends Built {
  readonly moved?: MovedSpan;
}

/** The last model that was made of a project. */
export interface ModelMemory {
  /** Gives the last model again for an input that would give the same, or the same at other places. */
  build(input: BuildInput): Remembered;
  /** The next model is made anew. */
  forget(): void;
}

/** Builds models and remembers the last one. */
export function rememberModel(): ModelMemory {
  let last: { readonly input: BuildInput; readonly built: Built } | undefined;
  return {
    build: input => {
      const { buildModel, isSameInput, movedPlaces } = modelStage();
      const isSame = last !== undefined && isSameInput(last.input, input, last.built.linked);
      const moved = last && !isSame ? movedPlaces(last.input, input, last.built.linked) : undefined;
      if (last && moved) return { ...last.built, moved };
      const built = last && isSame ? last.built : buildModel(input);
      last = { input, built };
      return built;
    },
    forget: () => { last = undefined; },
  };
}
