import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import type { RunningApp } from '../support/start-app.ts'
import { runSystem } from '../support/start-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** The app that events go to is `web`, behind the proxy; nothing is due by time within a test. */
const system = runSystem({
  mayLogErrors: true,
  env: { ROLE: 'web', SWEEP_INTERVAL_SECONDS: '86400', DATABASE_TIMEOUT_MS: '1500' },
})
const soon = { interval: 50 }
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

/** The database's address past the proxy, for who has no outage. */
async function directUrl(): Promise<string> {
  const [row] = await system().sql<{ port: number }>('select inet_server_port() as port')
  const url = new URL(system().databaseProxy.url)
  url.port = String(row?.port)
  return url.href
}

let healthy: RunningApp | null = null
/** Confirms and sweeps, serves pages as well, and sees nothing of the outage. */
async function other(): Promise<RunningApp> {
  healthy ??= await system().startInstance({ env: { ROLE: 'all', DATABASE_URL: await directUrl() } })
  return healthy
}

const statusesOf = async (memberId: string) =>
  new Set((await system().simulator.deliveries(memberId)).slice(-5).map(({ status }) => status))

test.each(['refuse', 'hang'] as const)(
  'D6: a web process that is cut from the database ("%s") declines events: their portals are swept and compared at once',
  async (mode) => {
    const { databaseProxy, simulator } = system()
    const { url } = await other()
    const portal = await createPortal(system())
    const admin = (await portal.ready(1220, 147)).at(url)
    const [known = 0, gone = 0] = await portal.create({ entityTypeId: 1220, count: 2 })
    await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual([known, gone])
    const stream = await admin.stream()
    await expect.poll(() => stream.statuses.at(-1), soon).toMatchObject({ portal: 'ok' })
    await databaseProxy.set(mode)
    const lost = [
      ...(await portal.create({ entityTypeId: 1220, count: 3 })),
      ...(await portal.create({ entityTypeId: 147, count: 2 })),
    ]
    await simulator.updateItem(portal.memberId, 1220, known, { title: 'Changed unheard' })
    await simulator.deleteItem(portal.memberId, 1220, gone)
    await simulator.settled(portal.memberId)
    expect(await statusesOf(portal.memberId)).toEqual(new Set([503]))
    await databaseProxy.set('open')
    await expect.poll(() => ascending([...new Set(stream.itemIds)]), soon).toEqual(ascending([known, ...lost]))
    await expect.poll(async () => (await admin.item(1220, known))?.title, soon).toBe('Changed unheard')
    await expect.poll(() => admin.item(1220, gone), soon).toBeUndefined()
    await expect.poll(() => stream.statuses.at(-1), soon).toMatchObject({ portal: 'ok' })
  },
)

test('D6: what was declined outlives the process that declined it: whoever starts next on its disk goes on', async () => {
  const { databaseProxy, simulator } = system()
  const { url } = await other()
  const env = { DATA_DIR: temporaryFolder('declined') }
  const web = await system().startInstance({ env })
  const portal = await createPortal(system())
  const admin = (await portal.ready(1220)).at(url)
  await databaseProxy.set('refuse')
  const lost = await portal.create({ entityTypeId: 1220, count: 2, announce: false })
  for (const itemId of lost) expect(await portal.send({ itemId }, web.url)).toBe(503)
  await web.kill()
  await databaseProxy.set('open')
  await simulator.settled(portal.memberId)
  await system().startInstance({ env })
  await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual(lost)
})

test('D6: an uninstall that was declined is looked into once the database is back', async () => {
  const { databaseProxy, simulator } = system()
  await other()
  const portal = await createPortal(system())
  await portal.ready(1220)
  await databaseProxy.set('refuse')
  await simulator.uninstall(portal.memberId, { clean: true })
  await simulator.settled(portal.memberId)
  await databaseProxy.set('open')
  const left = () => system().sql('select 1 from portal where member_id = $1', [portal.memberId])
  await expect.poll(left, soon).toEqual([])
})
