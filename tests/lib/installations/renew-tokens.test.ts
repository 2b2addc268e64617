import { expect, test } from 'vitest'
import { renewTokens } from '#lib/installations/renew-tokens.ts'
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
