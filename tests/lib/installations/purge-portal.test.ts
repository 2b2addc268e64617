import { expect, test } from 'vitest'
import { purgePortal } from '#lib/installations/purge-portal.ts'
import { retirePortal } from '#lib/installations/retire-portal.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

test.each([
  ['with', purgePortal],
  ['without', retirePortal],
])(
  'an uninstall %s "delete data" that is proved only after the app was installed anew deletes nothing',
  async (_, end) => {
    const portal = await installCore(core(), 1220)
    const { portalId } = portal
    const installation = async () =>
      (await core().sql(`select status::text, token_version from installation where portal_id = $1`, [portalId]))[0]
    await core().sql(`update installation set uninstall_clean = true where portal_id = $1`, [portalId])
    const asked = await installation()
    await portal.heal()
    await end({ portalId, tokenVersion: asked?.token_version })
    expect(await installation()).toEqual({ status: 'ACTIVE', token_version: asked?.token_version + 1 })
    // Announced again, of what is installed now.
    await core().sql(`update installation set uninstall_clean = true where portal_id = $1`, [portalId])
    await end({ portalId, tokenVersion: asked?.token_version + 1 })
    expect((await installation())?.status ?? 'UNINSTALLED').toBe('UNINSTALLED')
  },
)
