import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { comparePortal } from '#lib/catch-up/compare-portal.ts'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { readInstallation } from '#lib/insight/read-installation.ts'
import { statusFor } from '#lib/live/portal-news.ts'
import { readPortalNews } from '#lib/live/read-portal-news.ts'
import { secondsFrom, systemClock } from '#lib/platform/clock.ts'
import type { Declined } from '#lib/receipts/declined.ts'
import { DeclinedEvents, declinedEvents } from '#lib/receipts/declined-events.ts'
import { DeclinedJournal } from '#lib/receipts/declined-journal.ts'
import { senderCache } from '#lib/tokens/sender-cache.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { type InstalledCore, installCore, runCore } from '../../support/start-core.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const core = runCore()

async function declinedOf(portal: InstalledCore, kinds: Declined['kinds'], at = new Date()): Promise<Declined> {
  const { tokenDigest } = await portal.proveSender()
  return { memberId: portal.memberId, tokenDigest, kinds, at }
}

function declining() {
  const folder = temporaryFolder('declined')
  return { folder, events: new DeclinedEvents(new DeclinedJournal(folder), systemClock) }
}

async function attentionOf({ portalId }: InstalledCore) {
  const [row] = await core().sql<{ lost_at: Date | null; sweep_at: Date; compare_at: Date }>(
    'select lost_at, sweep_at, compare_at from attention where portal_id = $1',
    [portalId],
  )
  if (!row) throw new Error('nobody looks at this portal')
  return row
}

/** Swept and compared just now. */
async function settledCore() {
  const portal = await installCore(core(), 1220)
  await sweepPortal(portal.portalId)
  await comparePortal(portal.portalId)
  return portal
}

const statusOf = async ({ portalId }: InstalledCore, isAdmin = true) => {
  const news = (await readPortalNews([portalId])).get(portalId)
  if (!news) throw new Error('the app is gone')
  return statusFor(news, { isAdmin, maySee: () => true })
}

/** As the admin's diagnostics show it. */
const isFailing = ({ portalId }: InstalledCore) =>
  inPortal(portalId, async (tx) => (await readInstallation(tx, portalId, { viewerId: 1, now: new Date() })).isFailing)

test('until a portal whose event was declined is swept, everybody is told that something may be missing', async () => {
  const portal = await settledCore()
  expect(await statusOf(portal)).toMatchObject({ portal: 'ok', behindSeconds: 0 })
  const { events } = declining()
  events.add(await declinedOf(portal, ['creation']))
  await events.record()
  await core().sql(`update attention set lost_at = lost_at + interval '5 seconds' where portal_id = $1`, [
    portal.portalId,
  ])
  expect(await statusOf(portal)).toMatchObject({ portal: 'waiting' })
  expect(await isFailing(portal)).toBe(true)
  expect(await statusOf(portal, false)).toMatchObject({ portal: 'waiting', behindSeconds: 0, announced: false })
  const after = () => secondsFrom(new Date(), 6)
  expect(await sweepPortal(portal.portalId, after)).toEqual({ kind: 'swept' })
  expect(await statusOf(portal)).toMatchObject({ portal: 'ok', behindSeconds: 0 })
  expect(await isFailing(portal)).toBe(false)
})

test('a creation makes the sweep due, a change the comparison too, from its beginning', async () => {
  const created = await settledCore()
  const changed = await settledCore()
  await core().sql(`update watch set compared_item_id = 7 where portal_id = any ($1)`, [
    [created.portalId, changed.portalId],
  ])
  await core().sql(`update attention set compare_at = now() + interval '1 hour' where portal_id = any ($1)`, [
    [created.portalId, changed.portalId],
  ])
  const { events } = declining()
  const now = new Date()
  events.add(await declinedOf(created, ['creation'], now))
  events.add(await declinedOf(changed, ['change'], now))
  await events.record()
  const soon = secondsFrom(new Date(), 1)
  const [ofCreated, ofChanged] = [await attentionOf(created), await attentionOf(changed)]
  expect([ofCreated.sweep_at < soon, ofChanged.sweep_at < soon]).toEqual([true, true])
  expect([ofCreated.compare_at < soon, ofChanged.compare_at < soon]).toEqual([false, true])
  const rounds = await core().sql(
    'select compared_item_id from watch where portal_id = any ($1) order by compared_item_id',
    [[created.portalId, changed.portalId]],
  )
  expect(rounds).toEqual([{ compared_item_id: '7' }, { compared_item_id: null }])
})

test('nothing is written for who is not proved: another token, a token of another portal, an unknown portal', async () => {
  const portal = await settledCore()
  const neighbour = await settledCore()
  const [own, other] = [await declinedOf(portal, ['creation']), await declinedOf(neighbour, ['creation'])]
  const before = await attentionOf(portal)
  const { events } = declining()
  events.add({ ...own, tokenDigest: 'f'.repeat(64) })
  events.add({ ...own, tokenDigest: other.tokenDigest })
  events.add({ ...own, tokenDigest: '' })
  events.add({ ...own, memberId: 'nobody' })
  await events.record()
  expect(await attentionOf(portal)).toEqual(before)
})

test('what is declined is on the disk until the database has it, once for each sender, for its owner alone', async () => {
  const portal = await settledCore()
  const declined = await declinedOf(portal, ['creation'])
  const { folder, events } = declining()
  for (let n = 0; n < 300; n += 1) events.add(declined)
  events.add({ ...declined, kinds: ['change'] })
  const [name = ''] = readdirSync(folder)
  const file = path.join(folder, name)
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
  expect(statSync(file).mode & 0o077).toBe(0)
  await events.record()
  expect(readdirSync(folder)).toEqual([])
})

test('what others left is taken over, also from a line that was cut, and stays on the disk meanwhile', async () => {
  const portal = await settledCore()
  const declined = await declinedOf(portal, ['creation'])
  const { folder, events } = declining()
  const left = new DeclinedJournal(folder)
  left.append({ ...declined, memberId: 'another' })
  left.append(declined)
  const [name = ''] = readdirSync(folder)
  appendFileSync(path.join(folder, name), '{"memberId":"cu')
  events.takeOver()
  expect(readdirSync(folder)).toHaveLength(1)
  await events.record()
  expect(readdirSync(folder)).toEqual([])
  expect((await attentionOf(portal)).lost_at).toEqual(declined.at)
})

test('D6: an event that the database refuses is written down once it takes that, unless its sender is not proved', async () => {
  const life = await lifeOf(core(), 1220)
  const { applicationToken } = await life.view()
  const accessToken = await life.tokenOf(people.admin)
  expect(await life.introduce({ applicationToken, accessToken })).toBe('ignored')
  const before = await attentionOf(life)
  await core().sql('alter table event_delivery add constraint nothing_fits check (false) not valid')
  try {
    expect(await life.hears('f'.repeat(32))).toBe('not_proved')
    await declinedEvents().record()
    expect(await attentionOf(life)).toEqual(before)
    expect(await life.hears(applicationToken)).toBe('not_stored')
  } finally {
    await core().sql('alter table event_delivery drop constraint nothing_fits')
  }
  await declinedEvents().record()
  expect((await attentionOf(life)).lost_at).not.toBeNull()
})

test('a line that the disk cut does not take the next sender along, also where it is taken over twice', async () => {
  const portal = await settledCore()
  const declined = await declinedOf(portal, ['creation'])
  const { folder, events } = declining()
  writeFileSync(path.join(folder, 'cut.jsonl'), '{"memberId":"cu')
  new DeclinedEvents(new DeclinedJournal(folder), systemClock).takeOver()
  const [name = ''] = readdirSync(folder)
  events.add({ ...declined, memberId: 'another' })
  const other = new DeclinedJournal(folder)
  other.takeOver()
  other.append(declined)
  const taken = new DeclinedJournal(folder).takeOver().map(({ memberId }) => memberId)
  expect({ name: name !== '', taken }).toEqual({ name: true, taken: ['another', portal.memberId] })
})

test('a crowd of made-up senders pushes out nobody who was proved before the database went away', async () => {
  const portal = await settledCore()
  const declined = await declinedOf(portal, ['creation'])
  senderCache().set(declined.memberId, {
    portalId: portal.portalId,
    applicationTokenDigest: declined.tokenDigest,
    readAtMs: 0,
  })
  const { folder, events } = declining()
  const makeUp = (n: number) =>
    events.add({ memberId: `made-up-${n}`, tokenDigest: 'f', kinds: ['creation'], at: declined.at })
  makeUp(0)
  events.add(declined)
  for (let n = 1; n < 100_000; n += 1) makeUp(n)
  events.add({ ...declined, kinds: ['change'] })
  const [name = ''] = readdirSync(folder)
  expect(readFileSync(path.join(folder, name), 'utf8').trim().split('\n').at(-1)).toContain('change')
  await events.record()
  expect((await attentionOf(portal)).lost_at).toEqual(declined.at)
})
