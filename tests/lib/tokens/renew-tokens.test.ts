import { expect, onTestFinished, test } from 'vitest'
import { renewTokens } from '#lib/tokens/renew-tokens.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

test('B4: twenty that want a new pair at once, as on many instances, cost one question to the OAuth server', async () => {
  const { portalId } = await installCore(core(), 1220)
  const version = async () =>
    (await core().sql<{ v: number }>(`select token_version as v from installation where portal_id = $1`, [portalId]))[0]
      ?.v
  const asked = async () => (await core().simulator.oauthLog()).filter(({ endpoint }) => endpoint === 'token').length
  const [stale = 0, before] = [await version(), await asked()]
  const renewed = await Promise.all(Array.from({ length: 20 }, () => renewTokens(portalId, stale)))
  expect(new Set(renewed.map((outcome) => outcome.renewed))).toEqual(new Set([true]))
  expect([await asked(), await version()]).toEqual([before + 1, stale + 1])
  // A straggler with the old pair is given the new one.
  expect(await renewTokens(portalId, stale)).toEqual({ renewed: true })
  expect(await asked()).toBe(before + 1)
})

/** A portal whose refreshes are answered in this way, and how that ends. */
async function refused(kind: 'invalid_grant' | 'payment_required' | 'down') {
  const { simulator, sql } = core()
  const { portalId, memberId } = await installCore(core(), 1220)
  const [row] = await sql<{ v: number }>('select token_version as v from installation where portal_id = $1', [portalId])
  await simulator.setOAuthFault({ kind, times: 10, memberId })
  onTestFinished(async () => void (await simulator.clearOAuthFaults(memberId)))
  const asked = async () => (await simulator.oauthLog()).filter(({ endpoint }) => endpoint === 'token').length
  const before = await asked()
  const outcomes = [await renewTokens(portalId, row?.v ?? 0), await renewTokens(portalId, row?.v ?? 0)]
  const [stored] = await sql<{ status: string }>('select status::text from installation where portal_id = $1', [
    portalId,
  ])
  return {
    codes: outcomes.map((outcome) => 'code' in outcome && outcome.code),
    status: stored?.status,
    asked: (await asked()) - before,
  }
}

test('B5: a chain that the OAuth server calls dead is named so, and is not asked for again', async () => {
  expect(await refused('invalid_grant')).toEqual({
    codes: ['invalid_grant', 'no_chain'],
    status: 'REAUTH_REQUIRED',
    asked: 1,
  })
})

test('B5: a server that does not answer says nothing about the chain', async () => {
  expect(await refused('down')).toMatchObject({ codes: ['no_answer', 'no_answer'], status: 'ACTIVE' })
})

test('B6: a portal that has not paid is named so', async () => {
  expect(await refused('payment_required')).toMatchObject({ status: 'PAYMENT_REQUIRED' })
})

test('H3: an announced uninstall that was never proved is forgotten once the OAuth server renews the chain', async () => {
  const { sql } = core()
  const { portalId } = await installCore(core(), 1220)
  const stored = async () =>
    (
      await sql<{ v: number; clean: boolean | null }>(
        'select token_version as v, uninstall_clean as clean from installation where portal_id = $1',
        [portalId],
      )
    )[0]
  await sql('update installation set uninstall_clean = true, uninstall_probe_at = now() where portal_id = $1', [
    portalId,
  ])
  await renewTokens(portalId, (await stored())?.v ?? 0)
  expect((await stored())?.clean, 'it is being looked into').toBe(true)
  await sql('update installation set uninstall_probe_at = null where portal_id = $1', [portalId])
  await renewTokens(portalId, (await stored())?.v ?? 0)
  expect((await stored())?.clean).toBe(null)
})
