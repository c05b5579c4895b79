import type { Endpoint } from '@assay/contract';

/** Entry points that are public by purpose (knowledge: login, register, reset, verify, callbacks, health); webhooks need a signature and are not here. */
const PURPOSES: readonly (readonly [purpose: string, pattern: RegExp])[] = [
  ['login', /(?:^|[/._-])(?:log-?in|sign-?in|authenticate|auth\/?(?:local|email|google|facebook|github|twitter|apple|anonymous)?$|sessions?$|token$|tokens?\/(?:issue|create)|oauth2?|sso|saml|oidc|otp|2fa|mfa|magic-?link|passkeys?|webauthn)(?:[/._-]|$)/i],
  ['logout', /(?:^|[/._-])(?:log-?out|sign-?out)(?:[/._-]|$)/i],
  ['registration', /(?:^|[/._-])(?:register|registration|sign-?up|join|invite\/[^/]+\/(?:accept|signup)|accept-invite)(?:[/._-]|$)/i],
  ['token refresh', /(?:^|[/._-])(?:refresh(?:-?tokens?)?)(?:[/._-]|$)/i],
  ['password reset', /(?:forgot|reset|recover)[-_/]?(?:password|pwd)?|password[-_/]?(?:forgot|reset|recover|recovery)/i],
  ['verification', /(?:verify|verification|confirm|confirmation|activate|activation|unsubscribe)/i],
  ['callback', /(?:callback|\.well-known|jwks)/i],
  ['health', /(?:^|\/)(?:health|healthz|ready|readyz|live|livez|ping|status|metrics)(?:\/|$)/i],
  ['error report', /(?:csp-report|csp-violation|log-client-errors?|telemetry)/i],
];

const CREATE_USER = /^POST \/(?:api\/)?(?:v\d+\/)?users?$/i;
const GRAPHQL = /^Mutation\.(?:log_?in|sign_?in|sign_?up|register|refresh_?token|forgot_?password|reset_?password|change_?password_?with|verify|confirm|logout|sign_?out|authenticate|request_?(?:password|magic|login)|create_?(?:session|user|account|token))/i;

/** The purpose an endpoint's own name states. Names only say what to review, never that something is fine. */
export function purposeOf(entry: Endpoint): string | undefined {
  if (entry.route.protocol === 'graphql') return GRAPHQL.test(entry.id) ? 'sign-in or registration' : undefined;
  if (/web-?hook/i.test(entry.path)) return undefined;
  for (const [purpose, pattern] of PURPOSES) if (pattern.test(entry.path)) return purpose;
  const handler = entry.handler?.label ?? '';
  if (/(?:^|\.)(?:login|logout|signin|signup|register|registerUser|createUser|refresh|refreshTokens?|forgotPassword|resetPassword|verifyEmail|confirmEmail)$/i.test(handler)) return handler;
  return CREATE_USER.test(entry.id) ? 'registration' : undefined;
}
