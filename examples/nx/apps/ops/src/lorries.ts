import express from 'express';
import { Pool } from 'pg';

const db = new Pool();
export const app = express();

// The guard of @depot/auth is forgotten here: this is what the gate finds.
app.delete('/lorries/:id', async (req, res) => {
  await db.query('DELETE FROM lorries WHERE id = $1', [req.params.id]);
  res.status(204).end();
});
