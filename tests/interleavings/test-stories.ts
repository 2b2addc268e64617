import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, story } from './command.ts'
import { runStory } from './run-story.ts'
import { Stage } from './stage.ts'

/** `PROPERTY_SEED` plays the same stories again. */
const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647)
/** Stories that are played at once, each on a portal of its own. */
const LANES = 8
/** How often a failing story is played again to find a shorter one. */
const REPLAYS = 40

type Failure = { n: number; commands: readonly Command[]; problems: readonly string[] }

/** With the usual limit a story spends most of its time waiting for the next request; one in four does. */
const licenseOf = (n: number) => (n % 4 === 0 ? 'en_std' : 'en_ent250')

const play = (stage: Stage, n: number, commands: readonly Command[]) =>
  runStory(stage, commands, licenseOf(n)).catch((error: unknown) => [String(error)])

/** The same with fewer commands, as far as replays go: what fails by an accident of timing need not fail again. */
async function shrink(stage: Stage, { n, commands, problems }: Failure): Promise<Failure> {
  let shortest: Failure = { n, commands, problems }
  for (let at = 0, replays = 0; at < shortest.commands.length && replays < REPLAYS; replays += 1) {
    const fewer = shortest.commands.toSpliced(at, 1)
    const still = await play(stage, n, fewer)
    if (still.length > 0) shortest = { n, commands: fewer, problems: still }
    else at += 1
  }
  return shortest
}

/** Lanes of one seed: the story number n of the run is the same for the same seed, whoever plays it. */
async function playAll(stage: Stage, runs: number): Promise<{ played: number; failures: Failure[] }> {
  const stories = fc.sample(story, { numRuns: runs, seed: SEED })
  const waiting = stories.entries()
  const failures: Failure[] = []
  let played = 0
  const lane = async () => {
    for (const [n, commands] of waiting) {
      if (failures.length >= 3) return
      const problems = await play(stage, n, commands)
      played += 1
      if (played % 50 === 0) process.stdout.write(`interleavings: ${played} of ${runs}, ${failures.length} failed\n`)
      if (problems.length === 0) continue
      failures.push({ n, commands, problems })
      process.stdout.write(`${textOf({ n, commands, problems })}\n`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { played, failures }
}

function textOf({ n, commands, problems }: Failure): string {
  return `seed ${SEED}, story ${n}:\n${commands.map((command) => JSON.stringify(command)).join('\n')}\n→ ${problems.join('; ')}`
}

/** Registers the test that so many stories end well. A seed tells the same stories to whoever plays them. */
export function testStories(runs: number): void {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.start()
  })
  afterAll(() => stage.close())

  test(`whatever happens in whatever order, afterwards every feed is what the CRM shows that viewer (${runs} stories)`, {
    timeout: 180_000 + runs * 1_500,
  }, async () => {
    process.stdout.write(`interleavings: seed ${SEED}\n`)
    const startedAt = Date.now()
    const { played, failures } = await playAll(stage, runs)
    process.stdout.write(`interleavings: ${played} stories in ${Math.round((Date.now() - startedAt) / 1_000)} s\n`)
    const [first, ...others] = failures
    if (first) process.stdout.write('interleavings: looking for a shorter story\n')
    expect([...(first ? [await shrink(stage, first)] : []), ...others].map(textOf).join('\n\n')).toBe('')
    expect(played).toBe(runs)
  })
}
