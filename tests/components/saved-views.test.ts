import { expect, test } from 'vitest'
import { withView } from '#components/filter/use-views.ts'

const view = (id: string) => ({ id, name: id, filter: {} })

test('a view that was deleted comes back to its place, also where others were deleted meanwhile, and only once', () => {
  const [one, two, three] = [view('1'), view('2'), view('3')]
  expect(withView([one, three], two, 1)).toEqual([one, two, three])
  expect(withView([], three, 2)).toEqual([three])
  expect(withView([one, two], two, 0)).toEqual([one, two])
})
