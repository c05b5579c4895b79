import { openSessions } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';

/** The sessions of this process, one for each project that is linted: all that the plugin keeps between files. */
export const sessions = openSessions({ rules, adapters });
