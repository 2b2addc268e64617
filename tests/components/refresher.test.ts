import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readEvery } from '#components/ui/read-every.ts'
import { Refresher } from '#components/ui/refresher.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** Notes when it was read, in ms; fails as long as it is told to. */
function fakeReading() {
  const begun = Date.now()
  const reading = { at: [] as number[], isDown: false, read: () => Promise.resolve() }
  reading.read = () => {
    reading.at.push(Date.now() - begun)
    return reading.isDown ? Promise.reject(new Error('down')) : Promise.resolve()
  }
  return reading
}

test('what happens together is read once, soon, and then not before the gap is over', async () => {
  const reading = fakeReading()
  const { refresh } = new Refresher(() => reading.read(), 2_000)
  refresh()
  refresh()
  await vi.advanceTimersByTimeAsync(300)
  expect(reading.at).toEqual([300])
  refresh()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(reading.at).toEqual([300, 2_300])
  refresh()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(reading.at).toEqual([300, 2_300, 10_600])
})

test('a refresh that fails is tried on by itself, until another one takes its place', async () => {
  const reading = fakeReading()
  const { read, refresh } = new Refresher(() => reading.read(), 2_000)
  await read()
  reading.isDown = true
  refresh()
  await vi.advanceTimersByTimeAsync(5_500)
  expect(reading.at).toEqual([0, 2_000, 3_000, 5_000])
  reading.isDown = false
  refresh()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(reading.at, 'not at 9 s, too').toEqual([0, 2_000, 3_000, 5_000, 7_000])
})

test('nothing is read once the screen is gone', async () => {
  const reading = fakeReading()
  const { insist, refresh, stop } = new Refresher(() => reading.read(), 2_000)
  reading.isDown = true
  insist()
  refresh()
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(reading.at).toEqual([0])
})

test('what is read every minute passes over a failure, and tells nobody of it who has gone', async () => {
  const reading = fakeReading()
  const heard: string[] = []
  const end = readEvery(60_000, {
    read: () => (reading.at.length === 1 ? null : reading.read()),
    onValue: () => heard.push('value'),
    onFailure: () => heard.push('failure'),
  })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(heard, 'not worth a reading').toEqual(['value'])
  reading.at.push(0)
  reading.isDown = true
  await vi.advanceTimersByTimeAsync(60_000)
  reading.isDown = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(heard).toEqual(['value', 'failure', 'value'])
  reading.isDown = true
  vi.advanceTimersByTime(60_000)
  end()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(heard).toEqual(['value', 'failure', 'value'])
  expect(reading.at, 'and nothing more is read').toHaveLength(5)
})
