import { expect, test } from 'vitest'
import { createPortal, type Opening, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()

/** What is stored of a portal: everything that an installation writes. */
async function stored(portal: PortalDriver) {
  return system().sql(
    `select p.domain, p.client_endpoint, n.status::text, n.token_version, n.token_user_id, n.access_token_sealed,
            n.application_token_digest, n.finished_at is not null as finished
     from portal p left join installation n on n.portal_id = p.id where p.member_id = $1`,
    [portal.memberId],
  )
}

async function expectNothing(portal: PortalDriver) {
  expect(await stored(portal)).toEqual([])
  expect(await system().simulator.bindings(portal.memberId)).toEqual([])
}

function expectFramedBy(opening: Opening, origin: string) {
  const { headers } = opening
  expect(headers.get('content-security-policy')).toMatch(new RegExp(`frame-ancestors ${origin}$`))
  expect(headers.get('x-frame-options')).toBeNull()
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('set-cookie')).toBeNull()
}

function expectNoSecret(opening: Opening, secrets: (string | undefined)[]) {
  const outside = [...opening.headers].flat().join('\n') + opening.address
  for (const secret of secrets) expect(outside).not.toContain(secret)
}

test('the admin installs: the portal and its sealed tokens are stored, and each event is bound once by its base name', async () => {
  const portal = await createPortal(system())
  const opening = await portal.install()
  expect(opening).toMatchObject({ status: 200, screen: 'install', session: { viewer: { userId: people.admin } } })
  const bindings = await system().simulator.bindings(portal.memberId)
  expect(bindings.map(({ event }) => event).toSorted()).toEqual([
    'ONAPPINSTALL',
    'ONAPPUNINSTALL',
    'ONCRMDYNAMICITEMADD',
    'ONCRMDYNAMICITEMDELETE',
    'ONCRMDYNAMICITEMUPDATE',
    'ONCRMTYPEADD',
    'ONCRMTYPEDELETE',
    'ONCRMTYPEUPDATE',
  ])
  expect(new Set(bindings.map(({ handler }) => handler))).toEqual(new Set([`${system().app.url}/api/bitrix24/events`]))
  const [row] = await stored(portal)
  expect(row).toMatchObject({ domain: portal.domain, client_endpoint: `${portal.origin}/rest`, token_user_id: '1' })
  for (const secret of await system().simulator.secrets()) expect(JSON.stringify(row)).not.toContain(secret)
})

test('a second run of the admin changes nothing: the same portal, the same bindings, the same watches', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.open()
  const [before] = await stored(portal)
  const bindings = await system().simulator.bindings(portal.memberId)
  const again = await portal.submit(await portal.launchForm(people.admin, 'install'))
  expect(again).toMatchObject({ status: 200, screen: 'install' })
  expect(await system().simulator.bindings(portal.memberId)).toEqual(bindings)
  const after = await stored(portal)
  expect(after).toHaveLength(1)
  const { token_version: _1, access_token_sealed: _2, ...kept } = before ?? {}
  expect(after).toEqual([expect.objectContaining(kept)])
  expect(await admin.watches()).toMatchObject([{ entityTypeId: 1220 }])
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds()).toEqual([itemId])
})

test('parallel runs of the installer end as one', async () => {
  const portal = await createPortal(system())
  const forms = await Promise.all([1, 2, 3, 4, 5, 6].map(() => portal.launchForm(people.admin, 'install')))
  const openings = await Promise.all(forms.map((form) => portal.submit(form)))
  expect(openings.map(({ status }) => status)).toEqual(Array(6).fill(200))
  expect(await stored(portal)).toHaveLength(1)
  expect(await system().simulator.bindings(portal.memberId)).toHaveLength(8)
})

test('bindings that were lost are mended by the next run, and stale ones of ours go', async () => {
  const portal = await createPortal(system())
  await portal.install()
  const bindings = await system().simulator.bindings(portal.memberId)
  const { AUTH_ID: auth } = await system().simulator.issueTokens(portal.memberId)
  const handler = `${system().app.url}/api/bitrix24/events`
  const rest = (method: string, params: object) =>
    fetch(`${portal.origin}/rest/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth, ...params }),
    })
  await rest('event.unbind', { event: 'ONCRMDYNAMICITEMADD', handler })
  await rest('event.bind', { event: 'ONCRMDYNAMICITEMADD_1220', handler })
  expect(await system().simulator.bindings(portal.memberId)).not.toEqual(bindings)
  await portal.submit(await portal.launchForm(people.admin, 'install'))
  const byName = (rows: typeof bindings) => rows.map(({ event }) => event).toSorted()
  expect(byName(await system().simulator.bindings(portal.memberId))).toEqual(byName(bindings))
})

test("H5: a non-admin's run stores and binds nothing, before the installation and after it", async () => {
  const portal = await createPortal(system())
  for (const userId of [people.manager, people.employee, people.outsider]) {
    const refused = await portal.submit(await portal.launchForm(userId, 'install'))
    expect(refused).toMatchObject({ status: 403, screen: 'state/admin-only-install', session: null })
    expectFramedBy(refused, portal.origin)
    await expectNothing(portal)
  }
  await portal.install()
  const before = await stored(portal)
  const bindings = await system().simulator.bindings(portal.memberId)
  await portal.submit(await portal.launchForm(people.manager, 'install'))
  expect(await stored(portal)).toEqual(before)
  expect(await system().simulator.bindings(portal.memberId)).toEqual(bindings)
})

test('while the OAuth server is down the installer answers a 503 page and stores nothing', async () => {
  const portal = await createPortal(system())
  const form = await portal.form()
  await system().simulator.setOAuthFault({ kind: 'down', times: 1, memberId: portal.memberId })
  const refused = await portal.submit(form)
  expect(refused).toMatchObject({ status: 503, screen: 'state/unavailable', session: null })
  expectFramedBy(refused, portal.origin)
  await expectNothing(portal)
  expect(await portal.submit(form)).toMatchObject({ status: 200, screen: 'install' })
})

test('until installFinish the app says so, and nothing is announced', async () => {
  const portal = await createPortal(system())
  await portal.submit(await portal.form())
  const admin = await portal.submit(await portal.launchForm(people.admin))
  expect(admin).toMatchObject({ status: 200, screen: 'state/unfinished', session: null })
  expect(await portal.submit(await portal.launchForm(people.employee))).toMatchObject({ screen: 'state/unfinished' })
  await portal.create({ entityTypeId: 1220 })
  expect(await system().simulator.deliveries(portal.memberId)).toEqual([])
  expect(await stored(portal)).toMatchObject([{ status: 'NEW', finished: false }])
  await system().simulator.finishInstall(portal.memberId)
  expect(await portal.open()).toMatchObject({ screen: 'settings' })
  expect(await stored(portal)).toMatchObject([{ status: 'ACTIVE', finished: true }])
})

test('with nothing watched the admin lands on settings, everybody else on a feed that waits', async () => {
  const portal = await createPortal(system())
  await portal.install()
  expect(await portal.open()).toMatchObject({ screen: 'settings', session: { viewer: { isAdmin: true } } })
  for (const userId of [people.manager, people.employee, people.outsider]) {
    const opening = await portal.open(userId)
    expect(opening).toMatchObject({ status: 200, screen: 'feed', session: { viewer: { userId, isAdmin: false } } })
  }
})

test('with something watched everybody lands on the feed, each as who they are', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  for (const userId of Object.values(people)) {
    const opening = await portal.open(userId)
    const viewer = { userId, isAdmin: userId === people.admin, language: 'en' }
    const session = { viewer, portal: { domain: portal.domain, address: portal.origin } }
    expect(opening).toMatchObject({ status: 200, screen: 'feed', session })
  }
})

test('a portal without an installation opens no frame', async () => {
  const portal = await createPortal(system(), { installed: true })
  expect(await portal.open()).toMatchObject({ status: 409, screen: 'state/not-installed', session: null })
  await expectNothing(portal)
})

test('H13: the answers may be framed by exactly their portal, are kept nowhere, and carry no token outside the fragment', async () => {
  const portal = await createPortal(system())
  const form = await portal.form()
  const installer = await portal.submit(form)
  await system().simulator.finishInstall(portal.memberId)
  for (const opening of [installer, await portal.open()]) {
    expectFramedBy(opening, portal.origin)
    expectNoSecret(opening, [...(await system().simulator.secrets()), opening.session?.token])
    const page = await fetch(`${system().app.url}${opening.address}`, { redirect: 'manual' })
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toMatch(new RegExp(`frame-ancestors ${portal.origin}$`))
    expect(page.headers.get('x-frame-options')).toBeNull()
    expect(page.headers.get('cache-control')).toContain('no-store')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  }
  expect(installer.html).not.toContain(form.fields.AUTH_ID)
})

test('H13: a page whose signed portal was tampered with may be framed by nobody', async () => {
  const portal = await createPortal(system())
  const { address } = await portal.submit(await portal.form())
  const [, , segment = ''] = address.split('/')
  const evil = Buffer.from(JSON.stringify(['https://evil.example', 4_000_000_000])).toString('base64url')
  for (const forged of [`${evil}.${segment.split('.')[1]}`, `${segment}x`, evil, 'x']) {
    const page = await fetch(`${system().app.url}/f/${forged}/feed`)
    expect(page.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'$/)
  }
})
