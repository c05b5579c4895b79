import type { BackendModel, RepoPath } from '@assay/contract';

interface Input {
  readonly missing: string;
  readonly file: RegExp;
  /** The model may show the input where no file name does. */
  readonly modelled?: (model: BackendModel) => boolean;
}

const DOCUMENT = '\\.(md|mdx|txt|adoc|rst|pdf)$';
const DOCUMENT_OR_DATA = '\\.(md|mdx|txt|adoc|rst|pdf|ya?ml|json)$';

/** The inputs that a reviewer would ask for, in the order in which the specification names them. */
const INPUTS: readonly Input[] = [
  { missing: 'APIContract: no OpenAPI document or SDL found', file: /(^|\/)([^/]*(openapi|swagger)[^/]*\.(ya?ml|json)|[^/]+\.(graphql|gql|graphqls))$/i },
  {
    missing: 'DataModel: no schema found (Prisma schema, entities, models or SQL)',
    file: /(\.prisma|\.(entity|model|schema)\.[cm]?[jt]s|(^|\/)schema\.(sql|[cm]?[jt]s)|(^|\/)(models|entities)\/[^/]+\.[cm]?[jt]s)$/i,
  },
  { missing: 'DataModel: no migrations found', file: /(?!)/, modelled: model => model.migrations.length > 0 },
  { missing: 'SecurityPolicy: no security policy document found', file: new RegExp(`(^|/)security(/[^/]+|[-_. ][^/]*)?${DOCUMENT}`, 'i') },
  { missing: 'PerfTargets: no performance targets found (SLOs, budgets)', file: new RegExp(`(^|/)(slos?(/[^/]+|[-_.][^/]*)?|(perf|performance)([-_. ]?(targets?|budgets?|goals?))?)${DOCUMENT_OR_DATA}`, 'i') },
  { missing: 'OpsGuides: no runbooks found', file: new RegExp(`(^|/)([^/]*runbooks?(/.+|[^/]*)|operations|ops[-_]guides?(/.+)?|on[-_]?call)${DOCUMENT}`, 'i') },
];

/** One short sentence for each input that neither a file name nor the model shows. */
export function missingContext(paths: readonly RepoPath[], model: BackendModel): readonly string[] {
  return INPUTS.filter(({ file, modelled }) => !modelled?.(model) && !paths.some(path => file.test(path))).map(input => input.missing);
}
