// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs.NodejsFunction.html
// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda.Function.html
import { isWithin, type FileFacts, type PathValue, type RepoPath, type Setup, type Value } from '@assay/contract';
import { folderOf, handlerOf, steps } from '../deployed.js';
import { given, madeAs, propsOf, type Props } from './values.js';

/** Only what a build writes has it. */
const BUILT: Value = { kind: 'unknown', key: '?', reason: 'generated-code' };
const ELSEWHERE: Value = { kind: 'unknown', key: '?', reason: 'external-wrapper' };
const EXTENSIONS = ['.ts', '.js', '.mjs', '.mts', '.cts', '.cjs'];

/** A function construct: its identifier, and the exported function that it runs. */
export interface Declared { readonly name: string; readonly handler: Value }

export function functionOf(value: Value | undefined, setup: Setup): Declared {
  const kind = madeAs(value);
  if (value?.kind !== 'path' || !value.call || (kind !== 'NodejsFunction' && kind !== 'Function')) return { name: 'function', handler: ELSEWHERE };
  const { project } = setup;
  const name = project.text(project.argument(value, 1)) ?? kind;
  const props = propsOf(project.argument(value, 2), project);
  const handler = kind === 'NodejsFunction' && !given(props, 'code') ? bundled(value, props, value.call.file, setup) : packaged(props, value.call.file, setup);
  return { name, handler: handler ?? BUILT };
}

/** `entry` and the name of its export; without `entry` the file beside, named by the construct's identifier. */
function bundled(path: PathValue, props: Props, file: FileFacts, setup: Setup): Value | undefined {
  const { project } = setup;
  const [entry, handler] = [given(props, 'entry'), given(props, 'handler')];
  const id = project.text(project.argument(path, 1));
  const name = handler ? project.text(handler)?.split('.').at(-1) : 'handler';
  if (name === undefined || (!entry && (props.open || id === undefined))) return undefined;
  const beside = file.path.replace(/\.\w+$/, `.${id ?? ''}`);
  const places = entry ? placesOf(entry, file, setup) : EXTENSIONS.map((extension) => beside + extension);
  const found = places.find((place) => project.file(place) !== undefined);
  return found === undefined ? undefined : project.exported(found, name);
}

/** `handler: 'orders.create'` below the folder of `Code.fromAsset(..)`. */
function packaged(props: Props, file: FileFacts, setup: Setup): Value | undefined {
  const { project } = setup;
  const [code, text] = [given(props, 'code'), project.text(given(props, 'handler'))];
  if (text === undefined || code?.kind !== 'path' || (code.parent?.step !== 'fromAsset' && madeAs(code) !== 'AssetCode')) return undefined;
  const folder = project.argument(code, 0);
  return folder && handlerOf(text, placesOf(folder, file, setup), project);
}

/** Where a path may lead: texts are relative to the folder in which the application runs, that of a manifest, or to the file. */
function placesOf(value: Value, file: FileFacts, setup: Setup): readonly RepoPath[] {
  const text = setup.project.text(value);
  const place = text === undefined ? setup.folder(value, file) : undefined;
  if (text === undefined) return place === undefined ? [] : [place];
  const packages = setup.project.manifests.map(({ folder }) => folder).filter((folder) => isWithin(file.path, folder)).sort((a, b) => b.length - a.length);
  return [...packages, folderOf(file.path)].map((folder) => steps(`${folder}/${text}`));
}
