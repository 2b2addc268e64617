import { expect, test } from 'vitest'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { recordUninstalled } from '#lib/portals/record-uninstalled.ts'
import { renewTokens } from '#lib/tokens/renew-tokens.ts'
import { nextProbeAt } from '#lib/uninstall/next-probe-at.ts'
import { address, later, lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
const hour = 3_600
/** What is left of a portal that did not ask for its data to be deleted. */
const settings = { portal: 1, installation: 1, feed_head: 1, watch: 1 }

/** A portal with an item, whose application token is known; and a viewer's session. */
async function working() {
  const life = await lifeOf(core(), 1220)
  const opening = await life.launch(await life.form(people.admin))
  await core().sql(
    `insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, created_at, received_at)
     select $1, 1220, n, n, n, 'EVENT', 'PERSON', 'Claim', now(), now() from generate_series(1, 5) n`,
    [life.portalId],
  )
  const token = opening.destination.session?.token ?? ''
  const asViewer = () => withViewer(new Request('http://app', { headers: { authorization: `Bearer ${token}` } }))
  await asViewer()
  return { life, asViewer, version: Number((await life.installation()).token_version) }
}

type Working = Awaited<ReturnType<typeof working>>

/** Nobody hears of it: no event gets through. */
async function uninstallSilently({ life: { memberId } }: Working) {
  await core().simulator.setFaults(memberId, { drop: 1 })
  await core().simulator.uninstall(memberId, { clean: false })
}

/** All our tokens are dead, and the refresh in the background is answered that the app is gone. */
async function learnByRefresh(
  { life, version }: Working,
  kind: 'not_installed' | 'error_oauth_not_installed' = 'not_installed',
) {
  await core().simulator.revokeTokens(life.memberId)
  await core().simulator.setOAuthFault({ kind, times: 1 })
  return renewTokens(life.portalId, version)
}

test.each(['not_installed', 'error_oauth_not_installed'] as const)(
  'T5: that the app is gone is kept when a refresh is answered so (%s), and uninstalling goes to its end without an event',
  async (kind) => {
    const portal = await working()
    const { life, asViewer } = portal
    await uninstallSilently(portal)
    expect(await learnByRefresh(portal, kind)).toEqual({ renewed: false, code: 'not_installed' })
    expect(await life.status()).toBe('UNINSTALLED')
    await expect(asViewer()).rejects.toMatchObject({ code: 'unauthorized' })
    await life.lookWhileDue()
    expect(await life.rows()).toEqual(settings)
    expect(await life.installation()).toMatchObject({ access_token_sealed: null, refresh_token_sealed: null })
  },
)

test.each([
  ['before it was learnt', true],
  ['after it was learnt', false],
])(
  'T5: an uninstall with "delete data" whose event came %s leaves no row, although our tokens are dead',
  async (_, isBefore) => {
    const portal = await working()
    const { life } = portal
    await uninstallSilently(portal)
    await core().simulator.revokeTokens(life.memberId)
    if (isBefore) {
      expect(await life.announceUninstall(true)).toBe('received')
      for (const seconds of [0, 70, 700, 5_000, 100_000]) await life.lookWhileDue(later(seconds))
      // Nobody could say anything by then.
      expect(await nextProbeAt(life.portalId)).toBeNull()
      expect(await life.rows()).toMatchObject({ feed_item: 5 })
      await core().simulator.setOAuthFault({ kind: 'not_installed', times: 1 })
      await renewTokens(life.portalId, portal.version, { again: true })
    } else {
      await learnByRefresh(portal)
      await life.lookWhileDue()
      expect(await life.rows()).toEqual(settings)
      expect(await life.announceUninstall(true)).toBe('received')
    }
    await life.lookWhileDue()
    expect(await life.rows()).toEqual({})
  },
)

test('T5: the announcement that comes while the rows of a learnt uninstall are deleted has all of them deleted', async () => {
  const portal = await working()
  await uninstallSilently(portal)
  await learnByRefresh(portal)
  expect(await portal.life.announceUninstall(true)).toBe('received')
  await portal.life.lookWhileDue()
  expect(await portal.life.rows()).toEqual({})
})

test('of a portal that is known to be gone nothing but its uninstall is taken, and that only with its application token', async () => {
  const portal = await working()
  const { life } = portal
  const { applicationToken } = await life.view()
  await uninstallSilently(portal)
  await learnByRefresh(portal)
  expect(await life.hears(applicationToken)).toBe('not_proved')
  expect(await life.announceUninstall(true, { applicationToken: 'f'.repeat(32) })).toBe('not_proved')
  const accessToken = await life.tokenOf(people.admin)
  expect(await life.introduce({ applicationToken: 'f'.repeat(32), accessToken })).toBe('not_proved')
  await life.lookWhileDue()
  expect(await life.rows()).toEqual(settings)
})

const learners: [string, (portal: Working) => Promise<unknown>][] = [
  ['the opening of an employee', async ({ life }) => life.launch(await life.form(people.employee)).catch(() => null)],
  [
    'a confirmation that the portal declines',
    async ({ life }) => {
      await life.receive({ itemId: 1 })
      await life.confirm()
    },
  ],
  [
    'an uninstall with an application token that is not known',
    ({ life }) => life.announceUninstall(true, { applicationToken: 'renewed' }),
  ],
]

test.each(learners)(
  'that the app is gone is learnt from %s; without a proved announcement the settings are kept',
  async (_, learn) => {
    const portal = await working()
    await uninstallSilently(portal)
    await learn(portal)
    await expect
      .poll(async () => {
        await portal.life.lookWhileDue()
        return portal.life.status()
      })
      .toBe('UNINSTALLED')
    await portal.life.lookWhileDue()
    await expect(portal.asViewer()).rejects.toMatchObject({ code: 'unauthorized' })
    expect(await portal.life.rows()).toEqual(settings)
  },
)

test('the opening of anybody settles it at once, before any look of our own', async () => {
  const portal = await working()
  const { life } = portal
  await uninstallSilently(portal)
  await expect(life.launch(await life.form(people.employee))).rejects.toMatchObject({ code: 'not_installed' })
  expect(await life.status()).toBe('UNINSTALLED')
  await expect(portal.asViewer()).rejects.toMatchObject({ code: 'unauthorized' })
})

test('a token of another portal, where the app is gone, says nothing about the portal that its sender claims', async () => {
  const { life, asViewer } = await working()
  const other = await working()
  // Two people of theirs: what was refused a moment ago is not asked about again.
  const theirs = [await other.life.form(people.admin), await other.life.form(people.employee)]
  await uninstallSilently(other)
  const claim = async ({ accessToken }: (typeof theirs)[number]) =>
    life.launch(await life.form(people.employee, { AUTH_ID: accessToken }))
  const [first, second] = theirs
  if (!first || !second) throw new Error('two forms')
  await expect(claim(first)).rejects.toMatchObject({ code: 'not_proved' })
  await core().simulator.setOAuthFault({ kind: 'not_installed', times: 1, memberId: other.life.memberId })
  await expect(claim(second)).rejects.toMatchObject({ code: 'not_installed' })
  await life.lookWhileDue()
  expect(await life.status()).toBe('ACTIVE')
  await asViewer()
})

test('a session ends with an uninstall that keeps the settings, and with one that does not', async () => {
  for (const clean of [false, true]) {
    const { life, asViewer } = await working()
    await core().simulator.setFaults(life.memberId, { drop: 1 })
    await core().simulator.uninstall(life.memberId, { clean })
    await life.announceUninstall(clean)
    await life.lookWhileDue()
    await expect(asViewer()).rejects.toMatchObject({ code: 'unauthorized', reason: 'no_installation' })
    expect(await life.rows()).toEqual(clean ? {} : settings)
  }
})

test.each([
  ['an hour behind', -hour],
  ['a day behind', -24 * hour],
  ['a day ahead', 24 * hour],
])(
  'T6: a portal whose clock is %s uninstalls right after the installation, and is uninstalled',
  async (_, skewSeconds) => {
    const portal = await working()
    await uninstallSilently(portal)
    const ts = String(Math.floor(Date.now() / 1_000) + skewSeconds)
    expect(await portal.life.announceUninstall(true, { ts })).toBe('received')
    await portal.life.lookWhileDue()
    expect(await portal.life.rows()).toEqual({})
  },
)

test('H4: an uninstall from before the installation that stands now deletes nothing, by the word of the OAuth server', async () => {
  const { life, asViewer } = await working()
  const before = await life.rows()
  expect(await life.announceUninstall(true, { ts: '1723534033' })).toBe('received')
  for (const seconds of [0, 70, 700, 5_000, 100_000]) await life.lookWhileDue(later(seconds))
  expect(await nextProbeAt(life.portalId)).toBeNull()
  // Who is an admin may be noted a moment after the answer.
  expect(await life.rows()).toMatchObject(before)
  await asViewer()
})

test('T10: forged uninstalls cost a bounded number of questions, however many they are and for how long', async () => {
  const { life } = await working()
  const before = await life.questions()
  for (let n = 0; n < 120; n += 1) {
    // Over six hours.
    const clock = later(n * 180)
    await life.announceUninstall(true, {}, { clock, from: address.stranger })
    await life.lookWhileDue(clock)
  }
  expect((await life.questions()) - before).toBeLessThanOrEqual(6 * 4)
  expect(await life.status()).toBe('ACTIVE')
})

test.each([10, 700, 3_000, 5_000, 90_000])(
  'T10: a real uninstall is found within an hour, %i s after 20 forged ones',
  async (seconds) => {
    const portal = await working()
    const { life } = portal
    for (let n = 0; n < 20; n += 1) await life.announceUninstall(false)
    for (const passed of [0, 70, 700, 4_400].filter((one) => one < seconds)) await life.lookWhileDue(later(passed))
    await uninstallSilently(portal)
    expect(await life.announceUninstall(false, {}, { clock: later(seconds) })).toBe('received')
    for (let passed = 0; passed <= hour; passed += 300) await life.lookWhileDue(later(seconds + passed))
    expect(await life.status()).toBe('UNINSTALLED')
  },
)

test('forged uninstalls with an unknown application token cost a question an hour', async () => {
  const { life } = await working()
  const before = await life.questions()
  for (let n = 0; n < 120; n += 1) {
    const clock = later(n * 90)
    expect(await life.announceUninstall(true, { applicationToken: 'made up' }, { clock })).toBe('not_proved')
    await life.lookWhileDue(clock)
  }
  await expect
    .poll(async () => {
      await life.lookWhileDue(later(3 * hour))
      return life.questions()
    })
    .toBeGreaterThan(before)
  expect((await life.questions()) - before).toBeLessThanOrEqual(4)
  expect(await life.installation()).toMatchObject({ uninstall_clean: null, status: 'ACTIVE' })
})

test('T13: what was proved of an installation before it was made anew is not held against the new one', async () => {
  const { life, version, asViewer } = await working()
  await life.announceUninstall(true)
  await life.heal()
  // Announced again: of the new installation.
  await life.announceUninstall(true)
  expect(await recordUninstalled({ portalId: life.portalId, tokenVersion: version }, systemClock())).toBe(false)
  await asViewer()
  expect(await recordUninstalled({ portalId: life.portalId, tokenVersion: version + 1 }, systemClock())).toBe(true)
})

test('a portal that uninstalled while its chain was broken, and installs the app anew, begins with its settings', async () => {
  const portal = await working()
  const { life } = portal
  await core().sql(`update installation set status = 'REAUTH_REQUIRED', recheck_at = now() where portal_id = $1`, [
    life.portalId,
  ])
  await uninstallSilently(portal)
  await life.announceUninstall(false)
  await life.lookWhileDue()
  expect(await life.rows()).toEqual(settings)
  await core().simulator.reinstall(life.memberId, { renewToken: true })
  await core().simulator.clearFaults(life.memberId)
  await life.runInstaller(await life.form(people.admin))
  await core().simulator.finishInstall(life.memberId)
  expect(await life.hears((await life.view()).applicationToken)).toBe('received')
  await life.launch(await life.form(people.admin))
  expect(await life.rows()).toMatchObject(settings)
})
