#!/usr/bin/env node
import './compile-later.js';
import { processIo } from './io.js';
import { run } from './run.js';

// No process.exit: it would cut off what a slow reader has not yet taken from the pipe.
process.exitCode = await run(process.argv.slice(2), processIo());
