import { UsageError } from './usage-error.js';

/** A stream that text goes to. */
export interface Output {
  readonly isTTY: boolean;
  /** Resolves when the text has left this process; a reader that went away counts as having read. A UsageError when it cannot be written. */
  write(text: string): Promise<void>;
}

/** What a command sees of the process that runs it. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
}

const GONE = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'EOF']);

/** The process's own streams, folder and environment. */
export function processIo(): Io {
  return { cwd: process.cwd(), env: process.env, stdout: output(process.stdout, 'standard output'), stderr: output(process.stderr, 'standard error') };
}

/** Should output to this stream be coloured, when no option says so? Follows NO_COLOR and FORCE_COLOR. */
export function wantsColor(output: Output, env: Io['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return output.isTTY && env['TERM'] !== 'dumb';
}

function output(stream: NodeJS.WriteStream, name: string): Output {
  // The write that fails hears of it. Unheard, the event would end the process with 1, the code for findings.
  stream.on('error', () => {});
  return {
    isTTY: stream.isTTY === true,
    write: text => new Promise((resolve, reject) => {
      stream.write(text, error => {
        if (error && !GONE.has((error as NodeJS.ErrnoException).code ?? '')) reject(new UsageError(`Cannot write to ${name}: ${error.message}.`));
        else resolve();
      });
    }),
  };
}
