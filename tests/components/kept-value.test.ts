import { expect, test } from 'vitest'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { KeptValue } from '#components/frame/kept-value.ts'

type Request = { readonly value: string; readonly done: () => void; readonly decline: () => void }

/** A server that answers when it is told to; `requests` are those on their way. */
function fakeServer() {
  const requests: Request[] = []
  const kept = new KeptValue<string>()
  const put = (value: string) =>
    new Promise<void>((resolve, reject) => {
      requests.push({ value, done: resolve, decline: () => reject(new ApiProblem(503, 'unavailable')) })
    })
  const save = (value: string) => kept.save(value, put)
  return { kept, requests, save }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('a reading that failed says so, and nothing is known until another one did not', async () => {
  const { kept } = fakeServer()
  await expect(kept.read(() => Promise.reject(new ApiProblem(0, 'network')))).rejects.toMatchObject({ code: 'network' })
  expect(kept.shown()).toMatchObject({ value: null, problem: { code: 'network' } })
  await kept.read(() => Promise.resolve('old'))
  expect(kept.shown()).toEqual({ value: 'old', problem: null })
})

test('what is saved shows at once, and is put back when the server declines', async () => {
  const { kept, requests, save } = fakeServer()
  kept.stored('old')
  save('new')
  expect(kept.shown()).toEqual({ value: 'new', problem: null })
  requests[0]?.decline()
  await settle()
  expect(kept.shown()).toMatchObject({ value: 'old', problem: { code: 'unavailable' } })
})

test('a save that is declined takes no later one with it, and puts back what the server has', async () => {
  const { kept, requests, save } = fakeServer()
  kept.stored('old')
  save('first')
  save('second')
  requests[0]?.decline()
  await settle()
  expect(kept.shown()).toEqual({ value: 'second', problem: null })
  requests[1]?.done()
  await settle()
  expect(kept.shown()).toEqual({ value: 'second', problem: null })
  save('third')
  requests[2]?.decline()
  await settle()
  expect(kept.shown()).toMatchObject({ value: 'second', problem: { code: 'unavailable' } })
})

test('saves go one after another, and of those that wait the newest alone', async () => {
  const { requests, save } = fakeServer()
  for (const value of ['first', 'second', 'third']) save(value)
  expect(requests.map(({ value }) => value)).toEqual(['first'])
  requests[0]?.done()
  await settle()
  expect(requests.map(({ value }) => value)).toEqual(['first', 'third'])
})

test('a reading that a save overtook does not bring back what was before it', async () => {
  const { kept, requests, save } = fakeServer()
  kept.stored('old')
  const { promise, resolve } = Promise.withResolvers<string>()
  const before = kept.read(() => promise)
  save('new')
  resolve('old')
  await before
  expect(kept.shown().value).toBe('new')
  const during = kept.read(() => Promise.resolve('old'))
  requests[0]?.done()
  await during
  expect(kept.shown().value).toBe('new')
  await kept.read(() => Promise.resolve('of another screen'))
  expect(kept.shown().value).toBe('of another screen')
})
