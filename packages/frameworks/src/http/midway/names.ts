import type { DecoratorUse, Linked, PathValue, Protocol, Span } from '@assay/contract';

export const FRAMEWORK = 'midway';
/** Where decorators come from: version 2 had them in a package of their own. */
const DECORATORS: ReadonlySet<string> = new Set(['@midwayjs/core', '@midwayjs/decorator']);

/** A class with `canActivate(ctx, controller, method)`; `false` is a 403. https://midwayjs.org/docs/guard */
export const GUARD: Protocol = { name: 'midway-guard', params: ['#koa', '', ''], continues: 'truthy', method: 'canActivate' };
/** The function that `resolve()` of a middleware answers. https://midwayjs.org/docs/middleware */
export const KOA_MIDDLEWARE: Protocol = { name: 'midway-middleware', params: ['#koa', '#next'], continues: 'next' };
export const EXPRESS_MIDDLEWARE: Protocol = { name: 'midway-express-middleware', params: ['#request', '#response', '#next'], continues: 'next' };
/** `catch(error, ctx)` of a filter: what it answers is the body. https://midwayjs.org/docs/error_filter */
export const FILTER: Protocol = { name: 'midway-filter', params: ['#error', '#koa'], continues: 'return', method: 'catch' };
export const EXPRESS_FILTER: Protocol = { name: 'midway-express-filter', params: ['#error', '#request', '#response'], continues: 'return', method: 'catch' };

/** A decorator of Midway as it applies. */
export interface Use { readonly value: PathValue; readonly at: Span }

/** The decorators that are Midway's own. */
export function usesOf(list: readonly DecoratorUse[]): readonly Use[] {
  return list.flatMap(({ value, at }) => (value.kind === 'path' && DECORATORS.has(value.root) ? [{ value, at }] : []));
}

/** Does Express run underneath? Else a context of Koa does. */
export function isOnExpress(project: Linked): boolean {
  return project.dependsOn('@midwayjs/express') && !project.dependsOn('@midwayjs/koa') && !project.dependsOn('@midwayjs/web');
}
