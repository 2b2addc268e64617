import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { startProgram } from '../support/start-program.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()

async function rotate(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const args = ['--conditions=react-server', 'lib/launch/rotate-keys.ts']
  const program = startProgram(process.execPath, args, env)
  return { code: await program.exitCode, output: program.output() }
}

const sealedKeys = async () =>
  (
    await system().sql<{ access: string; refresh: string }>(
      `select split_part(access_token_sealed, '.', 1) as access, split_part(refresh_token_sealed, '.', 1) as refresh
       from installation`,
    )
  ).map(({ access, refresh }) => `${access} ${refresh}`)

test('keys:rotate seals every token under the first key; the old key may go, and the portals go on', async () => {
  const portals = [await createPortal(system()), await createPortal(system())]
  for (const portal of portals) await portal.ready(1220)
  const { ENCRYPTION_KEYS = '' } = system().appEnv
  const next = `next:${randomBytes(32).toString('base64')}`
  const env = {
    ...system().appEnv,
    DATABASE_URL: system().databaseProxy.url,
    ENCRYPTION_KEYS: `${next},${ENCRYPTION_KEYS}`,
  }
  expect(await sealedKeys()).toEqual(['test test', 'test test'])
  const first = await rotate(env)
  expect([first.code, first.output]).toEqual([0, expect.stringContaining('Sealed anew: 2 portals.')])
  expect(await sealedKeys()).toEqual(['next next', 'next next'])
  expect((await rotate(env)).output).toContain('Sealed anew: 0 portals.')

  await system().app.stop()
  const port = Number(new URL(system().app.url).port)
  await system().startInstance({ port, env: { ENCRYPTION_KEYS: next } })
  const [portal] = portals
  if (!portal) throw new Error('There is a portal.')
  await system().simulator.expireTokens(portal.memberId)
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  const admin = await portal.viewer()
  await expect.poll(() => admin.itemIds()).toEqual([itemId])
})

test('keys:rotate without the key that a token is under changes nothing and says so in one sentence', async () => {
  const portal = await createPortal(system())
  await portal.install()
  const before = await sealedKeys()
  const [id = ''] = before[0]?.split(' ') ?? []
  const env = { ...system().appEnv, DATABASE_URL: system().databaseProxy.url }
  const another = () => randomBytes(32).toString('base64')
  expect(await rotate({ ...env, ENCRYPTION_KEYS: `lost:${another()}` })).toEqual({
    code: 1,
    output: `A token is sealed with the key "${id}", which ENCRYPTION_KEYS does not hold: add it and run this again.\n`,
  })
  expect(await rotate({ ...env, ENCRYPTION_KEYS: `lost:${another()},${id}:${another()}` })).toEqual({
    code: 1,
    output: `A token does not open with the key "${id}" of ENCRYPTION_KEYS: it was sealed with another key of that name.\n`,
  })
  expect(await sealedKeys()).toEqual(before)
})
