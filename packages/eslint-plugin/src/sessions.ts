import { openSessions } from '@assay/engine';
import { judgedByAt } from './judged-by.js';

/** The sessions of this process, one for each project that is linted: all that the plugin keeps between files. */
export const sessions = openSessions({ judgedBy: judgedByAt });
