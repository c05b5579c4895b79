export { SourcesError } from './error.js';
export type { FileReader } from './disk.js';
export { findRoot, findRootOfFile } from './root.js';
export { readRepository, type ReadOptions } from './repository.js';
export { takeSnapshot, type Snapshot } from './snapshot.js';
