import type { RequestHandler } from 'express';

/** Turns away whoever has no session. */
export const requireClerk: RequestHandler = (req, res, next) => {
  if (!req.headers.authorization) {
    res.status(401).json({ error: { code: 'UNAUTHENTICATED', message: 'Sign in first', correlation_id: req.id, details: [] } });
    return;
  }
  next();
};
