import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventForm } from '../support/event-form.ts'
import { createPortal, type PortalDriver, people, postEvent } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
/** Less than the 15 s after which whoever waits for a used-up budget makes room. */
const soon = { interval: 50 }

/** What the portal allows itself at once; afterwards it is two requests a second (limits.md). */
const burst = 50

/** Costs the portal a request each time. */
const stages = '/api/stages?entityTypeId=1220&stageId=DT1220_1:NEW'

/** `count` events of portals that do not exist, sent at once. */
const forge = (portal: PortalDriver, count: number) =>
  Array.from({ length: count }, () =>
    postEvent(system().app.url, eventForm(portal, { itemId: 1, memberId: randomBytes(16).toString('hex') })),
  )

test('H14: a flood at one portal uses up the REST budget of that portal alone: an item of another is confirmed while its own backlog waits', async () => {
  const flooded = await createPortal(system())
  const other = await createPortal(system())
  await flooded.ready(1220)
  const admin = await other.ready(1220)
  // One of them alone would use up the own share only.
  const employees = await Promise.all(
    [people.employee, people.manager, people.outsider].map((id) => flooded.viewer(id)),
  )
  const leaving = new AbortController()
  const over = () => leaving.signal.aborted
  // Some of the flooded portal have it asked as often as it goes, …
  const ask = async (_: unknown, n: number) => {
    const employee = employees[n % employees.length]
    while (!over()) await employee?.request(stages, { signal: leaving.signal }).catch(() => {})
  }
  // … and has it look at items that do not exist.
  const hint = async () => {
    for (let itemId = 900_000; !over(); itemId += 1) {
      expect(await flooded.send({ itemId })).toBe(200)
      await wait(20)
    }
  }
  const flood = Promise.all([...Array.from({ length: 2 * burst }, ask), hint()])
  try {
    const calls = async () => (await system().simulator.restLog(flooded.memberId)).length
    await expect.poll(calls, soon).toBeGreaterThan(burst)
    const [itemId] = await other.create({ entityTypeId: 1220 })
    await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
    await expect.poll(async () => (await flooded.receipts()).RECEIVED, soon).toBeGreaterThan(0)
  } finally {
    leaving.abort()
    await flood
  }
})

test('H14: a flood of unproved events from one address is refused as such, and a real portal at that address is not', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const answers: Response[] = []
  const flood = async () => {
    answers.push(...(await Promise.all(forge(portal, 300))))
    return new Set(answers.map(({ status }) => status))
  }
  // A machine that is slow enough takes each in its turn.
  await expect.poll(flood, soon).toEqual(new Set([403, 429]))
  const refused = answers.find(({ status }) => status === 429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused?.json()).toMatchObject({ status: 429, code: 'too_many_requests' })
  for (let itemId = 1; itemId <= 20; itemId += 1) expect(await portal.send({ itemId })).toBe(200)
  const form = await portal.launchForm(people.employee)
  expect(await portal.submit(form)).toMatchObject({ status: 200, screen: 'feed' })
})

test('H14: made-up portals by the hundred do not keep the database from proving a real one, also when it is slow', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const { databaseProxy } = system()
  const madeUp = 200
  databaseProxy.slow(25)
  const before = databaseProxy.sent
  try {
    const flood = forge(portal, madeUp)
    expect(await portal.send({ itemId: 1 })).toBe(200)
    await Promise.all(flood)
    expect(databaseProxy.sent - before, 'messages to the database').toBeLessThan(madeUp)
  } finally {
    databaseProxy.slow(0)
  }
})
