import { expect, onTestFinished, test } from 'vitest'
import { shareBudgets } from '#lib/bitrix24/rest-budget.ts'
import { standardLimit } from '#lib/bitrix24/rest-limit.ts'
import { handleOwnSignals } from '#lib/db/publish-signal.ts'
import { digest } from '#lib/platform/crypto.ts'
import { lifeOf } from '../../support/core-life.ts'
import { countMessages } from '../../support/count-messages.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

test('an event is taken in by one message to the database, and confirmed by three beside those of the REST budget', async () => {
  // A budget that gives back what was not used in time does so when it likes.
  shareBudgets({
    take: async (_, { urgent, background }) => ({
      grant: { granted: urgent + background, left: 40, perSecond: standardLimit.perSecond, reserve: 0, pausedMs: 0 },
      uses: [],
    }),
    putBack: async () => undefined,
    penalize: async () => undefined,
    tell: async () => undefined,
  })
  handleOwnSignals(() => true)
  onTestFinished(() => handleOwnSignals(() => false))
  const portal = await lifeOf(core(), 1220)
  await core().sql(`update installation set application_token_digest = $2 where portal_id = $1`, [
    ...[portal.portalId, digest('t'.repeat(32))],
  ])
  const announce = async () => {
    const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
    expect(await portal.send({ itemId, applicationToken: 't'.repeat(32) })).toBe('received')
  }
  // What is kept afterwards: the sender, the names, that the types are there, that somebody looks.
  await announce()
  await portal.confirm()
  const counts = countMessages()
  const costs: (typeof counts)[] = []
  for (let event = 0; event < 3; event += 1) {
    const before = { ...counts }
    await announce()
    await portal.confirm()
    costs.push({ statements: counts.statements - before.statements, messages: counts.messages - before.messages })
  }
  expect(await portal.feed()).toHaveLength(4)
  // What is written now and then, beside events, may come with one of them.
  const [least] = costs.sort((one, other) => one.messages - other.messages)
  expect(least).toEqual({ statements: 18, messages: 4 })
})
