import { expect, test } from 'vitest'
import { askTokenOwner } from '#lib/bitrix24/ask-token-owner.ts'
import { refreshTokens } from '#lib/bitrix24/refresh-tokens.ts'
import { installPortal } from '#lib/installations/install-portal.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { digest } from '#lib/platform/crypto.ts'
import { tokenBinding } from '#lib/portals/installation-status.ts'
import { markUninstalled } from '#lib/portals/mark-uninstalled.ts'
import { openFrame } from '#lib/sessions/open-frame.ts'
import { proveToken } from '#lib/sessions/prove-token.ts'
import { oauthConfig } from '#lib/tokens/oauth-config.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** A portal, installed or about to be, and what a person of it launches the app with. */
async function portalOf(userId: number, { isInstalled = false } = {}) {
  const { simulator } = core()
  const { memberId, domain } = isInstalled
    ? await simulator.portal((await installCore(core(), 1220)).memberId)
    : await simulator.createPortal()
  const tokens = await simulator.issueTokens(memberId, { userId })
  const claim = { accessToken: tokens.AUTH_ID, memberId, domain }
  const launch = {
    ...{ accessToken: tokens.AUTH_ID, refreshToken: tokens.REFRESH_ID, expiresInSeconds: 3_600, memberId, domain },
    ...{ secure: false, openedBy: null, language: 'en', applicationToken: 'a'.repeat(32) },
  }
  return { memberId, domain, tokens, claim, launch }
}

const stored = (memberId: string) =>
  core().sql(
    `select p.id, p.domain, n.application_token_digest as digest, n.access_token_sealed as sealed
     from portal p left join installation n on n.portal_id = p.id where p.member_id = $1`,
    [memberId],
  )

const show = async (memberId: string) => {
  await core().sql(`select set_config('app.portals', string_agg(id::text, ','), false) from portal`)
  return stored(memberId)
}

test('H6: a token proves its own portal at its own address, and no other that is claimed with it', async () => {
  const [mine, other] = [await portalOf(people.admin), await portalOf(people.admin)]
  await expect(proveToken({ ...mine.claim, memberId: other.memberId })).rejects.toMatchObject({
    reason: 'other_member',
  })
  await expect(proveToken({ ...mine.claim, domain: other.domain })).rejects.toMatchObject({
    code: 'other_address',
    reason: 'other_domain',
  })
  expect(await proveToken(mine.claim)).toMatchObject({ memberId: mine.memberId, userId: people.admin })
})

test('H5: who is no admin installs nothing: not a row is written; an admin does, and secrets are stored sealed or digested', async () => {
  const { memberId, claim, launch } = await portalOf(people.employee)
  await expect(installPortal(launch, await proveToken(claim), systemClock)).rejects.toMatchObject({
    code: 'admin_only',
  })
  expect(await show(memberId)).toEqual([])
  const admin = await portalOf(people.admin)
  await installPortal(admin.launch, await proveToken(admin.claim), systemClock)
  const [row] = await show(admin.memberId)
  expect(row).toMatchObject({ digest: digest(admin.launch.applicationToken) })
  expect(JSON.stringify(row)).not.toContain(admin.tokens.AUTH_ID)
})

test('H5: a server that is not on the list never sees the client secret, and a pair of another portal is not taken', async () => {
  const { memberId, tokens } = await portalOf(people.admin)
  const { simulator } = core()
  const asked = async () => (await simulator.oauthLog()).length
  const [server = ''] = oauthConfig().servers
  const refresh = (change: object) =>
    refreshTokens(oauthConfig(), { server, refreshToken: tokens.REFRESH_ID, memberId, now: new Date(), ...change })
  const before = await asked()
  const elsewhere = server.replace('127.0.0.1', 'localhost')
  expect(await refresh({ server: elsewhere })).toEqual({ kind: 'not_confirmed', code: 'server_not_allowed' })
  expect(await asked()).toBe(before)
  expect(await refresh({ memberId: 'another' })).toEqual({ kind: 'not_confirmed', code: 'other_portal' })
})

test('H5: a token of another app proves nothing', async () => {
  const { claim } = await portalOf(people.admin)
  const other = { ...oauthConfig(), clientId: 'app.other.1' }
  expect(await askTokenOwner(other, claim.accessToken)).toEqual({ kind: 'not_confirmed', code: 'wrong_client' })
})

test('an uninstall that was proved for the chain of before is not that of the next one, although that is announced as well', async () => {
  const portal = await installCore(core(), 1220)
  const { portalId } = portal
  const announce = async () => {
    const [row] = await core().sql<{ version: number }>(
      'update installation set uninstall_clean = false where portal_id = $1 returning token_version as version',
      [portalId],
    )
    return { portalId, tokenVersion: row?.version ?? -1 }
  }
  const before = await announce()
  await portal.heal()
  const anew = await announce()
  expect(await markUninstalled(before, false, new Date())).toBe(false)
  expect(await markUninstalled(anew, false, new Date())).toBe(true)
})

test('B7: a renamed portal is found at the address that the OAuth server has just confirmed', async () => {
  const { memberId, claim } = await portalOf(people.admin, { isInstalled: true })
  const owner = await proveToken(claim)
  const moved = { ...owner, domain: 'renamed.example', clientEndpoint: 'https://renamed.example/rest' }
  await openFrame({ owner: moved, accessToken: claim.accessToken, language: 'en' }, systemClock)
  expect(await show(memberId)).toMatchObject([{ domain: 'renamed.example' }])
})

test('H15: what is sealed for one portal and column opens for no other', () => {
  const bindings = ['a', 'b'].flatMap((portal) => [tokenBinding(portal, 'access'), tokenBinding(portal, 'refresh')])
  expect(new Set(bindings).size).toBe(4)
})
