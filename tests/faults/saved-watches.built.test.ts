import { expect, onTestFinished, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const soon = { interval: 50 }

/** Every insert into this table takes as long, which holds its transaction open. */
async function slowInserts(table: 'watch' | 'event_delivery', seconds: number) {
  const name = `slow_${table}`
  await system().sql(`create function ${name}() returns trigger language plpgsql as
    $$ begin perform pg_sleep(${seconds}); return null; end $$`)
  await system().sql(`create trigger ${name} after insert on ${table} for each statement execute function ${name}()`)
  onTestFinished(async () => void (await system().sql(`drop function ${name} cascade`)))
}

test('an event that is taken while its watch is being saved is not lost', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready()
  await slowInserts('watch', 0.6)
  await slowInserts('event_delivery', 0.7)
  const saved = admin.watch(1220)
  const saving = () =>
    system().sql(`select 1 from pg_stat_activity
    where wait_event = 'PgSleep' and datname = current_database()`)
  await expect.poll(saving, { interval: 5 }).toHaveLength(1)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, announce: false })
  expect(await portal.send({ itemId })).toBe(200)
  await saved
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
})

test('two admins save at once: the type that one unticks never comes back with its whole history', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [old] = await portal.create({ entityTypeId: 1220, announce: false })
  const lists = async () =>
    (await system().simulator.restLog(portal.memberId)).filter(({ commands = [] }) =>
      commands.some((command) => command.startsWith('crm.item.list')),
    ).length
  const before = await lists()
  await system().simulator.setFaults(portal.memberId, { rest: [{ method: 'crm.item.list', kind: 'hold', times: 1 }] })
  // It has read that 1220 is watched and asks where 147 begins, while the other save unticks both.
  const put = (...ids: number[]) =>
    admin.call('PUT', '/api/watches', { watches: ids.map((entityTypeId) => ({ entityTypeId })) })
  const slow = put(1220, 147)
  await expect.poll(lists, soon).toBe(before + 1)
  expect((await put()).status).toBe(200)
  await system().simulator.clearFaults(portal.memberId)
  expect(await slow).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(await admin.watches()).toEqual([])
  expect(await portal.send({ itemId: old })).toBe(200)
  await expect.poll(() => portal.receipts(), soon).toEqual({ NOT_WATCHED: 1 })
})

test('a type that is ticked again shows what changed and went meanwhile', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  const [changed = 0, deleted = 0, same = 0] = await portal.create({ entityTypeId: 1220, count: 3 })
  await expect.poll(() => admin.itemIds().then((ids) => ids.length), soon).toBe(3)
  await admin.watch(147)
  await simulator.updateItem(portal.memberId, 1220, changed, { title: 'Changed' })
  await simulator.deleteItem(portal.memberId, 1220, deleted)
  const [missed] = await portal.create({ entityTypeId: 1220 })
  await simulator.settled(portal.memberId)
  await admin.watch(147, 1220)
  const shown = async () => (await admin.itemIds()).toSorted((a, b) => a - b)
  await expect.poll(shown, soon).toEqual([changed, same])
  await expect.poll(() => admin.item(1220, changed), soon).toMatchObject({ title: 'Changed' })
  expect(await shown()).not.toContain(missed)
})

test('a page that was offline while types were ticked and unticked is told to read anew, once', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
  const { headRevision: since } = await admin.feed()
  const nothing = await admin.call('GET', `/api/feed/changes?since=${since}`)
  expect(nothing.body).toMatchObject({ reset: false, headRevision: since })
  await admin.watch(147)
  await admin.watch(147, 1220)
  const viewers = [admin, await portal.viewer(people.manager)]
  for (const viewer of viewers) {
    const stream = await viewer.stream({ lastEventId: since })
    const resets = () => stream.events.filter(({ name }) => name === 'reset').length
    await expect.poll(resets, soon).toBe(1)
    await expect.poll(() => Number(stream.lastEventId), soon).toBeGreaterThan(Number(since))
    const { body } = await viewer.call('GET', `/api/feed/changes?since=${since}`)
    expect(body).toMatchObject({ reset: true })
    const resumed = await viewer.stream({ lastEventId: stream.lastEventId })
    await portal.create({ entityTypeId: 147, userId: people.manager })
    await expect.poll(() => resumed.items.length, soon).toBe(1)
    expect(resumed.events.map(({ name }) => name)).not.toContain('reset')
  }
})
