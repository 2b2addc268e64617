import { expect, test } from 'vitest'
import { CardQuestions } from '#components/feed/rows/card-questions.ts'

type Answer = { closed: readonly string[]; isPartial?: true }

/** A page whose questions are answered when the test says so. */
function fakePage() {
  const asked: (readonly string[])[] = []
  let answers: PromiseWithResolvers<Answer> = Promise.withResolvers()
  const page = { isHidden: false }
  const questions = new CardQuestions(() => page.isHidden)
  const ask = (ids: readonly string[]) => {
    asked.push(ids)
    answers = Promise.withResolvers()
    return answers.promise
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve))
  return {
    page,
    asked,
    look: (id: string, revision = '1') => void questions.look({ id, revision }, ask),
    isClosed: (id: string, revision = '1') => questions.isClosed({ id, revision }),
    answer: (answer: Answer) => {
      answers.resolve(answer)
      return settled()
    },
    refuse: () => {
      answers.reject(new Error('busy'))
      return settled()
    },
  }
}

test('one question is under way; what is looked at meanwhile goes with the next', async () => {
  const { asked, look, answer, isClosed } = fakePage()
  for (const id of ['1220:1', '1220:2', '1220:3', '1220:2']) look(id)
  expect(asked).toEqual([['1220:1']])
  await answer({ closed: ['1220:1'] })
  expect(asked).toEqual([['1220:1'], ['1220:2', '1220:3']])
  await answer({ closed: [] })
  expect(asked).toHaveLength(2)
  expect(['1220:1', '1220:2', '1220:3'].map((id) => isClosed(id))).toEqual([true, false, false])
})

test('an answer holds for the item as it was; a changed one is asked about when it is looked at', async () => {
  const { asked, look, answer, isClosed } = fakePage()
  look('1220:1')
  await answer({ closed: ['1220:1'] })
  for (let n = 0; n < 5; n += 1) look('1220:1')
  expect(asked).toHaveLength(1)
  expect([isClosed('1220:1'), isClosed('1220:1', '2')]).toEqual([true, false])
  look('1220:1', '2')
  await answer({ closed: [] })
  expect([asked.length, isClosed('1220:1', '2')]).toEqual([2, false])
})

test('what was refused or left open is asked again when it is looked at again, and not before', async () => {
  const { asked, look, refuse, answer, isClosed } = fakePage()
  look('1220:1')
  await refuse()
  expect(asked).toHaveLength(1)
  look('1220:1')
  await answer({ closed: [], isPartial: true })
  expect(asked).toHaveLength(2)
  look('1220:1')
  await answer({ closed: ['1220:1'], isPartial: true })
  look('1220:1')
  expect([asked.length, isClosed('1220:1')]).toEqual([3, true])
})

test('a page that nobody can see asks nothing, also of what gathered while it could be seen', async () => {
  const { page, asked, look, answer } = fakePage()
  look('1220:1')
  look('1220:2')
  page.isHidden = true
  await answer({ closed: [] })
  look('1220:3')
  expect(asked).toEqual([['1220:1']])
  page.isHidden = false
  look('1220:2')
  expect(asked).toEqual([['1220:1'], ['1220:2']])
})
