import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '#lib/db/embedded.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { runProgram } from '#lib/launch/run-program.ts'
import { startChild } from '#lib/launch/start-child.ts'
import { Problem } from '#lib/platform/problem.ts'
import { testEnv } from '../support/test-env.ts'

// `node tests/load/work.ts`: the figures of the decision records about the machinery of work, on a PostgreSQL of its own that
// flushes each commit. A minute and a half, no app and no portal.
await runProgram(async (parts) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-work-'))
  parts.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const quiet = () => {}
  const database = await startEmbedded({ dataDir, log: quiet })
  parts.defer(database.stop)
  await prepareDatabase(database.ownerUrl, { log: quiet })
  const rounds = startChild({
    args: ['--conditions=react-server', fileURLToPath(new URL('./work-rounds.ts', import.meta.url))],
    env: { ...testEnv(), DATABASE_TIMEOUT_MS: '', LOG_LEVEL: 'error', DATABASE_URL: database.url },
    output: 'inherit',
  })
  parts.defer(rounds.kill)
  const ended = await rounds.ended
  if (ended !== 'exit code 0') throw new Problem(`The measurements ended with ${ended}.`)
})
