export { SourcesError } from './error.js';
export { readBytes, type FileReader } from './disk.js';
export { findRoot } from './root.js';
export { readRepository, type ReadOptions } from './repository.js';
export { Git, type TreeEntry } from './git/git.js';
export { withRevision } from './git/revision.js';
