import type { Endpoint } from '@assay/contract';

/** Keys by which handlers are left out by guards that read them: `isPublic`, `skipAuth`, `disableAccessGuard`, `allow-anonymous`. */
const OPEN = /^(?:is)?(?:public|anonymous|unprotected|unauthenticated)(?:key|route|endpoint|api|access)?$|^(?:is)?(?:skip|bypass|disable|ignore|no|without)(?:jwt|api|token|session|global|access)?(?:auth|guard)|^allow(?:anonymous|unauth|public|guest)/;

/** The key of the decorator by which a handler, or its class, says that it is for everybody, whether a guard reads it or none is there. */
export function declaredPublic({ route }: Endpoint): string | undefined {
  for (const [key, value] of route.metadata ?? []) {
    if (value.kind === 'const' && value.value === true && OPEN.test(key.replace(/[^a-z]/gi, '').toLowerCase())) return key;
  }
  return undefined;
}
