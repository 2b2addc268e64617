import { expect, test } from 'vitest'
import { systemClock } from '#lib/platform/clock.ts'
import { once } from '#lib/platform/once.ts'
import { endSilentPortal } from '#lib/uninstall/end-silent-portal.ts'
import { listForgottenPortals } from '#lib/uninstall/list-forgotten-portals.ts'
import { listSilentPortals } from '#lib/uninstall/list-silent-portals.ts'
import { purgeForgotten } from '#lib/uninstall/purge-forgotten.ts'
import { later, lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
const day = 86_400
const settings = { portal: 1, installation: 1, feed_head: 1, watch: 1 }

/** A portal of which nothing was heard for so many days, and whose tokens are dead. */
async function silentFor(days: number) {
  const life = await lifeOf(core(), 1220)
  await core().simulator.revokeTokens(life.memberId)
  await age(life.portalId, days)
  await core().sql(`insert into viewer_state (portal_id, user_id) values ($1, 1)`, [life.portalId])
  return life
}

async function age(portalId: string, days: number) {
  await core().sql(`select set_config('app.portals', $1, false)`, [portalId])
  await core().sql(
    `update installation set verified_at = now() - make_interval(days => $2), rotated_at = now() - make_interval(days => $2),
       heard_at = null where portal_id = $1`,
    [portalId, days],
  )
  await core().sql(`update feed_proof set owner_proved_at = now() - make_interval(days => $2) where portal_id = $1`, [
    portalId,
    days,
  ])
}

const isListed = async (portalId: string) => (await listSilentPortals(systemClock())).includes(portalId)
const end = async (portalId: string) => (await endSilentPortal(portalId, systemClock)).kind
const forgetWhoAccepts = () => once('accepted-by', () => new Map<string, number>()).clear()

test('a portal that is gone without a word is uninstalled after 180 days with its settings kept, which are deleted 180 days later', async () => {
  await lifeOf(core(), 1220)
  const life = await silentFor(181)
  expect(await isListed(life.portalId)).toBe(true)
  expect(await end(life.portalId)).toBe('ended')
  await life.lookWhileDue()
  expect(await life.rows()).toEqual(settings)
  expect(await isListed(life.portalId)).toBe(false)
  const soon = later(179 * day)
  expect(await listForgottenPortals(soon())).not.toContain(life.portalId)
  await purgeForgotten(life.portalId, soon)
  expect(await life.rows()).toEqual(settings)
  const late = later(181 * day)
  expect(await listForgottenPortals(late())).toContain(life.portalId)
  await purgeForgotten(life.portalId, late)
  await life.lookWhileDue(late)
  expect(await life.rows()).toEqual({})
})

test('a portal that installs the app anew before its settings are deleted keeps them', async () => {
  await lifeOf(core(), 1220)
  const life = await silentFor(181)
  await end(life.portalId)
  await life.lookWhileDue()
  await life.runInstaller(await life.form(people.admin))
  const late = later(400 * day)
  await purgeForgotten(life.portalId, late)
  await life.lookWhileDue(late)
  expect(await life.rows()).toMatchObject(settings)
})

test('the settings of a portal whose admin wanted them kept are not deleted by age', async () => {
  const life = await lifeOf(core(), 1220)
  await life.launch(await life.form(people.admin))
  await core().simulator.setFaults(life.memberId, { drop: 1 })
  await core().simulator.uninstall(life.memberId, { clean: false })
  await life.announceUninstall(false)
  await life.lookWhileDue()
  expect(await life.rows()).toEqual(settings)
  expect(await listForgottenPortals(later(1_000 * day)())).not.toContain(life.portalId)
})

test.each<[string, (life: Awaited<ReturnType<typeof lifeOf>>) => Promise<unknown>]>([
  ['an employee opens the app', async (life) => life.launch(await life.form(people.employee))],
  [
    'an event arrives',
    async (life) => {
      const { applicationToken } = await life.view()
      await core().sql(
        `update installation set application_token_digest = encode(sha256($2::bytea), 'hex') where portal_id = $1`,
        [life.portalId, applicationToken],
      )
      expect(await life.hears(applicationToken)).toBe('received')
    },
  ],
])('a portal is not silent where %s', async (_, speak) => {
  const life = await silentFor(200)
  await speak(life)
  await expect.poll(() => isListed(life.portalId)).toBe(false)
  expect(await end(life.portalId)).toBe('not_silent')
})

test('a portal of which nothing was heard for less than 180 days is not silent', async () => {
  const life = await silentFor(179)
  expect(await isListed(life.portalId)).toBe(false)
  expect(await end(life.portalId)).toBe('not_silent')
})

test('a portal whose uninstall was announced, and nobody could prove or refute it, ends after 30 days as it was announced', async () => {
  await lifeOf(core(), 1220)
  for (const [clean, left] of [
    [true, {}],
    [false, settings],
  ] as const) {
    const life = await silentFor(31)
    expect(await isListed(life.portalId)).toBe(false)
    await core().sql(`update installation set uninstall_clean = $2 where portal_id = $1`, [life.portalId, clean])
    expect(await isListed(life.portalId)).toBe(true)
    expect(await end(life.portalId)).toBe('ended')
    await life.lookWhileDue()
    expect(await life.rows()).toEqual(left)
  }
})

test('a portal whose chain still works is heard of by the last question', async () => {
  const life = await lifeOf(core(), 1220)
  await age(life.portalId, 181)
  expect(await end(life.portalId)).toBe('heard')
  expect(await isListed(life.portalId)).toBe(false)
})

test('a portal that is not paid for is not gone', async () => {
  const life = await lifeOf(core(), 1220)
  await age(life.portalId, 181)
  await core().simulator.setPaymentExpired(life.memberId, true)
  expect(await end(life.portalId)).toBe('heard')
  await expect.poll(() => isListed(life.portalId)).toBe(false)
})

test('nothing ends while the OAuth server is silent, or does not know us', async () => {
  await lifeOf(core(), 1220)
  const life = await silentFor(181)
  await core().simulator.setOAuthFault({ kind: 'down', times: 1 })
  expect(await end(life.portalId)).toBe('unanswered')
  forgetWhoAccepts()
  await core().simulator.setOAuthFault({ kind: 'invalid_client', times: 3 })
  expect(await end(life.portalId)).toBe('fault_may_be_ours')
  forgetWhoAccepts()
  expect(await end(life.portalId)).toBe('ended')
})

test('nothing ends while no other portal is heard of either', async () => {
  const other = await lifeOf(core(), 1220)
  const life = await silentFor(181)
  const all = await core().sql<{ id: string }>('select id::text from portal')
  for (const { id } of all) await age(id, 181)
  expect(await end(life.portalId)).toBe('fault_may_be_ours')
  await age(other.portalId, 1)
  expect(await end(life.portalId)).toBe('ended')
})
