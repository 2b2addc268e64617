import { registerHooks } from 'node:module'
import { checkWall } from '#lib/db/check-wall.ts'
import { checkEnvironment } from './check-environment.ts'
import { openDatabase } from './open-database.ts'
import { readEnvFile } from './read-env-file.ts'
import type { Parts } from './run-program.ts'

/**
 * Opens what a command of an operator works with, as the app does: the environment, the database, and the wall between portals. What it
 * says on the way goes to standard error, as the log does: standard output is for what the command was asked. Modules of the
 * server are to be imported after it.
 */
export async function openApp(parts: Parts): Promise<void> {
  // As Next does, and as `node --conditions=react-server`: without, a command that is run by its file could not import them.
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'react-server'] }),
  })
  readEnvFile()
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const database = await openDatabase(checkEnvironment(process.env, say), parts, say)
  await checkWall(database.url)
  // What reaches secrets reads the environment by itself, once it is asked.
  process.env.DATABASE_URL = database.url
  const [{ logToStandardError }, { signalsSent }, { db }] = await Promise.all([
    import('#lib/platform/log.ts'),
    import('#lib/db/publish-signal.ts'),
    import('#lib/db/client.ts'),
  ])
  logToStandardError()
  parts.defer(() => db().$disconnect())
  parts.defer(signalsSent)
}
