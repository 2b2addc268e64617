import { expect, test } from './portal-page.ts'

// A token that has ended is answered with 401, which Chromium tells by itself.
test.use({ expectedConsole: /Failed to load resource/ })

const broken = [
  ['REAUTH_REQUIRED', 'invalid_grant', 'An administrator can renew it by closing this app and opening it again.'],
  ['PAYMENT_REQUIRED', 'payment_required', 'Once it is renewed, an administrator should open this app again.'],
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
    await simulator.clearOAuthFaults(memberId)
    await admin.openApp()
    await expect(admin.frame.getByText('Waits for its confirmation')).toBeVisible()
    await expect(admin.frame.getByTestId('portal-notice')).toHaveCount(0)
  })
}

test('UNINSTALLED is told with what to do, also on a page that was open', async ({ admin, simulator, portal }) => {
  await admin.openFeed(1220)
  await simulator.uninstall(portal.memberId, { clean: true })
  await expect(admin.frame.getByTestId('state-page')).toContainText('can install Smart Process Feed from the Market')
})
