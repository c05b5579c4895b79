import type { Built, BuildInput } from '@assay/model';
import type { BuildModel } from '../analyze.js';
import { modelStage } from '../stages.js';

/** Builds models, and gives the last one again for an input that would give the same. */
export function rememberModel(): BuildModel {
  let last: { readonly input: BuildInput; readonly built: Built } | undefined;
  return input => {
    const { buildModel, isSameInput } = modelStage();
    const built = last && isSameInput(last.input, input, last.built.linked) ? last.built : buildModel(input);
    last = { input, built };
    return built;
  };
}
