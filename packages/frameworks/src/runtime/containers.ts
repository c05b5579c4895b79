import { defineAdapter } from '@assay/contract';

/** Dependency containers that answer an object of the class they are asked for. */
export const containers = defineAdapter({
  name: 'containers',
  kind: 'runtime',
  packages: ['typedi', 'tsyringe', 'inversify', '@nestjs/core'],
  docs: 'https://docs.typestack.community/typedi',
  models: [
    { package: 'typedi', path: 'Container.get()', is: { kind: 'wrap', arg: 0, instance: true } },
    { package: 'typedi', path: 'default.get()', is: { kind: 'wrap', arg: 0, instance: true } },
    { package: 'tsyringe', path: 'container.resolve()', is: { kind: 'wrap', arg: 0, instance: true } },
    { package: 'inversify', path: 'Container.new().get()', is: { kind: 'wrap', arg: 0, instance: true } },
    { package: '@nestjs/core', path: 'ModuleRef.new().get()', is: { kind: 'wrap', arg: 0, instance: true } },
    { package: '@nestjs/core', path: 'ModuleRef.new().resolve()', is: { kind: 'wrap', arg: 0, instance: true } },
  ],
});
