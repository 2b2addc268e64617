import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { checks } from './checks.ts'
import { readFixtures, writeFixtures } from './fixtures.ts'
import { runBattery } from './run-battery.ts'
import { Scrubber } from './scrub.ts'
import { look } from './seen.ts'
import { compareAnswers } from './shape.ts'
import { startSimulatedPortal } from './simulated-portal.ts'

const recorded = readFixtures(path.join(import.meta.dirname, 'fixtures'))

async function askSimulator() {
  const parts = new AsyncDisposableStack()
  onTestFinished(() => parts.disposeAsync())
  const { portal } = await startSimulatedPortal(parts)
  return runBattery(checks, portal, await look(portal, { mayWrite: true }))
}

/** Where the recorded answers and those that the simulator gives today differ in shape, status or code. */
function differencesOf(fixtures: typeof recorded, ran: Awaited<ReturnType<typeof askSimulator>>): string[] {
  return fixtures.flatMap(({ title, answers }) => {
    const given = ran.find(({ check }) => check.title === title)
    if (!given) return [`${title}: there is no such check any more`]
    if (given.answers.length !== answers.length) return [`${title}: so many answers are not given`]
    return answers.flatMap((answer, at) => {
      const other = given.answers[at]
      const differences = other ? compareAnswers(answer, other, given.check.mayLack) : []
      return differences.map(({ at: where, ...both }) => `${title}: ${where}: ${both.portal} / ${both.simulator}`)
    })
  })
}

test('the simulator gives back what was recorded', async () => {
  expect(recorded.length).toBeGreaterThan(40)
  expect(differencesOf(recorded, await askSimulator())).toEqual([])
})

test('an answer that the simulator does not give back is named', async () => {
  const ran = await askSimulator()
  const folder = temporaryFolder('check-portal')
  writeFixtures(folder, ran, 'simulator')
  const again = readFixtures(folder)
  expect(differencesOf(again, ran)).toEqual([])
  const fixture = again.find(({ title }) => title === 'user.admin is true or false')
  if (fixture) fixture.answers = [{ asked: 'user.admin', status: 200, body: { result: 'Y', time: {} } }]
  expect(differencesOf(again, ran)).toEqual(['user.admin is true or false: user.admin result: text / boolean'])
})

test('what is recorded says nothing of a portal but its shape', () => {
  const scrubber = new Scrubber()
  const row = {
    ID: '17',
    NAME: 'Ann',
    EMAIL: 'ann@example.com',
    PERSONAL_MOBILE: '4915112345',
    PHOTO: 'https://acme.bitrix24.com/ann.png',
    opportunity: 12_500.5,
    currencyId: 'EUR',
    stageId: 'DT1220_3:NEW',
    createdTime: '2024-07-08T17:24:55+02:00',
  }
  expect(scrubber.scrub([row, { ...row, NAME: 'Eva' }])).toEqual([
    {
      ID: '17',
      NAME: 'NAME 1',
      EMAIL: 'EMAIL 1',
      PERSONAL_MOBILE: 'PERSONAL_MOBILE 1',
      PHOTO: 'PHOTO 1',
      opportunity: 0,
      currencyId: 'EUR',
      stageId: 'DT1220_3:NEW',
      createdTime: '2026-01-01T00:00:00+03:00',
    },
  ])
  // The same text has the same word.
  expect(scrubber.scrub({ NAME: 'Ann' })).toEqual({ NAME: 'NAME 1' })
  expect(scrubber.scrub({ NAME: 'Eva' })).toEqual({ NAME: 'NAME 2' })
})
