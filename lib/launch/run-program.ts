import { explainFailure } from './explain-failure.ts'

/** Parts that were started, stopped in reverse order when the program ends. */
export type Parts = AsyncDisposableStack

/**
 * Runs a program of the command line. It ends when it is done, when it fails, or when it is asked to (SIGTERM, SIGINT, or its own
 * launcher is gone); whatever it started is stopped first. What a person can mend is told in one sentence, a bug keeps its stack trace.
 * @param program starts its parts with `parts.defer(stop)`; a service returns a promise that ends when it should.
 */
export async function runProgram(program: (parts: Parts) => Promise<void>): Promise<never> {
  const parts = new AsyncDisposableStack()
  const asked = askedToStop()
  let exitCode = 0
  try {
    await Promise.race([asked, program(parts)])
  } catch (error) {
    exitCode = 1
    process.stderr.write(`${explainFailure(error) ?? describeBug(error)}\n`)
  }
  await parts.disposeAsync().catch((error: unknown) => {
    exitCode = 1
    process.stderr.write(`${explainFailure(error) ?? describeBug(error)}\n`)
  })
  await written()
  process.exit(exitCode)
}

/** What a pipe has not taken yet would be lost. One whose reader has gone takes nothing. */
async function written(): Promise<void> {
  const stream = process.stdout
  if (stream.destroyed || stream.writableEnded) return
  const { promise, resolve } = Promise.withResolvers<void>()
  stream.once('error', () => resolve())
  stream.write('', () => resolve())
  await promise
}

function askedToStop(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect']) process.on(signal, () => resolve())
  return promise
}

function describeBug(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
