export { formatLines, formatPlace } from './lines.js';
export { visible } from './visible.js';
export { countBySeverity, isAtLeast } from './severity.js';
export { stylish, type StylishOptions } from './stylish.js';
export { json } from './json.js';
export { jsonFull } from './json-full.js';
export { sarif, type SarifOptions } from './sarif.js';
export { coverageTable } from './coverage-table.js';
