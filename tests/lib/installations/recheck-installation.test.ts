import { expect, onTestFinished, test } from 'vitest'
import { once } from '#lib/platform/once.ts'
import { recheckDelaySeconds } from '#lib/portals/recheck-delay.ts'
import { callAsInstallation } from '#lib/tokens/call-as-installation.ts'
import { renewTokens } from '#lib/tokens/renew-tokens.ts'
import { later, lifeOf } from '../../support/core-life.ts'
import { countLockWaits } from '../../support/count-lock-waits.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
const minute = 60
const hour = 60 * minute

type Life = Awaited<ReturnType<typeof lifeOf>>

/** Something is to be confirmed, as an event or a sweep wants it. */
async function wantConfirmation(life: Life) {
  await life.receive({ itemId: 1 })
  await life.confirm()
}

/** Whenever it is due within so many seconds from now. @returns how each ended. */
async function recheckUntil(life: Life, seconds: number) {
  const ends = []
  const until = later(seconds)()
  for (;;) {
    const { recheck_at: dueAt } = await life.installation()
    if (!(dueAt instanceof Date) || dueAt > until) return ends
    const end = await life.recheck(() => dueAt)
    if (end) ends.push(end)
  }
}

test('T8: a portal that is paid for again works within 15 minutes, without anybody opening the app', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setPaymentExpired(life.memberId, true)
  await life.expireAccess()
  await wantConfirmation(life)
  expect(await life.status()).toBe('PAYMENT_REQUIRED')
  const before = await life.questions('token')
  expect(new Set(await recheckUntil(life, 2 * hour))).toEqual(new Set(['declined']))
  const asked = (await life.questions('token')) - before
  expect(asked).toBeGreaterThanOrEqual(8)
  expect(asked).toBeLessThanOrEqual(12)
  await core().simulator.setPaymentExpired(life.memberId, false)
  expect(await life.recheck(later(2 * hour + 15 * minute))).toBe('healed')
  expect(await life.installation()).toMatchObject({ status: 'ACTIVE', recheck_at: null, rechecks: 0 })
  const ids = await life.create({ entityTypeId: 1220 })
  for (const itemId of ids) await life.receive({ itemId })
  await life.confirm()
  expect(await life.feed()).toEqual(ids)
})

test('T8: the same where the portal declines REST while our token still lives', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setFaults(life.memberId, { unpaidRest: true })
  await core().simulator.setPaymentExpired(life.memberId, true)
  await wantConfirmation(life)
  expect(await life.status()).toBe('PAYMENT_REQUIRED')
  expect(await recheckUntil(life, 70)).toEqual(['declined'])
  await core().simulator.setPaymentExpired(life.memberId, false)
  expect(await life.recheck(later(5 * minute))).toBe('healed')
  expect(await life.questions('token')).toBe(0)
})

test('a portal that lets the app call REST although it is not paid for stays unpaid by its own word', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setPaymentExpired(life.memberId, true)
  await core().sql(`update installation set status = 'PAYMENT_REQUIRED', recheck_at = now() where portal_id = $1`, [
    life.portalId,
  ])
  expect(await life.recheck(later(1))).toBe('declined')
  expect(await life.status()).toBe('PAYMENT_REQUIRED')
})

test('T8: an owner of our token who is demoted and promoted again heals the portal without opening the app', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setRights(life.memberId, { userId: people.admin, admin: false })
  await wantConfirmation(life)
  expect(await life.status()).toBe('REAUTH_REQUIRED')
  expect(new Set(await recheckUntil(life, hour))).toEqual(new Set(['declined']))
  expect(await life.status()).toBe('REAUTH_REQUIRED')
  await core().simulator.setRights(life.memberId, { userId: people.admin, admin: true })
  expect(await life.recheck(later(hour + 15 * minute))).toBe('healed')
  expect(await life.status()).toBe('ACTIVE')
})

test.each(['invalid_grant', 'wrong_client', 'user_access_error', 'invalid_client'] as const)(
  'T8: a chain that is refused with %s is tried a few times an hour, then seldom, and any admin who opens the app replaces it',
  async (kind) => {
    const { simulator } = core()
    const life = await lifeOf(core(), 1220)
    await simulator.setRights(life.memberId, { userId: people.manager, admin: true })
    await simulator.setOAuthFault({ kind, times: 1_000, memberId: life.memberId })
    await life.expireAccess()
    for (let n = 0; n < 5; n += 1) await wantConfirmation(life)
    await life.passTime()
    await wantConfirmation(life)
    expect(await life.status()).toBe('REAUTH_REQUIRED')
    expect(await life.questions('token')).toBe(1)
    await recheckUntil(life, hour)
    expect(await life.questions('token')).toBeLessThanOrEqual(4)
    await recheckUntil(life, 24 * hour)
    expect(await life.questions('token')).toBeLessThanOrEqual(10)
    const [{ token_user_id: before }] = [await life.installation()]
    await life.launch(await life.form(people.employee))
    expect(await life.status()).toBe('REAUTH_REQUIRED')
    await life.launch(await life.form(people.manager))
    expect(await life.installation()).toMatchObject({ status: 'ACTIVE', recheck_at: null, token_user_id: '7' })
    expect(before).toBe('1')
    await simulator.clearOAuthFaults(life.memberId)
  },
)

test('a portal that takes no pair, however new, is asked a few times an hour: each new pair costs the client secret', async () => {
  const life = await lifeOf(core(), 1220)
  const refusal = { status: 401, error: 'expired_token' }
  await life.fail({ rest: [{ method: '*', kind: 'refuse', refusal, times: 1_000 }] })
  await wantConfirmation(life)
  expect(await life.status()).toBe('REAUTH_REQUIRED')
  expect(await life.questions('token')).toBe(1)
  await recheckUntil(life, hour)
  expect(await life.questions('token')).toBeLessThanOrEqual(5)
  await recheckUntil(life, 24 * hour)
  expect(await life.questions('token')).toBeLessThanOrEqual(12)
  await life.fail({ rest: [] })
  await recheckUntil(life, 48 * hour)
  expect(await life.status()).toBe('ACTIVE')
})

test('no more can a portal have it sent that takes its pairs only while it is asked again', async () => {
  const life = await lifeOf(core(), 1220)
  const refused = { ok: false, failure: { kind: 'token', code: 'EXPIRED_TOKEN' } } as const
  for (let times = 0; times < 25; times += 1) {
    expect(await callAsInstallation(life.portalId, 1, async () => refused)).toEqual(refused)
    expect(await life.status()).toBe('REAUTH_REQUIRED')
    expect(await life.recheck(later(70))).toBe('healed')
  }
  expect(await life.questions('token')).toBeLessThanOrEqual(20)
})

test('a chain that is refused for a while works again by itself', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setOAuthFault({ kind: 'invalid_grant', times: 2, memberId: life.memberId })
  await life.expireAccess()
  await wantConfirmation(life)
  expect(await recheckUntil(life, 40 * minute)).toEqual(['declined', 'healed'])
  expect(await life.status()).toBe('ACTIVE')
})

test('where the OAuth server does not know us at all, the fault is ours: no portal is called broken, and none is hammered', async () => {
  const life = await lifeOf(core(), 1220)
  once('accepted-by', () => new Map<string, number>()).clear()
  await core().simulator.setOAuthFault({ kind: 'invalid_client', times: 3 })
  await life.expireAccess()
  for (let n = 0; n < 5; n += 1) await wantConfirmation(life)
  await life.passTime()
  await wantConfirmation(life)
  expect(await life.status()).toBe('ACTIVE')
  expect(await life.questions('token')).toBe(1)
  // One of the three is still to come: it is ours, so it is asked again, and then all is well.
  expect(await recheckUntil(life, 40 * minute)).toEqual(['declined', 'healed'])
})

test('ERROR_OAUTH means what its description says: a subscription that has ended is unpaid, and passes', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setOAuthFault({ kind: 'error_oauth_subscription', times: 1, memberId: life.memberId })
  await life.expireAccess()
  await wantConfirmation(life)
  expect(await life.status()).toBe('PAYMENT_REQUIRED')
  expect(await life.recheck(later(70))).toBe('healed')
})

test('a server that does not answer is nobody’s state', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setOAuthFault({ kind: 'down', times: 1, memberId: life.memberId })
  await life.expireAccess()
  await wantConfirmation(life)
  expect(await life.installation()).toMatchObject({ status: 'ACTIVE', recheck_at: null })
})

test('several instances that look at once ask once', async () => {
  const life = await lifeOf(core(), 1220)
  await core().sql(`update installation set status = 'REAUTH_REQUIRED', recheck_at = now() where portal_id = $1`, [
    life.portalId,
  ])
  onTestFinished(async () => void (await core().sql('rollback')))
  await core().sql('begin')
  await core().sql('select from installation where portal_id = $1 for update', [life.portalId])
  const looks = [1, 2, 3, 4].map(() => life.recheckNow(later(1)))
  // All of them have found it due.
  await expect.poll(() => countLockWaits(core())).toBe(4)
  await core().sql('commit')
  const ends = await Promise.all(looks)
  expect(ends.toSorted()).toEqual(['healed', 'not_due', 'not_due', 'not_due'])
})

test('an admin who opens the app while it is asked again is not undone', async () => {
  const life = await lifeOf(core(), 1220)
  const version = Number((await life.installation()).token_version)
  await core().simulator.setOAuthFault({ kind: 'invalid_grant', times: 1, memberId: life.memberId })
  await core().simulator.setFaults(life.memberId, { latencyMs: 0 })
  const refused = renewTokens(life.portalId, version)
  await life.heal()
  await refused
  expect(await life.installation()).toMatchObject({ status: 'ACTIVE', recheck_at: null })
})

test('the pauses between questions: minutes for a portal, up to a day for a chain', () => {
  const delays = (asked: Parameters<typeof recheckDelaySeconds>[0]) =>
    [0, 1, 2, 3, 4, 5, 8, 100].map((n) => recheckDelaySeconds(asked, n) / 60)
  expect(delays('portal')).toEqual([1, 2, 4, 8, 15, 15, 15, 15])
  expect(delays('ours')).toEqual([5, 10, 20, 20, 20, 20, 20, 20])
  expect(delays('chain')).toEqual([10, 20, 40, 80, 160, 320, 1_440, 1_440])
})
