// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway.MethodOptions.html
// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2.AddRoutesOptions.html
import type { Linked, Span, Value } from '@assay/contract';
import type { Authorizer } from '../deployed.js';
import { given, madeAs, nameOf, UNDECIDED, type Props } from './values.js';

/** What a route's caller is checked by; nothing lets everyone in. */
export type Authorizing = { readonly authorizer?: Authorizer };

/** A method of a REST interface: its own options, then those of its resources and of the interface, nearest first. */
export function ofMethod(own: Props, defaults: readonly Props[], at: Span, project: Linked): Authorizing {
  const type = given(own, 'authorizationType');
  const isOpen = !given(own, 'authorizer') && nameOf(type, project) === 'NONE';
  if (isOpen) return {};
  const all = [own, ...defaults];
  const authorizer = firstOf('authorizer', all);
  const asked = firstOf('authorizationType', all);
  const name = nameOf(asked, project);
  // A type other than NONE is asked for with any authorizer, even one that is not decidable.
  const isByType = !authorizer || (madeAs(authorizer) === undefined && name !== undefined && name !== 'NONE');
  if (!isByType) return authorizing(authorizer, at);
  return asked ? byType(asked, at, project) : {};
}

/** A route of an HTTP interface: its own authorizer, else the interface's. */
export function ofRoute(own: Props, api: Props, at: Span): Authorizing {
  const authorizer = firstOf('authorizer', [own]) ?? firstOf('defaultAuthorizer', [api]);
  return authorizer ? authorizing(authorizer, at) : {};
}

/** `AuthorizationType.IAM`, `FunctionUrlAuthType.NONE` */
export function byType(type: Value, at: Span, project: Linked): Authorizing {
  const name = nameOf(type, project);
  if (name === 'NONE') return {};
  return { authorizer: name === undefined ? { label: 'authorizationType', at, value: UNDECIDED } : { label: name, at } };
}

/** The nearest one that is given; one that may be given where the code does not decide it is not decided. */
function firstOf(name: string, all: readonly Props[]): Value | undefined {
  for (const props of all) {
    const value = given(props, name);
    if (value ?? props.open) return value ?? UNDECIDED;
  }
  return undefined;
}

function authorizing(value: Value, at: Span): Authorizing {
  const name = madeAs(value);
  if (name === 'HttpNoneAuthorizer') return {};
  return { authorizer: name?.endsWith('Authorizer') ? { label: name, at } : { label: 'authorizer', at, value: UNDECIDED } };
}
