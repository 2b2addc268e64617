import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { db, statementTimeoutMs } from '#lib/db/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { inPortals } from '#lib/db/in-portals.ts'
import { isDatabaseDown } from '#lib/db/is-database-down.ts'
import { newId } from '#lib/platform/ids.ts'
import { runDatabase } from '../../support/run-database.ts'

runDatabase()

let portalId: string

beforeEach(async () => {
  portalId = await addPortal()
})

afterEach(() => {
  vi.useRealTimers()
})

async function addPortal(): Promise<string> {
  const id = newId()
  await db().portal.create({ data: { id, memberId: id, domain: 'd', clientEndpoint: 'e' } })
  return id
}

const heads = (of = portalId) => inPortal(of, (tx) => tx.feedHead.count())

test('what was written is taken back when the work fails', async () => {
  const work = inPortal(portalId, async (tx) => {
    await tx.feedHead.create({ data: { portalId } })
    throw new Error('failed')
  })
  await expect(work).rejects.toThrow('failed')
  expect(await heads()).toBe(0)
})

test('a write of several statements that fails leaves what was written before it', async () => {
  const other = await addPortal()
  await inPortal(portalId, async (tx) => {
    await tx.feedHead.create({ data: { portalId } })
    // Prisma wraps it in a transaction of its own.
    const twice = tx.portal.update({ where: { id: other }, data: { domain: 'new', feedHead: { create: {} } } })
    await expect(twice).rejects.toThrow(/row-level security/)
  })
  expect(await heads()).toBe(1)
  expect((await db().portal.findUniqueOrThrow({ where: { id: other } })).domain).toBe('d')
})

test('what a failed transaction left under way never reaches the transaction that has its connection next', async () => {
  const other = await addPortal()
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  let left: Promise<unknown> = Promise.resolve()
  const first = inPortal(portalId, async (tx) => {
    left = gate.then(() => tx.feedHead.create({ data: { portalId: other } }))
    left.catch(() => undefined)
    throw new Error('failed')
  })
  await expect(first).rejects.toThrow('failed')
  await inPortal(other, async (tx) => {
    expect(await tx.feedHead.count()).toBe(0)
    open()
    await expect(left).rejects.toThrow(/has ended/)
  })
  expect(await heads(other)).toBe(0)
})

test('no more does the rest of a write of several statements, whichever of them was under way', async () => {
  const other = await addPortal()
  let left: Promise<unknown> = Promise.resolve()
  const first = inPortal(portalId, async (tx) => {
    // Prisma wraps it in a transaction of its own: the head is made by a later statement of it.
    left = tx.portal.update({ where: { id: portalId }, data: { domain: 'new', feedHead: { create: {} } } })
    left.catch(() => undefined)
    await tx.$queryRaw`select 1`
    throw new Error('failed')
  })
  await expect(first).rejects.toThrow('failed')
  await inPortals([portalId, other], async (tx) => {
    await expect(left).rejects.toThrow(/has ended/)
    await tx.feedHead.count()
  })
  expect(await heads()).toBe(0)
})

test('a transaction in which a statement failed does not pass for one that was kept', async () => {
  const work = inPortal(portalId, async (tx) => {
    await tx.feedHead.create({ data: { portalId } })
    await tx.$executeRaw`select 1 / 0`.catch(() => undefined)
  })
  await expect(work).rejects.toThrow(/took it back/)
  expect(await heads()).toBe(0)
})

test('a transaction that is still open after its time ends, and its connection with it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const work = inPortal(portalId, async (tx) => {
    await tx.feedHead.create({ data: { portalId } })
    await vi.advanceTimersByTimeAsync(statementTimeoutMs)
    await tx.feedHead.count()
  })
  await expect(work).rejects.toSatisfy(isDatabaseDown)
  expect(await heads()).toBe(0)
})
