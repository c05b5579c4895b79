import type { Linked, PathValue, Value } from '@assay/contract';

/** The properties of a construct; `open` when others may stand there that the code does not decide. */
export interface Props { readonly of: ReadonlyMap<string, Value>; readonly open: boolean }

export const UNDECIDED: Value = { kind: 'unknown', key: '?', reason: 'expression' };
export const NOTHING: Props = { of: new Map<string, Value>(), open: false };

/** What is written in a construct's properties. */
export function propsOf(value: Value | undefined, project: Linked): Props {
  if (!value || isNothing(value)) return NOTHING;
  const open = value.kind !== 'object' || value.node.members.some((member) => member.kind === 'spread' && project.evaluate(member.value, value.env).kind !== 'object');
  return { of: project.properties(value), open };
}

export function isNothing(value: Value): boolean {
  return value.kind === 'const' && (value.value === undefined || value.value === null);
}

/** The value of a property that was given. */
export function given(props: Props, name: string): Value | undefined {
  const value = props.of.get(name);
  return value && !isNothing(value) ? value : undefined;
}

/** The class of an object of the library, made here or known by its type: `RestApi`. */
export function classOf(value: Value | undefined): string | undefined {
  return value?.kind === 'path' && value.root.startsWith('aws-cdk-lib') && value.step === 'new()' ? value.parent?.step : undefined;
}

/** The class of an object whose making is seen: `RestApi` of `new aws_apigateway.RestApi(..)`. */
export function madeAs(value: Value | undefined): string | undefined {
  return value?.kind === 'path' && value.call ? classOf(value) : undefined;
}

/** The properties that a construct was made with: `new RestApi(this, 'id', props)`. */
export function madeWith(construct: PathValue, project: Linked): Props {
  return construct.call ? propsOf(project.argument(construct, 2), project) : { ...NOTHING, open: true };
}

/** A member of an enumeration or a text: `POST` of `HttpMethod.POST`. */
export function nameOf(value: Value | undefined, project: Linked): string | undefined {
  return project.text(value) ?? (value?.kind === 'path' && value.root.startsWith('aws-cdk-lib') && isName(value) ? value.step : undefined);
}

function isName({ step }: PathValue): boolean {
  return step !== undefined && /^\w+$/.test(step);
}
