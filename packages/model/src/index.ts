export { register, type Registered } from './build.js';
export { solveRouting } from './routing/solve.js';
