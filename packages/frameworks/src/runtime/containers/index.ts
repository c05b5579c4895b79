import { defineAdapter, type ClassValue, type Concept, type Linked, type PathValue, type Provision } from '@assay/contract';
import { rows } from '../shared.js';
import { awilixProvides, cradleMember } from './awilix.js';
import { inversifyProvides } from './inversify.js';
import { nestProvides } from './nest.js';
import { tsyringeProvides } from './tsyringe.js';
import { typediProvides } from './typedi.js';

const AWILIX: readonly string[] = ['awilix', '@fastify/awilix'];
/** Answers what the project told the container under the identifier, or an object of the class. */
const answers: Concept = { kind: 'wrap', arg: 0, instance: true };

const PROVIDES: Readonly<Record<string, (told: PathValue, project: Linked, of: ClassValue | undefined) => readonly Provision[]>> = {
  typedi: typediProvides, tsyringe: tsyringeProvides, inversify: inversifyProvides, '@nestjs/common': nestProvides, awilix: awilixProvides, '@fastify/awilix': awilixProvides,
};

/** Dependency containers: what they answer is what the project told them, or an object of the class they are asked for. */
export const containers = defineAdapter({
  name: 'containers',
  kind: 'runtime',
  packages: ['typedi', 'tsyringe', 'inversify', '@nestjs/core', '@nestjs/common', ...AWILIX],
  docs: 'https://docs.typestack.community/typedi',
  models: [
    ...rows('typedi', '**.get() Inject()', answers),
    ...rows('tsyringe', '**.resolve() inject()', answers),
    ...rows('tsyringe', 'delay()', { kind: 'wrap', arg: 0 }),
    ...rows('inversify', '**.get() **.getAsync() inject()', answers),
    ...rows('@nestjs/core', 'ModuleRef.new().get() ModuleRef.new().resolve() NestFactory.*().get() NestFactory.*().resolve()', answers),
    ...rows('@nestjs/common', 'INestApplication.new().get() INestApplicationContext.new().get()', answers),
    ...rows('@nestjs/common', 'Inject()', answers),
    ...rows('@nestjs/common', 'forwardRef()', { kind: 'wrap', arg: 0 }),
    ...rows(AWILIX, '**.resolve() **.cradle', answers),
    ...rows('#request', 'diScope.resolve()', answers),
  ],
  provides: (told, project, of) => PROVIDES[told.root]?.(told, project, of) ?? [],
  member: cradleMember,
});
