import { acquireProcessLock } from '#lib/platform/process-lock.ts'

// A process that holds a lock, so that a test can kill it.
const lock = await acquireProcessLock(process.argv[2] ?? '')
process.stdout.write(`${JSON.stringify(lock)}\n`)
setInterval(() => {}, 60_000)
