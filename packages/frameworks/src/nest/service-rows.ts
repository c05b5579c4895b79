import { Label, type ApiModel, type Concept } from '@assay/contract';
import { COMMON, CORE } from './names.js';

const inert: Concept = { kind: 'inert' };

/** What Nest's own services do. The reflector is executed with the route's metadata and has no row. */
export const serviceRows: readonly ApiModel[] = [
  { package: COMMON, path: 'mixin()', is: { kind: 'wrap', arg: 0 } },
  { package: COMMON, path: 'Logger.new().*()', is: inert },
  { package: COMMON, path: 'Logger.*()', is: inert },
  { package: COMMON, path: 'ConsoleLogger.new().*()', is: inert },
  { package: CORE, path: 'ModuleRef.new().*()', is: inert },
  { package: CORE, path: 'NestFactory.**', is: inert },
  { package: '@nestjs/config', path: 'ConfigService.new().get()', is: { kind: 'source', label: Label.config } },
  { package: '@nestjs/config', path: 'ConfigService.new().getOrThrow()', is: { kind: 'source', label: Label.config } },
  { package: '@nestjs/jwt', path: 'JwtService.new().verify()', is: { kind: 'verify' } },
  { package: '@nestjs/jwt', path: 'JwtService.new().verifyAsync()', is: { kind: 'verify' } },
  { package: '@nestjs/jwt', path: 'JwtService.new().*()', is: inert },
  { package: '@nestjs/swagger', path: '**', is: inert },
  { package: '@nestjs/terminus', path: '**', is: inert },
  // A message to a handler, which is an entry of its own.
  { package: '@nestjs/cqrs', path: '**', is: inert },
  { package: '@nestjs/schedule', path: 'SchedulerRegistry.new().*()', is: inert },
  { package: '@nestjs/microservices', path: 'ClientProxy.new().emit()', is: { kind: 'external', effect: 'publish' } },
  { package: '@nestjs/microservices', path: 'ClientProxy.new().send()', is: { kind: 'external', effect: 'call' } },
  { package: '@nestjs/microservices', path: 'ClientKafka.new().emit()', is: { kind: 'external', effect: 'publish' } },
  { package: '@nestjs/microservices', path: 'ClientKafka.new().send()', is: { kind: 'external', effect: 'call' } },
  { package: '@nestjs/axios', path: 'HttpService.new().*()', is: { kind: 'external', effect: 'call' } },
  { package: '@nestjs/axios', path: 'HttpService.new().axiosRef.*()', is: { kind: 'external', effect: 'call' } },
  { package: '@nestjs-modules/mailer', path: 'MailerService.new().sendMail()', is: { kind: 'external', effect: 'send' } },
];
