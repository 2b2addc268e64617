import { expect, test } from 'vitest'
import { boundEvents } from '#lib/bitrix24/bindings.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
const typeEvents = ['ONCRMTYPEADD', 'ONCRMTYPEUPDATE', 'ONCRMTYPEDELETE']
const busy = (event: string, times: number) => ({ busyBindings: [{ event, times }] })

async function makePortal() {
  const { simulator } = core()
  const portal = await lifeOf(core(), 1220)
  const { memberId } = portal
  return {
    ...portal,
    fail: (faults: Parameters<typeof simulator.setFaults>[1]) => simulator.setFaults(memberId, faults),
    install: async () => (await portal.runInstaller(await portal.form(people.admin))).destination,
    openAs: async (userId: number) => void (await portal.launch(await portal.form(userId))),
    bound: async () => (await simulator.bindings(memberId)).map(({ event }) => event).toSorted(),
    /** As another app's hand, or an update, does. */
    loseBindings: async (...events: string[]) => {
      const { origin } = await simulator.portal(memberId)
      const auth = await portal.tokenOf(people.admin)
      for (const { event, handler } of await simulator.bindings(memberId)) {
        if (!events.includes(event)) continue
        const body = JSON.stringify({ auth, event, handler })
        await fetch(`${origin}/rest/event.unbind`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      }
    },
  }
}

const all = boundEvents.toSorted()
const without = (...events: string[]) => all.filter((event) => !events.includes(event))

test('the installer of an older box binds what there is, and ends', async () => {
  const { fail, install, bound } = await makePortal()
  await fail({ absentEvents: typeEvents })
  expect(await install()).toMatchObject({ screen: 'install' })
  expect(await bound()).toEqual(without(...typeEvents))
})

test.each([1, 2])('a binding that another one was under way of, %i times, is tried again', async (times) => {
  const { fail, install, bound } = await makePortal()
  await fail(busy('ONCRMDYNAMICITEMADD', times))
  await install()
  expect(await bound()).toEqual(all)
})

test('an event that stays unbound is bound by the next opening of an admin', async () => {
  const { fail, install, bound, openAs } = await makePortal()
  await fail(busy('ONCRMDYNAMICITEMADD', 1_000))
  await install()
  expect(await bound()).toEqual(without('ONCRMDYNAMICITEMADD'))
  await fail({})
  await openAs(people.admin)
  expect(await bound()).toEqual(all)
})
