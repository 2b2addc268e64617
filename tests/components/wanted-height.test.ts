import { expect, test } from 'vitest'
import { wantedHeight } from '#components/frame/wanted-height.ts'

const seen = (innerHeight: number, outerHeight: number) => ({ innerHeight, outerHeight })

test('a frame that is high enough is left to the portal, which makes it follow the window', () => {
  expect(wantedHeight(seen(800, 1_000), null)).toBe(null)
  expect(wantedHeight(seen(500, 600), null)).toBe(null)
})

test('a low one is asked for: a share of the window, and never less than a list needs', () => {
  expect(wantedHeight(seen(300, 1_000), null)).toBe(700)
  expect(wantedHeight(seen(300, 400), null)).toBe(500)
})

test('what was asked for is asked for once, and anew when the window has grown or shrunk', () => {
  expect(wantedHeight(seen(300, 1_000), 700)).toBe(null)
  expect(wantedHeight(seen(700, 1_000), 700)).toBe(null)
  expect(wantedHeight(seen(700, 1_400), 700)).toBe(980)
  expect(wantedHeight(seen(980, 600), 980)).toBe(500)
})
