import type { SourceFile } from '@assay/contract';
import { stemOf } from '../paths.js';
import type { SqlPart } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

interface Markers {
  readonly up: RegExp;
  readonly down: RegExp;
}

/** A tool that keeps up and down in one file, under marker comments. */
function sectioned(name: string, docs: string, markers: Markers): SqlTool {
  return {
    name, docs,
    *find(files) {
      for (const file of files) {
        const up = markers.up.exec(file.text);
        if (!up) continue;
        const down = markers.down.exec(file.text);
        yield { name: stemOf(file.path), up: section(file, up, down), down: down ? section(file, down, up) : 'absent' };
      }
    },
  };
}

/** From a marker to the other one, or to the end. */
function section(source: SourceFile, marker: RegExpExecArray, other: RegExpExecArray | null): SqlPart {
  const start = marker.index + marker[0].length;
  const end = other && other.index >= start ? other.index : source.text.length;
  return { source, start, end, marker: [marker.index, start] };
}

/** Tools with one SQL file a migration, told by the markers they read. */
export const sectionTools: readonly SqlTool[] = [
  sectioned('dbmate', 'https://github.com/amacneil/dbmate#creating-migrations', { up: /^--\s*migrate:up[^\n]*/m, down: /^--\s*migrate:down[^\n]*/m }),
  sectioned('goose', 'https://pressly.github.io/goose/documentation/annotations/', { up: /^--\s*\+goose\s+up\b[^\n]*/im, down: /^--\s*\+goose\s+down\b[^\n]*/im }),
  sectioned('node-pg-migrate', 'https://salsita.github.io/node-pg-migrate/migrations/', { up: /^\s*--[\s-]*up\s+migration[^\n]*/im, down: /^\s*--[\s-]*down\s+migration[^\n]*/im }),
];
