import type { Place, RepoPath } from '@assay/contract';
import type { Location } from 'sarif';

/** The name under which viewers find the repository root. */
export const ROOT_ID = '%SRCROOT%';

/** A place with its region; lines and columns are 1-based, and the end column is the one after the last character. */
export function location(place: Place): Location {
  const { lines, columns } = place;
  const endColumn = lines.first === lines.last ? Math.max(columns.first, columns.last) : columns.last;
  const region = { startLine: lines.first, startColumn: columns.first, endLine: lines.last, endColumn };
  return { physicalLocation: { artifactLocation: artifact(place.path), region } };
}

/** A file, or one line of it. */
export function fileLocation(path: RepoPath, line: number | undefined): Location {
  return { physicalLocation: { artifactLocation: artifact(path), ...(line === undefined ? {} : { region: { startLine: line } }) } };
}

function artifact(path: RepoPath) {
  return { uri: path === '' ? './' : path.split('/').map(encode).join('/'), uriBaseId: ROOT_ID };
}

/** Half a surrogate pair has no place in a URI; everything else of a file name has. */
function encode(segment: string): string {
  return encodeURIComponent(segment.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
}
