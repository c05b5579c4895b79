import type { Linked } from '@assay/contract';

export const ROUTING_CONTROLLERS = 'routing-controllers';

/** The prefix that the server was made with, found while set-up code runs. */
export const prefixes = new WeakMap<Linked, string>();
