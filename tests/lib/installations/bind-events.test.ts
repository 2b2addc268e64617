import { expect, test } from 'vitest'
import { boundEvents, creationEvent } from '#lib/bitrix24/bindings.ts'
import { diagnose } from '#lib/insight/diagnose.ts'
import { isSilent } from '#lib/installations/bound-events.ts'
import { checkBindings } from '#lib/installations/check-bindings.ts'
import { listDueBindings } from '#lib/installations/list-due-bindings.ts'
import { readBoundEvents } from '#lib/installations/read-bound-events.ts'
import { readPortalNews } from '#lib/live/read-portal-news.ts'
import { type Clock, systemClock } from '#lib/platform/clock.ts'
import { later, lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
const typeEvents = ['ONCRMTYPEADD', 'ONCRMTYPEUPDATE', 'ONCRMTYPEDELETE']
const busy = (event: string, times: number) => ({ busyBindings: [{ event, times }] })

async function makePortal() {
  const { simulator, sql } = core()
  const portal = await lifeOf(core(), 1220)
  const { memberId, portalId } = portal
  const makeDue = () => sql('update installation set bindings_due_at = now() where portal_id = $1', [portalId])
  const check = async (clock: Clock) => {
    const isDue = (await listDueBindings(clock())).includes(portalId)
    return isDue ? (await checkBindings(portalId, clock)).kind : 'not_due'
  }
  return {
    ...portal,
    install: async () => (await portal.runInstaller(await portal.form(people.admin))).destination,
    openAs: async (userId: number) => void (await portal.launch(await portal.form(userId))),
    bound: async () => (await simulator.bindings(memberId)).map(({ event }) => event).toSorted(),
    check,
    checkNow: async () => {
      await makeDue()
      return check(systemClock)
    },
    asked: async () => (await simulator.restLog(memberId)).length,
    kept: () => readBoundEvents(portalId),
    diagnose: async () => {
      const access = await portal.accessOf(people.admin)
      return diagnose({ ...access, userId: people.admin, isAdmin: true }, { item: null, userId: null }, systemClock)
    },
    /** As another hand, or an update, has it. */
    lose: async (...events: string[]) => {
      for (const binding of await simulator.bindings(memberId)) {
        if (events.includes(binding.event))
          await ask('event.unbind', { event: binding.event, handler: binding.handler })
      }
    },
    /** Left by former versions, at addresses that the app no longer has. */
    leaveStale: async (count: number) => {
      const binding = (n: number) =>
        new URLSearchParams({ event: creationEvent, handler: `http://127.0.0.1:3000/${n}` })
      const cmd = Object.fromEntries(Array.from({ length: count }, (_, n) => [`b${n}`, `event.bind?${binding(n)}`]))
      await ask('batch', { cmd })
    },
  }

  async function ask(method: string, params: object) {
    const { origin } = await simulator.portal(memberId)
    const body = JSON.stringify({ auth: await portal.tokenOf(people.admin), ...params })
    await fetch(`${origin}/rest/${method}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }
}

const all = boundEvents.toSorted()
const without = (...events: string[]) => all.filter((event) => !events.includes(event))

test('more stale bindings than one request holds are taken away by and by', async () => {
  const portal = await makePortal()
  await portal.install()
  await portal.leaveStale(50)
  expect((await portal.bound()).length).toBe(58)
  expect(await portal.checkNow()).toBe('bound')
  expect(await portal.checkNow()).toBe('bound')
  expect(await portal.bound()).toEqual(all)
})

/** The state that is told in the feed, and what an admin reads in the settings. */
const told = async ({ portalId }: { portalId: string }) => ({
  portal: (await readPortalNews([portalId])).get(portalId)?.isFailing ? 'waiting' : 'ok',
  isSilent: isSilent(await readBoundEvents(portalId)),
})

test('the installer of an older box binds what there is, notes what there is not, and ends', async () => {
  const portal = await makePortal()
  await portal.fail({ absentEvents: typeEvents })
  expect(await portal.install()).toMatchObject({ screen: 'install', isSilent: false })
  expect(await portal.bound()).toEqual(without(...typeEvents))
  expect(await portal.kept()).toEqual({ absent: typeEvents, unbound: [] })
  expect(await told(portal)).toEqual({ portal: 'ok', isSilent: false })
  expect((await portal.diagnose()).bindings).toMatchObject({ absent: typeEvents, missing: [] })
  expect(await portal.diagnose()).toMatchObject({ steps: [], installation: { condition: 'ok' } })
})

test('where new items are not announced at all, the installer ends and says so, as the feed and diagnostics do', async () => {
  const portal = await makePortal()
  await portal.fail({ absentEvents: [creationEvent] })
  expect(await portal.install()).toMatchObject({ screen: 'install', isSilent: true })
  expect(await portal.bound()).toEqual(without(creationEvent))
  expect(await told(portal)).toEqual({ portal: 'waiting', isSilent: true })
  expect(await portal.diagnose()).toMatchObject({
    bindings: { absent: [creationEvent], missing: [] },
    steps: ['silent'],
    installation: { condition: 'silent' },
  })
})

test('a scope that does not reach the CRM leaves its events out', async () => {
  const portal = await makePortal()
  await core().simulator.setScope(portal.memberId, 'user_brief')
  expect(await portal.install()).toMatchObject({ isSilent: true })
  expect(await portal.bound()).toEqual(['ONAPPINSTALL', 'ONAPPUNINSTALL'])
})

test('what an updated box has at last is bound by the next look', async () => {
  const portal = await makePortal()
  await portal.fail({ absentEvents: typeEvents })
  await portal.install()
  await portal.fail({})
  await portal.checkNow()
  expect(await portal.bound()).toEqual(all)
  expect(await portal.kept()).toEqual({ absent: [], unbound: [] })
})

test.each([1, 2])('a binding that another one was under way of, %i times, is tried again', async (times) => {
  const portal = await makePortal()
  await portal.fail(busy(creationEvent, times))
  expect(await portal.install()).toMatchObject({ isSilent: false })
  expect(await portal.bound()).toEqual(all)
})

test('an event that stays unbound is told, and bound by the next opening of an admin, not of an employee', async () => {
  const portal = await makePortal()
  await portal.fail(busy(creationEvent, 1_000))
  expect(await portal.install()).toMatchObject({ screen: 'install', isSilent: true })
  expect(await portal.bound()).toEqual(without(creationEvent))
  expect(await told(portal)).toEqual({ portal: 'waiting', isSilent: true })
  expect(await portal.diagnose()).toMatchObject({
    bindings: { missing: [creationEvent], absent: [] },
    steps: ['bind'],
    installation: { condition: 'silent' },
  })
  await portal.fail({})
  await portal.openAs(people.employee)
  expect(await portal.bound()).toEqual(without(creationEvent))
  await portal.openAs(people.admin)
  expect(await portal.bound()).toEqual(all)
  expect(await told(portal)).toEqual({ portal: 'ok', isSilent: false })
})

test('a binding that was lost is found at an admin’s opening, and once a day by one request', async () => {
  const portal = await makePortal()
  await portal.install()
  await portal.lose(creationEvent)
  await portal.openAs(people.admin)
  await expect.poll(portal.bound).toEqual(all)
  await portal.lose(creationEvent, 'ONAPPUNINSTALL')
  expect(await portal.check(later(20 * 3_600))).toBe('not_due')
  expect(await portal.check(later(27 * 3_600))).toBe('bound')
  expect(await portal.bound()).toEqual(all)
  const before = await portal.asked()
  expect(await portal.checkNow()).toBe('bound')
  expect((await portal.asked()) - before).toBe(1)
})

test('what stays unbound is tried ever more rarely, and an owner who is no admin any more mends nothing', async () => {
  const portal = await makePortal()
  await portal.fail(busy(creationEvent, 1_000))
  await portal.install()
  expect(await portal.check(later(300))).toBe('not_due')
  expect(await portal.check(later(700))).toBe('unbound')
  expect(await portal.check(later(700 + 900))).toBe('not_due')
  expect(await portal.check(later(700 + 1_400))).toBe('unbound')
  await portal.fail({})
  await core().simulator.setRights(portal.memberId, { userId: people.admin, admin: false })
  expect(await portal.checkNow()).toBe('unanswered')
  expect(await portal.bound()).toEqual(without(creationEvent))
})
