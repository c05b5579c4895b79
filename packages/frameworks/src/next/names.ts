import type { Protocol } from '@assay/contract';

export const FRAMEWORK = 'next';

/** Methods that a `route` file may export; https://nextjs.org/docs/app/api-reference/file-conventions/route */
export const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** `(request, { params })`: what is returned answers. */
export const ROUTE_HANDLER: Protocol = { name: 'next-route-handler', params: ['#request', '#request.route'], continues: 'return' };
/** `(req, res)` for every method of a path; https://nextjs.org/docs/pages/building-your-application/routing/api-routes */
export const API_HANDLER: Protocol = { name: 'next-api-handler', params: ['#request', '#response', '#next'], continues: 'return', errorBody: 'the text "Internal Server Error"' };
/** A function that browsers call: each argument is what they send. */
export const SERVER_ACTION: Protocol = { name: 'next-server-action', params: Array.from({ length: 6 }, () => '#request.input'), continues: 'return', ownPages: true };
/** Going on is returning nothing, or `NextResponse.next()`. */
export const MIDDLEWARE: Protocol = { name: 'next-middleware', params: ['#request'], continues: 'return', replyStops: true };
/** The callback of `clerkMiddleware((auth, request) => ..)`. */
export const CLERK_MIDDLEWARE: Protocol = { name: 'clerk-middleware', params: ['#clerk', '#request'], continues: 'return', replyStops: true };
