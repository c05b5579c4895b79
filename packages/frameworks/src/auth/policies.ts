// https://casl.js.org/v6/en/guide/intro  https://casbin.org/docs/overview  https://github.com/onury/accesscontrol
import { defineAdapter, Label } from '@assay/contract';
import { inert, none, quiet, role, rows, source, verify, words } from '../runtime/shared.js';

const casl = ['@casl/ability', '@casl/prisma', '@casl/mongoose', '@casl/ability/extra'];
const abilities = words('Ability.new() PureAbility.new() MongoAbility.new() AnyAbility.new() AnyMongoAbility.new() PrismaAbility.new() createMongoAbility() createPrismaAbility() createAbility() '
  + 'defineAbility() AbilityBuilder.new().build()');
const decision = source(Label.role);

/** Libraries that decide what a caller may do. */
export const policies = defineAdapter({
  name: 'policies',
  kind: 'auth',
  packages: [...casl, 'casbin', 'accesscontrol', 'nest-access-control', 'express-acl', 'connect-roles', 'rbac', 'role-acl', 'express-jwt-permissions'],
  docs: 'https://casl.js.org/v6/en/guide/intro',
  models: [
    // It throws. That nobody but the caller's abilities are asked is for the code around it.
    ...rows(casl, 'ForbiddenError.from().**.throwUnlessCan()', verify),
    ...rows(casl, 'ForbiddenError.from().**.unlessCan()', decision),
    ...abilities.flatMap((ability) => rows(casl, `${ability}.can() ${ability}.cannot() ${ability}.relevantRuleFor()`, decision)),
    ...rows(casl, 'accessibleBy().**', decision),
    ...rows(casl, '**', quiet),
    ...rows('casbin', '**.enforce() **.enforceSync() **.enforceEx() **.batchEnforce() **.hasPermissionForUser() **.hasRoleForUser() **.getRolesForUser() **.getImplicitRolesForUser() '
      + '**.getPermissionsForUser() **.getImplicitPermissionsForUser()', decision),
    ...rows('casbin', 'newEnforcer() newCachedEnforcer() newSyncedEnforcer() newModel() newModelFromString() newModelFromFile() *.new()', inert),
    ...rows(['accesscontrol', 'role-acl'], '**.can().** **.permission().** Permission.new().**', decision),
    ...rows(['accesscontrol', 'role-acl'], '**', quiet),
    ...rows('connect-roles', '**.can() **.is()', role),
    ...rows('connect-roles', '**.middleware()', none),
    ...rows('connect-roles', 'default.new() default() **.use()', inert),
    ...rows('rbac', '**.can() **.canAny() **.canAll()', decision),
    ...rows('express-jwt-permissions', 'default().check()', role),
    ...rows('express-jwt-permissions', 'default()', inert),
    ...rows('express-acl', 'authorize authorize()', role),
  ],
});
