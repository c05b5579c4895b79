import type { PathValue, Protocol, Value } from '@assay/contract';

export const FRAMEWORK = 'nestjs';
export const COMMON = '@nestjs/common';
export const CORE = '@nestjs/core';
export const GRAPHQL = '@nestjs/graphql';

export const NEST_GUARD: Protocol = { name: 'nest-guard', params: ['#context'], continues: 'truthy', method: 'canActivate' };
/** `intercept(context, next)`: around the handler; https://docs.nestjs.com/interceptors */
export const NEST_INTERCEPTOR: Protocol = { name: 'nest-interceptor', params: ['#context', ''], continues: 'return', method: 'intercept' };
export const NEST_MIDDLEWARE: Protocol = { name: 'nest-middleware', params: ['#request', '#response', '#next'], continues: 'next', method: 'use' };
export const NEST_FILTER: Protocol = { name: 'nest-filter', params: ['#error', '#context'], continues: 'return', method: 'catch' };

/** Is the value this path of the package or of a subpath of it (`@nestjs/common/decorators`)? */
export function isPath<P extends string>(value: Value | undefined, root: string, path: P): value is PathValue & { readonly path: P } {
  return value?.kind === 'path' && value.path === path && (value.root === root || value.root.startsWith(`${root}/`));
}
