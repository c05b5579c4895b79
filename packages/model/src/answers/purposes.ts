import type { Endpoint } from '@assay/contract';

/** Segments around which sign-in and its like are public; what hangs below a parameter (`/users/{id}/activate`) is somebody's own matter. */
const ACCOUNT = /^(?:auth\w*|account|accounts|user|users|me|member|members|customer|customers|identity|session|sessions|public|api|rest|v\d+|email|e-?mail|local|phone|password|passwords|open)$/i;
const LOGIN = /^(?:log-?in|sign-?in|authenticate|oauth2?|sso|saml|oidc|magic-?link|passkeys?|webauthn)(?:_\w+)?(?:[-.]\w+)*$/i;
/** `/access-tokens/exchange-with-oidc`: what a provider of identities gave is exchanged for a token. */
const EXCHANGE = /^(?:exchange|continue|authenticate)(?:[-_]code)?[-_](?:with|via|using|by)[-_](?:oidc|oauth2?|openid|sso|saml|ldap|google|facebook|github|gitlab|twitter|apple|linkedin|microsoft|provider)$/i;
const CHALLENGE = /^(?:otp|2fa|mfa|totp)$/i;
const PLAIN_AUTH = /^(?:mobile-|device-|native-)?auth(?:entication)?$/i;
const PROVIDER = /^(?:local|email|google|facebook|github|gitlab|twitter|apple|linkedin|microsoft|anonymous|sessions?|tokens?|verify|validate|challenge|(?:browser-)?start|exchange(?:-code)?|generate|(?:re-?)?send|request)$/i;

interface Place {
  /** From the root: the segments, and the one looked at. */
  readonly segments: readonly string[];
  readonly index: number;
  readonly method: string;
}

const last = ({ segments, index }: Place): boolean => segments.slice(index + 1).every((segment) => segment.startsWith('{') || ACCOUNT.test(segment));
const ofAccount = ({ segments, index }: Place): boolean => index === 0 || ACCOUNT.test(segments[index - 1] ?? '');

/** Somewhere below a segment that is about signing in: `/auth/guest/register`. */
const belowAuth = ({ segments, index }: Place): boolean => segments.slice(0, index).some((segment) => PLAIN_AUTH.test(segment));

/** `/users/{id}/logout`: what is done to an account that the address names is no sign-in of the caller's. */
const ofOther = ({ segments, index }: Place): boolean => segments.slice(0, index).some((segment, at) => /^(?:accounts?|customers?|members?|people|profiles?|users?)$/i.test(segment) && (segments[at + 1] ?? '').startsWith('{'));

/** `/settings/oidc`, `/oauth/clients`: how others sign in is set up there. */
const ofSettings = ({ segments, index, method }: Place): boolean => method !== 'GET' && segments.some((segment, at) => at !== index && (at < index ? /^(?:config|configurations?|settings?|preferences)$/i : /^(?:config|configurations?|settings?|update|clients?|connections?|apps?|applications?)$/i).test(segment));

/** `/oauth-app/rotate-secret`: what others sign in to, or with, is kept there. */
const ofApplications = (text: string): boolean => /[-_](?:apps?|applications?|clients?|config\w*|settings?|connections?|providers?)$/i.test(text);

/** Entry points that are public by purpose (knowledge: login, register, reset, verify, callbacks, health); webhooks need a signature and are not here. */
const PURPOSES: readonly (readonly [purpose: string, test: (text: string, place: Place) => boolean])[] = [
  ['login', (text, place) => !ofOther(place) && !ofSettings(place) && !ofApplications(text) && (LOGIN.test(text) || EXCHANGE.test(text) || /-(?:log-?in|sign-?in)$/i.test(text) || (PLAIN_AUTH.test(text) && place.index === place.segments.length - 1) || (PLAIN_AUTH.test(place.segments[place.index - 1] ?? '') && PROVIDER.test(text)) || (CHALLENGE.test(text) && PROVIDER.test(place.segments[place.index + 1] ?? 'verify'))
    || (/^(?:sessions?|token)$/i.test(text) && last(place) && ofAccount(place)))],
  ['logout', (text, place) => !ofOther(place) && /^(?:log-?out|sign-?out|log-?off)(?:-?all)?$/i.test(text)],
  ['registration', (text, place) => (/^join$/i.test(text) && belowAuth(place)) || /^(?:register|registration|sign-?up)$/i.test(text) && (ofAccount(place) || belowAuth(place) || /^(?:invite|invites|invitations?|\{token\})$/i.test(place.segments[place.index - 1] ?? '')) || /^accept-invit(?:e|ation)$/i.test(text) || (text === 'accept' && place.segments.some((segment) => /^invit/i.test(segment)))],
  ['first set-up', (text, place) => /^(?:create|register|set-?up)[-_]?(?:first|initial)?[-_]?(?:admin|owner|super-?(?:user|admin))$|^(?:first|initial)[-_]?(?:admin|owner|user|set-?up)$/i.test(text) && !ofOther(place) && (ofAccount(place) || belowAuth(place))],
  ['token refresh', (text, place) => /^(?:refresh[-_]?tokens?|tokens?[-_]refresh)$/i.test(text) || (/^refresh$/i.test(text) && (place.index === 0 || /^(?:auth\w*|tokens?|sessions?)$/i.test(place.segments[place.index - 1] ?? '')))],
  ['password reset', (text, place) => /^(?:(?:request|send)[-_]?)?(?:forgot|forgotten|reset|recover|lost|find)[-_]?(?:password|pwd|psw|pass)|^(?:password|pwd)[-_]?(?:forgot|reset|recover|recovery)/i.test(text) || (/^(?:new|set|choose)[-_]?(?:password|pwd)$/i.test(text) && place.index > 0 && ofAccount(place) && !/^users?$/i.test(place.segments[place.index - 1] ?? '')) || (/^forgot(?:ten)?$/i.test(text) && place.index === 0 && last(place)) || (/^(?:(?:request|send)[-_]?)?(?:forgot|reset|recover|recovery)$/i.test(text) && /^(?:auth\w*|password|account|user|users)$/i.test(place.segments[place.index - 1] ?? place.segments[place.index + 1] ?? ''))],
  ['verification', (text, place) => /^(?:verify|confirm|validate|activate)[-_]?(?:email|e-?mail|account|phone|user|registration)$|^(?:re-?send|send|request)[-_]?(?:e-?mail|phone|sms)?[-_]?(?:verification|confirmation|activation)[-_]?(?:e-?mail|code|link)?$|^(?:email|account)[-_]?(?:verification|confirmation|activation)$|^unsubscribe$/i.test(text)
    || (/^(?:re-?send|send|request)[-_](?:email|e-?mail|phone)?[-_]?(?:code|link|token|mail|e-?mail)$/i.test(text) && belowAuth(place))
    || (/^(?:verify|confirm|validate|check|(?:re-?)?send|request)[-_]?(?:otp|totp|pin)$/i.test(text) && (ofAccount(place) || belowAuth(place)))
    || (/^(?:verify|verification|confirm|confirmation|activate|activation)$/i.test(text) && (ofAccount(place) || /^(?:otp|2fa|mfa)$/i.test(place.segments[place.index - 1] ?? '')))],
  ['callback', (text, place) => /^(?:\.well-known|jwks(?:\.json)?)$/i.test(text) || (/^(?:(?:[\w-]+[._-])?(?:callback|acs)|[a-z]+[-_]?oauth2?)$/i.test(text) && last(place))],
  ['health', (text, place) => /^(?:healthz?|health-?check|readyz?|readiness|livez?|liveness|ping|metrics|status)$/i.test(text) && last(place) && place.segments.slice(0, place.index).every((segment) => ACCOUNT.test(segment))],
  ['error report', (text) => /^(?:csp-report|csp-violation|log-client-errors?|telemetry)$/i.test(text)],
];

/** Forms that sites offer to visitors. */
const FORM = /^(?:(?:submit-|send-)?contact(?:-?us|-?form)?|feedbacks?|newsletter(?:-?(?:signup|subscribe|subscription))?|subscribe|subscriptions?\/email|(?:join-?)?wait-?list|(?:enquir|inquir)(?:y|ies)|(?:request|book)-?(?:a-?)?(?:demo|quote|access)|(?:demo|quote|access)-?requests?)$/i;
/** What pages tell of their visitors. */
const TRACKING = /^(?:track(?:ing)?|pixel|beacon|collect|page-?views?|impressions?|heartbeat|hb)$/i;
/** A file of what is for everybody: `public-forms.routes.ts`, `routes/public/form.ts`; not the folder of files that are served as they are. */
const PUBLIC_FILE = /(?:^|[/._-])public[._-][^/]*$|[^/]\/public\/[^/]+$|\/public\.[^/]+$/i;
/** The row of the address is known by what is given to everybody: `/forms/{publicId}/answers`. */
const PUBLIC_ROW = /^\{public(?:ly)?_?-?(?:id|slug|link|url|uuid)\}$/i;
const CREATE_USER = /^POST \/(?:api\/)?(?:v\d+\/)?users?$|^mutation users?\.create$/i;
const GRAPHQL = /^Mutation\.(?:log_?in|sign_?in|sign_?up|register|refresh_?token|forgot_?password|reset_?password|change_?password_?with|verify|confirm|logout|sign_?out|authenticate|request_?(?:password|magic|login)|create_?(?:session|user|account|token))/i;
/** A mutation that is named after nothing but what it does, in a file that says to what: `create-user.resolver.ts`. */
const PLAIN_MUTATION = /^Mutation\.(?:create|register)$/;
const USER_FILE = /(?:^|\/)(?:create|register)[-_.]?(?:user|account)[-_.][^/]*$/i;
const HANDLER = /(?:^|\.)(?:login|logout|signin|signup|register|registerUser|refreshTokens?|forgotPassword|resetPassword|verifyEmail|confirmEmail)$/i;

/** The purpose an endpoint's own name states. Names only say what to review, never that something is fine. */
export function purposeOf(entry: Endpoint): string | undefined {
  if (entry.route.protocol === 'graphql') return GRAPHQL.test(entry.id) || (PLAIN_MUTATION.test(entry.id) && USER_FILE.test(entry.at.path)) ? 'sign-in or registration' : undefined;
  if (entry.route.protocol === 'function') return GRAPHQL.test(`Mutation.${entry.path.split(/[.:/]/).at(-1) ?? ''}`) ? 'sign-in or registration' : undefined;
  if (/web-?hook/i.test(entry.path)) return undefined;
  const isProcedure = entry.route.protocol === 'rpc';
  const segments = entry.path.split(isProcedure ? '.' : '/').filter((segment) => segment !== '');
  for (const [index, segment] of segments.entries()) {
    const found = segment.startsWith('{') ? undefined : PURPOSES.find(([, test]) => test(segment, { segments, index, method: entry.method }));
    if (found) return found[0];
  }
  const form = segments.at(-1) ?? '';
  if ((entry.method === 'POST' || isProcedure) && FORM.test(form)) return 'a form for everyone';
  if (entry.method === 'POST' && TRACKING.test(form)) return 'tracking';
  if (/captcha/i.test(form)) return 'challenge';
  if (entry.method === 'POST' && segments.some((segment) => PUBLIC_ROW.test(segment))) return 'by the name of what it is about';
  const handler = entry.handler?.label ?? '';
  if (HANDLER.test(handler)) return handler;
  if (isProcedure && GRAPHQL.test(`Mutation.${form}`)) return 'sign-in or registration';
  if (CREATE_USER.test(entry.id)) return 'registration';
  return PUBLIC_FILE.test(entry.at.path) ? 'by the name of its file' : undefined;
}
