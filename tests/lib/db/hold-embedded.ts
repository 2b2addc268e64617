import { startEmbedded } from '#lib/db/embedded.ts'

// A process that holds an embedded PostgreSQL under the directory it is given, so that a test can kill it.
const dataDir = process.argv[2] ?? ''
try {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const embedded = await startEmbedded({ dataDir, log: say, settings: { fsync: 'off' } })
  say(JSON.stringify({ url: embedded.url, pid: embedded.pid() }))
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
