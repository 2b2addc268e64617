import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { claimAction, finishAction, forgetAction, recordComments } from '#lib/actions/action-log.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

async function viewerAction() {
  const { portalId } = await installCore(core(), 1220)
  const who = { portalId, userId: 7 }
  const key = randomUUID()
  const claim = () => claimAction(who, { kind: 'take', key }, { entityTypeId: 1220, itemId: 1 }, 'digest')
  const purge = () => core().sql('delete from viewer_action where portal_id = $1', [portalId])
  return { who, key, claim, purge }
}

test('an action is one request’s to do; the others are told what is known of it', async () => {
  const { who, key, claim } = await viewerAction()
  const claims = await Promise.all(Array.from({ length: 5 }, claim))
  expect(claims.filter((known) => known === null)).toHaveLength(1)
  await finishAction(who, key, { outcome: 'REFUSED', reason: 'denied', at: new Date() })
  expect(await claim()).toMatchObject({ outcome: 'REFUSED', reason: 'denied', requestDigest: 'digest' })
})

test('an action that is forgotten while others ask for it is claimed by one of them', async () => {
  const { who, key, claim } = await viewerAction()
  const claimThenForget = async () => {
    for (let turn = 0; turn < 20; turn += 1) if ((await claim()) === null) await forgetAction(who, key)
  }
  await Promise.all(Array.from({ length: 5 }, claimThenForget))
  expect(await claim()).toBeNull()
})

test('an action that was purged meanwhile has an outcome nonetheless, but no comment is sent for it', async () => {
  const { who, key, claim, purge } = await viewerAction()
  await claim()
  await purge()
  await expect(recordComments(who, key, 5)).rejects.toMatchObject({ code: 'unavailable' })
  await finishAction(who, key, { outcome: 'DONE', reason: null, at: new Date() })
  await forgetAction(who, key)
})
