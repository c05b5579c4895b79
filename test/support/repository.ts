import { join } from 'node:path';

export const REPOSITORY = join(import.meta.dirname, '..', '..');
export const FIXTURES = join(REPOSITORY, 'fixtures');
