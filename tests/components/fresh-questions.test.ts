import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FreshQuestions } from '#components/filter/fresh-questions.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('a question is asked once by all who ask it meanwhile, and again after some minutes', async () => {
  const questions = new FreshQuestions()
  const ask = vi.fn(() => Promise.resolve())
  await Promise.all([questions.ask('anna', ask), questions.ask('anna', ask), questions.ask('bob', ask)])
  await vi.advanceTimersByTimeAsync(9 * 60_000)
  await questions.ask('anna', ask)
  expect(ask).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(60_000)
  await questions.ask('anna', ask)
  expect(ask, 'an empty answer does not hold for good').toHaveBeenCalledTimes(3)
})

test('one that failed is said to all who asked it, and asked anew', async () => {
  const questions = new FreshQuestions()
  const ask = vi.fn(() => Promise.reject(new Error('down')))
  const asked = [questions.ask('anna', ask), questions.ask('anna', ask)]
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(questions.ask('anna', ask)).rejects.toThrow('down')
  expect(ask).toHaveBeenCalledTimes(2)
})
