import { expect, test } from 'vitest'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { reasonText } from '#components/settings/reason-text.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { translate } from '#lib/language/translate.ts'
import type { WatchProblem } from '#lib/watches/watch.ts'

test.each([
  ['denied', undefined, 'Bitrix24 does not let you read this type.'],
  ['declined', 'WRONG_LICENSE', 'Bitrix24 declined this type (WRONG_LICENSE).'],
  ['unknown_type', undefined, 'This type no longer exists.'],
  ['something_new', undefined, 'This type cannot be watched.'],
])('a type that is declined as %s is told why, beside the type alone', async (reason, code, text) => {
  const messages = await loadMessages('en')
  const t: Parameters<typeof reasonText>[0] = (key, values) => translate(messages, 'en', key, values)
  // A page that is open since before may meet a newer server.
  const told = { entityTypeId: 31, reason: reason as WatchProblem['reason'], ...(code && { code }) }
  const problem = new ApiProblem(422, 'not_watchable', { problems: [told] })
  expect(reasonText(t, problem, 31)).toBe(text)
  expect(reasonText(t, problem, 1220)).toBeNull()
})
