import { expect, test } from 'vitest'
import { comparePortal } from '#lib/catch-up/compare-portal.ts'
import { listDuePortals } from '#lib/catch-up/list-due-portals.ts'
import { listPortalsToCompare } from '#lib/catch-up/list-portals-to-compare.ts'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { secondsFrom } from '#lib/platform/clock.ts'
import { workingStatuses } from '#lib/portals/installation-status.ts'
import { markUninstalled } from '#lib/portals/mark-uninstalled.ts'
import { sealSession } from '#lib/sessions/session-token.ts'
import { recordAttention } from '#lib/watches/record-attention.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { type InstalledCore, installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()
const interval = 300
const hour = 3_600
const most = 1_000

async function attentionOf({ portalId }: Pick<InstalledCore, 'portalId'>) {
  const [row] = await core().sql<{ attended_at: Date; sweep_at: Date | null; compare_at: Date | null }>(
    'select attended_at, sweep_at, compare_at from attention where portal_id = $1',
    [portalId],
  )
  if (!row) throw new Error('nobody looks at this portal')
  return row
}

/** Nobody has looked for a day, and a sweep that ended a while ago found nothing. */
async function quietCore({ sweptBefore = 600, comparedBefore = 600 } = {}) {
  const portal = await installCore(core(), 1220)
  await core().sql(
    `update attention set attended_at = now() - interval '1 day',
       sweep_begun_at = now() - make_interval(secs => $2), sweep_at = now() + make_interval(secs => 3600 - $2),
       compare_begun_at = now() - make_interval(secs => $3), compare_at = now() + make_interval(secs => 86400 - $3)
     where portal_id = $1`,
    [portal.portalId, sweptBefore, comparedBefore],
  )
  return portal
}

/** What is due with portal after portal, of this one. */
const isSweepDue = async ({ portalId }: Pick<InstalledCore, 'portalId'>, now: Date, lostUntil?: Date) =>
  (await listDuePortals(now, most, lostUntil)).includes(portalId)
const isComparisonDue = async ({ portalId }: Pick<InstalledCore, 'portalId'>, now: Date) =>
  (await listPortalsToCompare(now, most)).includes(portalId)

test('D3: a portal that nobody looks at is swept ever more rarely and never after more than an hour, which finds what was missed', async () => {
  const portal = await installCore(core(), 1220)
  let at = (await attentionOf(portal)).sweep_at ?? new Date(0)
  let missed = 0
  const gaps: number[] = []
  for (let round = 0; round < 18; round += 1) {
    // The longest gap is the one that an event is lost in.
    if (round === 17) [missed = 0] = await portal.create({ entityTypeId: 1220, ...longAgo })
    const now = at
    expect(await isSweepDue(portal, secondsFrom(now, -1))).toBe(false)
    expect(await isSweepDue(portal, now)).toBe(true)
    expect(await sweepPortal(portal.portalId, () => now)).toEqual({ kind: 'swept' })
    at = (await attentionOf(portal)).sweep_at ?? new Date(0)
    gaps.push((at.getTime() - now.getTime()) / 1_000)
  }
  expect(gaps.slice(0, 2)).toEqual([interval, interval])
  expect(gaps.toSorted((a, b) => a - b)).toEqual(gaps)
  expect(gaps.slice(-2)).toEqual([hour, hour])
  expect(await portal.feed()).toEqual([missed])
})

test('a portal that is opened again and again is swept at the interval', async () => {
  const portal = await quietCore()
  let now = new Date()
  for (let round = 0; round < 4; round += 1) {
    await recordAttention([portal.portalId], 'opened', now)
    await sweepPortal(portal.portalId, () => now)
    now = secondsFrom(now, interval)
    expect([await isSweepDue(portal, secondsFrom(now, -1)), await isSweepDue(portal, now)]).toEqual([false, true])
  }
})

test('a quiet portal is due at once when it is opened, and not once more where it was swept within the interval', async () => {
  const [quiet, swept] = [await quietCore({ comparedBefore: 2 * hour }), await quietCore({ sweptBefore: 100 })]
  const now = new Date()
  expect([await isSweepDue(quiet, now), await isComparisonDue(quiet, now)]).toEqual([false, false])
  const due = await recordAttention([quiet.portalId, swept.portalId], 'opened', now)
  expect(due.toSorted((a, b) => Number(b.isSweepDue) - Number(a.isSweepDue))).toEqual([
    { portalId: quiet.portalId, isSweepDue: true, isComparisonDue: true },
    { portalId: swept.portalId, isSweepDue: false, isComparisonDue: false },
  ])
  expect([await isSweepDue(quiet, now), await isComparisonDue(quiet, now)]).toEqual([true, true])
  expect(await isSweepDue(swept, secondsFrom(now, 190))).toBe(false)
  expect(await isSweepDue(swept, secondsFrom(now, 201))).toBe(true)
})

test('whoever opens the app has a quiet portal swept at once', async () => {
  const { simulator, sql } = core()
  const portal = await quietCore()
  const { AUTH_ID: accessToken } = await simulator.issueTokens(portal.memberId, { userId: people.employee })
  const [row] = await sql<{ domain: string; endpoint: string }>(
    'select domain, client_endpoint as endpoint from portal where id = $1',
    [portal.portalId],
  )
  const claims = { portalId: portal.portalId, domain: row?.domain ?? '', clientEndpoint: row?.endpoint ?? '' }
  const viewer = { ...claims, userId: people.employee, language: 'en', accessToken }
  const { token } = await sealSession(viewer, null, new Date())
  await withViewer(new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${token}` } }))
  await expect.poll(() => isSweepDue(portal, new Date())).toBe(true)
})

test('an event brings a quiet portal back: it is swept within the interval', async () => {
  const portal = await lifeOf(core(), 1220)
  await portal.launch(await portal.form(people.admin))
  const { applicationToken } = await portal.view()
  await core().sql(
    `update attention set attended_at = now() - interval '1 day', sweep_at = now() + interval '50 minutes',
       sweep_begun_at = now() - interval '10 minutes' where portal_id = $1`,
    [portal.portalId],
  )
  const before = new Date()
  expect(await portal.hears(applicationToken)).toBe('received')
  await expect.poll(async () => (await attentionOf(portal)).attended_at >= before).toBe(true)
  expect(await isSweepDue(portal, before)).toBe(false)
  expect(await isSweepDue(portal, secondsFrom(new Date(), interval))).toBe(true)
})

test('a quiet portal is compared ever more rarely, up to a day, and in the middle of a round at every look', async () => {
  const portal = await quietCore()
  const now = new Date()
  expect(await comparePortal(portal.portalId, () => now)).toMatchObject({ kind: 'compared', isRoundOver: true })
  const day = 24 * hour
  expect([
    await isComparisonDue(portal, secondsFrom(now, 6 * hour - 1)),
    await isComparisonDue(portal, secondsFrom(now, 6 * hour + 1)),
  ]).toEqual([false, true])
  const later = secondsFrom(now, 4 * day)
  await comparePortal(portal.portalId, () => later)
  expect((await attentionOf(portal)).compare_at).toEqual(secondsFrom(later, day))
  await core().sql('update watch set compared_item_id = 0 where portal_id = $1', [portal.portalId])
  expect(await isComparisonDue(portal, secondsFrom(new Date(), 1))).toBe(true)
})

test('after a loss every portal is due that was not swept since', async () => {
  const [quiet, swept] = [await quietCore(), await quietCore({ sweptBefore: 0 })]
  const now = new Date()
  expect(await isSweepDue(quiet, now)).toBe(false)
  const lostUntil = secondsFrom(now, -60)
  expect([await isSweepDue(quiet, now, lostUntil), await isSweepDue(swept, now, lostUntil)]).toEqual([true, false])
})

test('a sweep that proves nothing does not keep others from theirs, however few are looked for at once', async () => {
  const [failing, other] = [await quietCore(), await quietCore()]
  await core().sql(`update attention set sweep_at = '2020-01-01' where portal_id = $1`, [failing.portalId])
  await core().sql(`update attention set sweep_at = '2020-01-02' where portal_id = $1`, [other.portalId])
  await core().simulator.setFaults(failing.memberId, { rest: [{ kind: '500', times: 100 }] })
  expect(await listDuePortals(new Date(), 1)).toEqual([failing.portalId])
  expect(await sweepPortal(failing.portalId)).toEqual({ kind: 'failed' })
  await core().sql('update feed_lease set retry_at = null where portal_id = $1', [failing.portalId])
  expect(await listDuePortals(new Date(), 1)).toEqual([other.portalId])
  // What it was to walk is due by itself.
  const [{ due } = { due: false }] = await core().sql<{ due: boolean }>(
    'select sweep_due_at <= now() as due from watch where portal_id = $1',
    [failing.portalId],
  )
  expect(due).toBe(true)
})

test('B6: whom nobody may ask is not due, and is at once when that is over, whatever ends it', async () => {
  const portal = await quietCore()
  const statuses = await core().sql<{ name: string }>(
    `select unnest(enum_range(null::installation_status))::text as name`,
  )
  expect(statuses.length).toBeGreaterThan(workingStatuses.length)
  for (const { name } of statuses) {
    await core().sql(`update watch set sweep_due_at = now() where portal_id = $1`, [portal.portalId])
    await core().sql(`update installation set status = $2::installation_status where portal_id = $1`, [
      portal.portalId,
      name,
    ])
    const isWorking = workingStatuses.some((status) => status === name)
    const { sweep_at, compare_at } = await attentionOf(portal)
    expect([name, sweep_at !== null, compare_at !== null]).toEqual([name, isWorking, isWorking])
    const [{ due } = { due: 0 }] = await core().sql<{ due: number }>(
      'select count(sweep_due_at)::int as due from watch where portal_id = $1',
      [portal.portalId],
    )
    expect([name, due > 0]).toEqual([name, isWorking])
    await recordAttention([portal.portalId], 'opened', new Date())
    expect([name, (await attentionOf(portal)).sweep_at !== null]).toEqual([name, isWorking])
    await core().sql(`update installation set status = 'ACTIVE' where portal_id = $1`, [portal.portalId])
    expect(await isSweepDue(portal, new Date())).toBe(true)
  }
})

test('a portal whose settings waited for a reinstall is swept and compared by time again', async () => {
  const life = await lifeOf(core(), 1220)
  await life.launch(await life.form(people.admin))
  await core().simulator.setFaults(life.memberId, { drop: 1 })
  await core().simulator.uninstall(life.memberId, { clean: false })
  await life.announceUninstall(false)
  await life.lookWhileDue()
  expect(await life.status()).toBe('UNINSTALLED')
  await core().simulator.reinstall(life.memberId)
  await life.heal()
  const laterOn = secondsFrom(new Date(), 2 * 24 * hour)
  expect(await listDuePortals(laterOn, most)).toContain(life.portalId)
  expect(await listPortalsToCompare(laterOn, most)).toContain(life.portalId)
})

test('whoever saves watches after an uninstall was proved is refused, and saves nothing', async () => {
  const life = await lifeOf(core(), 1220)
  await core().sql(`update installation set uninstall_clean = false where portal_id = $1`, [life.portalId])
  const tokenVersion = Number((await life.installation()).token_version)
  await markUninstalled({ portalId: life.portalId, tokenVersion }, false, new Date())
  await life.lookWhileDue()
  await expect(life.watch(1220, 31)).rejects.toMatchObject({ code: 'unauthorized' })
  const { watch, attention = 0, type_check: checks = 0 } = await life.rows()
  expect({ watch, attention, checks }).toEqual({ watch: 1, attention: 0, checks: 0 })
})
