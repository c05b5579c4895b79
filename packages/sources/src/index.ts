export { SourcesError } from './error.js';
export { readBytes, type FileReader } from './disk.js';
export { findRoot, findRootOfFile } from './root.js';
export { readRepository, type ReadOptions } from './repository.js';
export { takeSnapshot, type Snapshot } from './snapshot.js';
export { Git, type TreeEntry } from './git/git.js';
export { withRevision } from './git/revision.js';
export { parseOwners, readOwners, type OwnersOf } from './owners.js';
