import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEmbedded } from '#lib/db/embedded.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { createPortal } from '../support/portal-driver.ts'
import { startProgram } from '../support/start-program.ts'
import { runSystem } from '../support/start-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const system = runSystem({ mayLogErrors: true })
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

test('a backup that is made while events flow becomes a complete feed on another server, once somebody says that it goes on', {
  timeout: 120_000,
}, async () => {
  const { app, appEnv, databaseProxy, simulator, startInstance } = system()
  const run = async (command: string, env: Record<string, string>, ...args: string[]) => {
    const { exitCode, output } = startProgram(process.execPath, [`lib/launch/${command}.ts`, ...args], {
      ...appEnv,
      ...env,
    })
    return { code: await exitCode, output: output() }
  }
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const ids: number[] = []
  let isBackedUp = false
  const flow = (async () => {
    while (!isBackedUp) ids.push(...(await portal.create({ entityTypeId: 1220, count: 5 })))
  })()
  const file = path.join(temporaryFolder('backup'), 'feed.backup')
  const made = await run('backup', { DATABASE_URL: databaseProxy.url }, file)
  isBackedUp = true
  await flow
  expect(made.code).toBe(0)
  await simulator.settled(portal.memberId)
  await app.stop()
  // Nobody hears of these.
  ids.push(...(await portal.create({ entityTypeId: 1220, count: 10, announce: false })))

  const server = await startEmbedded({ dataDir: temporaryFolder('server'), log: () => {} })
  onTestFinished(server.stop)
  const copy = { DATABASE_URL: server.url }
  expect(await run('restore', copy, file)).toMatchObject({ code: 0 })
  const port = String(await findFreePort())
  const refused = await run('start', { ...copy, PORT: port, HOST: '127.0.0.1' })
  expect(refused.code).toBe(1)
  expect(refused.output.trim().split('\n').at(-1)).toMatch(
    /^This database is a restored copy, so the app does not start on it/,
  )
  expect(await run('adopt', copy)).toMatchObject({ code: 0 })
  const heir = await startInstance({ port: Number(new URL(app.url).port), env: copy })
  // Its server stops before the system does.
  onTestFinished(async () => void (await heir.stop()))
  const shown = async () => ascending(await admin.itemIds().catch(() => []))
  await expect.poll(shown, { timeout: 30_000 }).toEqual(ascending(ids))
})
