import { expect, test } from 'vitest'
import type { Api } from '#components/frame/api-call.ts'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { knownSettings, readSettings } from '#components/notify/settings-store.ts'
import type { Answer, JsonRoute } from '#lib/http/contract.ts'
import { silentSettings } from '#lib/notify/notify-rule.ts'

const rule = { id: 'r', entityTypeId: null, stageId: null, createdById: null, minAmount: null, words: 'cartons' }
const notify = { ...silentSettings, toast: true, rules: [rule] }
let readings = 0
let answer: () => Promise<unknown> = () => Promise.reject(new ApiProblem(0, 'network'))

const api: Api = {
  ahead: () => undefined,
  send: () => Promise.reject(new Error('Nothing is saved here')),
  read<R extends JsonRoute>() {
    readings += 1
    return answer() as Promise<Answer<R>>
  },
}

test('settings that could not be read are unknown, not empty, until they could', async () => {
  expect(knownSettings()).toEqual({ value: null, problem: null })
  await expect(readSettings(api)).rejects.toMatchObject({ code: 'network' })
  expect(knownSettings()).toMatchObject({ value: null, problem: { code: 'network' } })

  answer = () => Promise.resolve({ views: [], notify: null })
  await expect(readSettings(api), 'an older instance, which does not know all').rejects.toMatchObject({ status: 503 })
  expect(knownSettings().value).toBeNull()

  readings = 0
  answer = () => Promise.resolve({ views: [], notify, theme: null, filter: null })
  await Promise.all([readSettings(api), readSettings(api)])
  expect(knownSettings()).toEqual({ value: notify, problem: null })
  expect(readings, 'one for both').toBe(1)
  await readSettings(api)
  expect(readings, 'known for good').toBe(1)
})
