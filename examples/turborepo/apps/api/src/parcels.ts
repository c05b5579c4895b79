import { requireClerk } from '@depot/auth';
import express from 'express';
import { Pool } from 'pg';

const db = new Pool();
export const app = express();

app.delete('/parcels/:id', requireClerk, async (req, res) => {
  await db.query('DELETE FROM parcels WHERE id = $1', [req.params.id]);
  res.status(204).end();
});
