import { dirname, isAbsolute, relative, sep } from 'node:path';
import type { Finding } from '@assay/contract';
import { findRootOfFile } from '@assay/sources';
import type { JudgedBy } from './project.js';
import { Session } from './session.js';

export interface SessionsOptions {
  /** What the project at a root is judged by over time; see `ProjectOptions`. */
  readonly judgedBy: (root: string) => () => JudgedBy;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** One rule's question about one file. */
export interface Question {
  /** Absolute; the file need not exist. */
  readonly filename: string;
  readonly text: string;
  readonly rule: string;
}

/** What a rule has to say about a file. */
export interface RuleFindings {
  /** Its violations in the order of reports, none of them silenced. */
  readonly findings: readonly Finding[];
  /** Why the project could not be judged, or not fully. Only the first to ask in a project is told, so that it is said once. */
  readonly failure?: string;
}

export interface Sessions {
  /** Never throws. */
  check(question: Question): RuleFindings;
}

interface Place {
  /** Undefined where there is no project. */
  readonly root: string | undefined;
  readonly foundAt: number;
}

interface Opened {
  readonly session: Session;
  /** Who says what is wrong with the whole project. */
  spokesman?: Pick<Question, 'filename' | 'rule'>;
}

/** How long the root of a folder is believed, in milliseconds. */
const FRESH = 2000;

/** Opens a session for each project that is asked about, and keeps it. */
export function openSessions({ judgedBy, now = () => performance.now() }: SessionsOptions): Sessions {
  const places = new Map<string, Place>();
  const sessions = new Map<string, Opened>();
  /** Every rule asks about a file before the next file comes. */
  let latest: { readonly filename: string; readonly root: string; readonly path: string } | undefined;

  function rootOf(filename: string): string | undefined {
    const folder = dirname(filename);
    const known = places.get(folder);
    if (known && now() - known.foundAt < FRESH) return known.root;
    const root = findRootOfFile(filename);
    places.set(folder, { root, foundAt: now() });
    return root;
  }

  function open(root: string): Opened {
    const known = sessions.get(root);
    if (known) return known;
    const opened: Opened = { session: new Session({ root, judgedBy: judgedBy(root), now }) };
    sessions.set(root, opened);
    return opened;
  }

  return {
    check({ filename, text, rule }) {
      const root = isAbsolute(filename) ? rootOf(filename) : undefined;
      if (root === undefined) return { findings: [] };
      const opened = open(root);
      if (latest?.filename !== filename || latest.root !== root) latest = { filename, root, path: relative(root, filename).split(sep).join('/') };
      const { findings, failure } = opened.session.check(latest.path, text);
      const own = findings.filter(finding => finding.rule === rule);
      if (failure === undefined) opened.spokesman = undefined;
      else opened.spokesman ??= { filename, rule };
      const speaks = opened.spokesman?.filename === filename && opened.spokesman.rule === rule;
      return speaks ? { findings: own, failure } : { findings: own };
    },
  };
}
