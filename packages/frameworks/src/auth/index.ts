import type { FrameworkAdapter } from '@assay/contract';
import { authJs } from './auth-js.js';
import { basicAuth } from './basic-auth.js';
import { clerk } from './clerk.js';
import { honoAuth } from './hono.js';
import { identity } from './identity.js';
import { mcp } from './mcp.js';
import { passport } from './passport.js';
import { passwords } from './passwords.js';
import { policies } from './policies.js';
import { requests } from './request.js';
import { sessionLibraries } from './session-libraries.js';
import { sessions } from './sessions.js';
import { signatures } from './signatures.js';
import { tokens } from './tokens.js';

export const authAdapters: readonly FrameworkAdapter[] = [
  requests, passport, tokens, sessions, basicAuth, authJs, clerk, sessionLibraries, identity, honoAuth, policies, passwords, signatures, mcp,
];
