import { expect, test } from 'vitest'
import { readAppPresence } from '#lib/portals/read-app-presence.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

test('a portal that never installed the app, or has removed it, is told from one that has it, also among hundreds and odd names', async () => {
  const portal = await installCore(core(), 1220)
  const gone = await installCore(core(), 1220)
  await core().sql(`update installation set status = 'UNINSTALLED' where portal_id = $1`, [gone.portalId])
  const odd = ['', '\0', 'a\0b', '\ud800', 'x'.repeat(300), `'; select`, '{}', ',']
  const madeUp = Array.from({ length: 300 }, (_, n) => `made up ${n}`)
  const asked = [...odd, portal.memberId, ...madeUp, gone.memberId]
  const answers = await Promise.all(asked.map(readAppPresence))
  expect(asked.filter((_, n) => answers[n])).toEqual([portal.memberId])
})
