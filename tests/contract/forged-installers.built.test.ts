import { expect, test } from 'vitest'
import { createPortal, type LaunchForm, type PortalDriver, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()

async function expectNothing(portal: PortalDriver) {
  expect(await system().sql('select 1 from portal where member_id = $1', [portal.memberId])).toEqual([])
  expect(await system().simulator.bindings(portal.memberId)).toEqual([])
  expect(await system().simulator.restLog(portal.memberId)).toEqual([])
}

const mine = (portal: PortalDriver) => portal.launchForm(people.admin, 'install')

test.each<[string, (portal: PortalDriver, other: PortalDriver) => Promise<LaunchForm>]>([
  [
    "another portal's member_id in the form",
    async (portal, other) => {
      const form = await mine(portal)
      return { ...form, fields: { ...form.fields, member_id: other.memberId } }
    },
  ],
  [
    "another portal's DOMAIN",
    async (portal, other) => {
      const form = await mine(portal)
      form.action.searchParams.set('DOMAIN', other.domain)
      return form
    },
  ],
  [
    "another portal's tokens",
    async (portal, other) => {
      const form = await mine(portal)
      return { ...form, fields: { ...form.fields, AUTH_ID: (await mine(other)).fields.AUTH_ID ?? '' } }
    },
  ],
  [
    'made-up tokens',
    async (portal) => {
      const form = await mine(portal)
      return { ...form, fields: { ...form.fields, AUTH_ID: 'f'.repeat(48) } }
    },
  ],
  [
    'expired tokens',
    async (portal) => {
      const form = await mine(portal)
      await system().simulator.expireTokens(portal.memberId)
      return form
    },
  ],
])('H5: an installer with %s stores nothing, binds nothing, and asks no portal', async (what, forge) => {
  const portal = await createPortal(system())
  const other = await createPortal(system())
  const refused = await portal.submit(await forge(portal, other))
  // Who is proved is told the own portal's address.
  const screen = what.endsWith('DOMAIN') ? 'state/other-address' : 'state/not-proved'
  expect(refused).toMatchObject({ status: 403, screen, session: null })
  for (const one of [portal, other]) await expectNothing(one)
})

test("H5: a sender's own OAuth server is never asked: only those of the operator's list are", async () => {
  const portal = await createPortal(system())
  const form = await mine(portal)
  const fields = { ...form.fields, SERVER_ENDPOINT: `${portal.origin}/rest/`, AUTH_ID: 'f'.repeat(48) }
  expect(await portal.submit({ ...form, fields })).toMatchObject({ status: 403, screen: 'state/not-proved' })
  await expectNothing(portal)
})

test.each<[string, (form: LaunchForm, other: PortalDriver) => LaunchForm]>([
  ['member_id', ({ fields, ...form }, { memberId }) => ({ ...form, fields: { ...fields, member_id: memberId } })],
  [
    'DOMAIN',
    (form, { domain }) => {
      form.action.searchParams.set('DOMAIN', domain)
      return form
    },
  ],
])("H6: an opening with another portal's %s is refused, and changes neither of them", async (what, forge) => {
  const portals = [await createPortal(system()), await createPortal(system())] as const
  for (const portal of portals) await portal.ready(1220)
  const [mine, theirs] = portals
  const stored = () =>
    system().sql('select p.*, i.access_token_sealed from portal p join installation i on i.portal_id = p.id order by 1')
  const before = await stored()
  for (const userId of [people.admin, people.employee]) {
    const refused = await mine.submit(forge(await mine.launchForm(userId), theirs))
    const screen = what === 'DOMAIN' ? 'state/other-address' : 'state/not-proved'
    expect(refused).toMatchObject({ status: 403, screen, session: null })
  }
  expect(await stored()).toEqual(before)
  expect(await mine.open()).toMatchObject({ status: 200, screen: 'feed' })
})

/** ONAPPINSTALL as a portal sends it, with the tokens of whoever finished the installer. */
const introduce = (portal: PortalDriver, applicationToken: string, accessToken: string) =>
  portal.send({ event: 'ONAPPINSTALL', itemId: undefined, entityTypeId: '', applicationToken, accessToken })

test("H5: ONAPPINSTALL with the right application token and somebody else's tokens changes nothing", async () => {
  const portal = await createPortal(system())
  const other = await createPortal(system())
  await portal.ready(1220)
  await other.ready(1220)
  const stored = () => system().sql('select * from installation order by portal_id')
  const before = await stored()
  const theirs = (await other.launchForm(people.admin)).fields.AUTH_ID ?? ''
  // What is known already is no news, and its tokens are never looked at.
  expect(await introduce(portal, portal.applicationToken, theirs)).toBe(200)
  expect(await introduce(portal, 'another token', theirs)).toBe(403)
  expect(await introduce(portal, 'another token', 'f'.repeat(48))).toBe(403)
  expect(await stored()).toEqual(before)
  expect(await portal.send({ itemId: 1, applicationToken: 'another token' })).toBe(403)
  expect(await portal.send({ itemId: 1 })).toBe(200)
})

test('H5: ONAPPINSTALL with the own token of an employee and a made-up application token changes nothing', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const own = (await portal.launchForm(people.employee)).fields.AUTH_ID ?? ''
  expect(await introduce(portal, 'made up', own)).toBe(403)
  expect(await portal.send({ itemId: 1, applicationToken: 'made up' })).toBe(403)
  expect(await portal.send({ itemId: 1 })).toBe(200)
})

test('H5: the application token of an older portal, which sends it with ONAPPINSTALL only, is believed for its own tokens', async () => {
  const portal = await createPortal(system(), { olderLaunch: true })
  expect(await portal.submit(await portal.form())).toMatchObject({ screen: 'install' })
  expect(await portal.send({ itemId: 1 })).toBe(403)
  const employee = (await portal.launchForm(people.employee)).fields.AUTH_ID ?? ''
  expect(await introduce(portal, 'made up', employee)).toBe(403)
  const own = (await portal.launchForm(people.admin)).fields.AUTH_ID ?? ''
  expect(await introduce(portal, portal.applicationToken, own)).toBe(200)
  expect(await portal.send({ itemId: 1 })).toBe(200)
})

test.each([
  ['newer', false],
  ['older', true],
])(
  'a new version of the app, whose application token is another one, is announced by a %s portal and goes on',
  async (_, olderLaunch) => {
    const portal = await createPortal(system(), { olderLaunch })
    const admin = await portal.ready(1220)
    await expect.poll(() => portal.send({ itemId: 1 })).toBe(200)
    const { applicationToken } = await system().simulator.updateApp(portal.memberId)
    expect(await portal.send({ itemId: 1, applicationToken })).toBe(403)
    await portal.install()
    await expect.poll(() => portal.send({ itemId: 1, applicationToken })).toBe(200)
    const [itemId] = await portal.create({ entityTypeId: 1220 })
    await expect.poll(() => admin.itemIds()).toEqual([itemId])
  },
)
