import { expect, onTestFinished, test } from 'vitest'
import { handleOwnSignals } from '#lib/db/publish-signal.ts'
import { digest } from '#lib/platform/crypto.ts'
import { lifeOf } from '../../support/core-life.ts'
import { countMessages } from '../../support/count-messages.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

test('an event is taken in by one message to the database and confirmed by four', async () => {
  const portal = await lifeOf(core(), 1220)
  await core().sql(`update installation set application_token_digest = $2 where portal_id = $1`, [
    ...[portal.portalId, digest('t'.repeat(32))],
  ])
  const announce = async () => {
    const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
    expect(await portal.send({ itemId, applicationToken: 't'.repeat(32) })).toBe('received')
    return itemId
  }
  handleOwnSignals(() => true)
  onTestFinished(() => handleOwnSignals(() => false))
  // What is kept afterwards: the sender, the names, that the types are there.
  const first = await announce()
  await portal.confirm()
  const counts = countMessages()
  const second = await announce()
  expect(counts).toEqual({ statements: 3, messages: 1 })
  await portal.confirm()
  // The bucket; the claim; what is stored; what is written.
  expect(counts).toMatchObject({ messages: 5 })
  expect(counts.statements).toBeLessThanOrEqual(20)
  expect(await portal.feed()).toEqual([first, second])
})
