import { expect, test } from 'vitest'
import { confirmPortal } from '#lib/confirmation/confirm-portal.ts'
import { acquireLease } from '#lib/feed-head/acquire-lease.ts'
import { releaseLease } from '#lib/feed-head/release-lease.ts'
import { newId } from '#lib/platform/ids.ts'
import { type InstalledCore, installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

const runOut = ({ portalId }: InstalledCore) =>
  core().sql(`update feed_lease set held_until = now() - interval '1 second' where portal_id = $1`, [portalId])

test('D5: a portal is one worker’s: no other takes its lease, whatever waits there, and the worker itself goes on', async () => {
  const portal = await installCore(core(), 1220)
  const [worker, other] = [newId(), newId()]
  const claim = await acquireLease(portal.portalId, worker)
  expect(claim).not.toBeNull()
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  expect(await acquireLease(portal.portalId, other)).toBeNull()
  const before = (await portal.requests()).length
  expect(await confirmPortal(portal.portalId, { worker: other, isStopping: () => false })).toMatchObject({
    ended: 'busy',
  })
  expect(await portal.feed()).toEqual([])
  expect(await portal.requests()).toHaveLength(before)
  expect(await acquireLease(portal.portalId, worker)).toMatchObject({ epoch: (claim?.epoch ?? 0n) + 1n })
})

test('D5: the lease of a worker that died is taken over once it has run out, and what the dead one returns to give back is not', async () => {
  const portal = await installCore(core(), 1220)
  const dead = await acquireLease(portal.portalId, newId())
  await runOut(portal)
  const heir = newId()
  const claim = await acquireLease(portal.portalId, heir)
  expect(claim).toMatchObject({ epoch: (dead?.epoch ?? 0n) + 1n })
  if (dead) await releaseLease(dead, null)
  expect(await acquireLease(portal.portalId, newId())).toBeNull()
  if (claim) await releaseLease(claim, null)
  expect(await acquireLease(portal.portalId, newId())).not.toBeNull()
})

test('a portal that waits after a failure is nobody’s until then, and its failures are counted', async () => {
  const portal = await installCore(core(), 1220)
  const claim = await acquireLease(portal.portalId, newId())
  if (claim) await releaseLease(claim, 30)
  expect(await acquireLease(portal.portalId, newId())).toBeNull()
  await portal.passTime()
  expect(await acquireLease(portal.portalId, newId())).toMatchObject({ failures: 1 })
})
