import { picture } from './looks.ts'
import { expect, people, test } from './portal-page.ts'

// A token that has ended is answered with 401, which Chromium tells by itself.
test.use({ expectedConsole: /Failed to load resource/ })

const broken = [
  ['REAUTH_REQUIRED', 'invalid_grant', 'An administrator can renew it by closing this app and opening it again.'],
  [
    'PAYMENT_REQUIRED',
    'payment_required',
    'A portal administrator can renew it in the Market; then everything goes on by itself.',
  ],
] as const

for (const [state, kind, advice] of broken) {
  test(`${state} is told on the open feed with what to do, and doing it ends it`, async ({
    admin,
    simulator,
    portal,
  }) => {
    await admin.openFeed(1220)
    const { memberId } = portal
    await simulator.setOAuthFault({ kind, times: 1_000, memberId })
    await simulator.expireTokens(memberId)
    await simulator.createItems(memberId, { entityTypeId: 1220, title: 'Waits for its confirmation' })
    await expect(admin.frame.getByTestId('portal-notice')).toContainText(advice)
    await admin.page.screenshot({ path: picture(`${kind}-admin`) })
    await admin.openApp(people.employee)
    await expect(admin.frame.getByTestId('portal-notice')).toContainText(advice)
    await admin.page.screenshot({ path: picture(`${kind}-employee`) })
    await simulator.clearOAuthFaults(memberId)
    await admin.openApp()
    await expect(admin.frame.getByText('Waits for its confirmation')).toBeVisible()
    await expect(admin.frame.getByTestId('portal-notice')).toHaveCount(0)
  })
}

test('a trial that is not bought is told to everybody, and the day it is paid all goes on, also what was created meanwhile', async ({
  admin,
  simulator,
  portal,
}) => {
  // The portal is looked at every half minute.
  test.slow()
  const { memberId } = portal
  await admin.openFeed(1220)
  const [first = 0] = await simulator.createItems(memberId, { entityTypeId: 1220, title: 'On the first day' })
  await expect(admin.row(1220, first)).toBeVisible()
  await simulator.setClosed(memberId, 'plan')
  const [missed = 0] = await simulator.createItems(memberId, { entityTypeId: 1220, title: 'After the trial' })
  // Of an admin the app knows for minutes what it may show; whoever else opens it has the portal asked, and can be shown nothing.
  for (const person of [people.employee, people.admin]) {
    await admin.openApp(person)
    await expect(admin.frame.getByTestId('portal-notice')).toContainText(
      'The plan of this portal does not include REST',
    )
    await expect(admin.frame.getByText('That is everything.')).toHaveCount(0)
    await admin.page.screenshot({ path: picture(`closed-${person === people.admin ? 'admin' : 'employee'}`) })
  }
  await expect(admin.frame.getByTestId('connection-badge')).toContainText('Paused')
  await simulator.setClosed(memberId, null)
  await admin.openApp(people.employee)
  await expect(admin.frame.getByTestId('portal-notice')).toHaveCount(0)
  await admin.openApp(people.admin)
  await expect(admin.row(1220, missed)).toBeVisible()
  await expect(admin.frame.getByTestId('connection-badge')).toContainText('Live')
})

const closings = {
  subscription: 'Market subscription has ended',
  blocked: 'has blocked the REST API of this portal',
  maintenance: 'This portal is closed for now',
} as const

for (const [closing, words] of Object.entries(closings) as [keyof typeof closings, string][]) {
  test(`a portal that is closed (${closing}) says so to an employee and to an admin, and to neither that it is live`, async ({
    admin,
    simulator,
    portal,
  }) => {
    await admin.openFeed(1220)
    await simulator.setClosed(portal.memberId, closing)
    for (const person of ['employee', 'admin'] as const) {
      await admin.openApp(people[person])
      await expect(admin.frame.getByTestId('portal-notice')).toContainText(words)
      await expect(admin.frame.getByText('That is everything.')).toHaveCount(0)
      await expect(admin.frame.getByTestId('feed-paused')).toBeVisible()
      await admin.page.screenshot({ path: picture(`closed-${closing}-${person}`) })
    }
    await expect(admin.frame.getByTestId('connection-badge')).toContainText('Paused')
  })
}

test('a page that is opened while the portal is closed says why, and goes on by itself once it is open', async ({
  admin,
  simulator,
  portal,
}) => {
  // Whoever was told a moment ago that it is closed waits before asking again, up to a minute.
  test.slow()
  const { memberId } = portal
  await admin.openFeed(1220)
  const [itemId = 0] = await simulator.createItems(memberId, {
    entityTypeId: 1220,
    title: 'Waits',
    userId: people.manager,
  })
  await expect(admin.row(1220, itemId)).toBeVisible()
  // What types there are is known of the manager, what the rows may show is not; of the employee neither.
  await admin.knowTypes(people.manager)
  await simulator.setClosed(memberId, 'plan')
  for (const person of [people.manager, people.employee]) {
    await admin.openApp(person)
    await expect(admin.frame.getByTestId('portal-notice')).toContainText('does not include REST')
    await expect(admin.frame.getByTestId('feed-paused')).toBeVisible()
    await expect(admin.frame.getByTestId('state-page')).toHaveCount(0)
    if (person === people.manager) await expect(admin.frame.getByTestId('connection-badge')).toContainText('Paused')
  }
  await admin.openApp(people.manager)
  await expect(admin.frame.getByTestId('portal-notice')).toBeVisible()
  await simulator.setClosed(memberId, null)
  await admin.readElsewhere(people.outsider)
  await expect(admin.row(1220, itemId)).toBeVisible({ timeout: 120_000 })
  await expect(admin.frame.getByTestId('connection-badge')).toContainText('Live')
})

test('settings and diagnostics of a closed portal say why they are not there, and nothing of before', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  await admin.frame.getByTestId('open-settings').click()
  await admin.frame.getByTestId('open-diagnostics').click()
  await expect(admin.frame.getByTestId('all-well')).toBeVisible()
  await simulator.setClosed(portal.memberId, 'subscription')
  const words = 'Market subscription has ended'
  await admin.frame.getByRole('button', { name: 'Check again' }).click()
  await expect(admin.frame.getByTestId('diagnostics').getByRole('alert')).toContainText(words)
  await expect(admin.frame.getByTestId('all-well')).toHaveCount(0)
  await expect(admin.frame.getByTestId('condition')).toHaveCount(0)
  await admin.page.screenshot({ path: picture('closed-diagnostics') })
  await admin.frame.getByRole('link', { name: 'Settings' }).click()
  await expect(admin.frame.getByTestId('state-page')).toContainText(words)
  await admin.page.screenshot({ path: picture('closed-settings') })
})

test('whom nothing may be named is not told that nothing is watched while the portal is closed', async ({
  admin,
  simulator,
  portal,
}) => {
  await admin.openFeed(1220)
  await simulator.setFaults(portal.memberId, { deniedTypes: [1220] })
  await admin.knowTypes(people.outsider)
  await simulator.setClosed(portal.memberId, 'blocked')
  await admin.readElsewhere(people.manager)
  await admin.openApp(people.outsider)
  await expect(admin.frame.getByTestId('portal-notice')).toContainText('has blocked the REST API of this portal')
  await expect(admin.frame.getByText('Nothing is watched yet')).toHaveCount(0)
})

test('UNINSTALLED is told with what to do, also on a page that was open', async ({ admin, simulator, portal }) => {
  await admin.openFeed(1220)
  await simulator.uninstall(portal.memberId, { clean: true })
  await expect(admin.frame.getByTestId('state-page')).toContainText('can install Smart Process Feed from the Market')
})
