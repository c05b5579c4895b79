export interface LibraryGuard {
  readonly packages: readonly string[];
  /** Guard classes, functions that make guard classes (`X()`), and decorators that bring a guard along (`@X`). */
  readonly names: readonly string[];
  readonly ensures: 'principal' | 'role' | 'none';
  /** Decorators of the same packages: without any of `when`, or with any of `unless`, the guard lets everybody in. */
  readonly when?: readonly string[];
  readonly unless?: readonly string[];
}

const KEYCLOAK = ['nest-keycloak-connect'];
const COGNITO = ['@nestjs-cognito/auth', '@nestjs-cognito/graphql', 'nestjs-cognito'];
const BETTER_AUTH = ['@thallesp/nestjs-better-auth'];

/** Guards of libraries. What `AuthGuard()` of @nestjs/passport ensures depends on its strategies: see `guard-rows.ts`. */
export const LIBRARY_GUARDS: readonly LibraryGuard[] = [
  { packages: ['@nestjs/throttler'], names: ['ThrottlerGuard'], ensures: 'none' },
  { packages: KEYCLOAK, names: ['AuthGuard'], ensures: 'principal', unless: ['Public', 'Unprotected'] },
  { packages: KEYCLOAK, names: ['RoleGuard'], ensures: 'role', when: ['Roles'] },
  { packages: KEYCLOAK, names: ['ResourceGuard'], ensures: 'role', when: ['Scopes', 'ConditionalScopes'] },
  { packages: COGNITO, names: ['AuthenticationGuard', 'GqlAuthenticationGuard', '@Authentication', '@GqlAuthentication'], ensures: 'principal', unless: ['PublicRoute'] },
  { packages: COGNITO, names: ['AuthorizationGuard()', 'GqlAuthorizationGuard()', '@Authorization', '@GqlAuthorization'], ensures: 'role', unless: ['PublicRoute'] },
  { packages: BETTER_AUTH, names: ['AuthGuard'], ensures: 'principal', unless: ['AllowAnonymous', 'OptionalAuth', 'Public', 'Optional'] },
  { packages: ['nest-access-control'], names: ['ACGuard'], ensures: 'role', when: ['UseRoles'] },
  { packages: ['nest-authz'], names: ['AuthZGuard'], ensures: 'role', when: ['UsePermissions'] },
  { packages: ['nest-casl'], names: ['AccessGuard'], ensures: 'role', when: ['UseAbility'] },
];
