import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, story } from './command.ts'
import { runStory } from './run-story.ts'
import { Stage } from './stage.ts'

/** `PROPERTY_SEED` plays the same stories again. */
const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647)
/** Portals that live at once. A slow one spends most of its time waiting for its next request. */
const LANES = { slow: 7, quick: 8 }
/** What a portal and its people cost to set up is more than what a story costs. */
const STORIES_A_PORTAL = 10
/** One portal in so many is slow. */
const SLOW_ONE_IN = 8
const settle = { do: 'settle' } as const
/** A failing life is played again with less of it, to find the shortest that still fails. */
const SHRINK_WITHIN_MS = 120_000

/** What happens to one portal: some stories, after each of which it comes to rest. */
type Life = { readonly first: number; readonly commands: readonly Command[]; readonly stories: number }
type Failure = Pick<Life, 'first' | 'commands'> & { readonly problems: readonly string[] }

const isSlow = ({ first }: Pick<Life, 'first'>) => first % (SLOW_ONE_IN * STORIES_A_PORTAL) === 0

/** Null where all was as it must be, otherwise as much as was played. */
async function play(stage: Stage, { first, commands }: Pick<Life, 'first' | 'commands'>): Promise<Failure | null> {
  const { problems, upTo } = await runStory(stage, commands, isSlow({ first }) ? 'en_std' : 'en_ent250')
  return problems.length === 0 ? null : { first, commands: commands.slice(0, upTo), problems }
}

/** Without ever smaller pieces. What fails by an accident of timing need not fail again. */
async function shrink(stage: Stage, failure: Failure): Promise<Failure> {
  const until = Date.now() + SHRINK_WITHIN_MS
  let shortest = failure
  for (let size = Math.ceil(shortest.commands.length / 2); size > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < shortest.commands.length && Date.now() < until; ) {
      const fewer = await play(stage, { ...shortest, commands: shortest.commands.toSpliced(at, size) })
      if (fewer) shortest = fewer
      else at += size
    }
  }
  return shortest
}

function makeLives(runs: number): Life[] {
  const stories = fc.sample(story, { numRuns: runs, seed: SEED })
  const lives: Life[] = []
  for (let first = 0; first < runs; first += STORIES_A_PORTAL) {
    const own = stories.slice(first, first + STORIES_A_PORTAL)
    const commands = own.flatMap((one, n): readonly Command[] => (n === 0 ? one : [settle, ...one]))
    lives.push({ first, commands, stories: own.length })
  }
  return lives
}

/** Lanes of one seed: what happens to which portal is the same for the same seed, whichever lane it comes to. */
async function playAll(stage: Stage, runs: number): Promise<{ played: number; failures: Failure[] }> {
  const lives = makeLives(runs)
  const slow = lives.filter(isSlow)
  const quick = lives.filter((life) => !isSlow(life))
  const failures: Failure[] = []
  let played = 0
  const lane = async (first: Life[], then: Life[]) => {
    for (let life = first.shift() ?? then.shift(); life; life = first.shift() ?? then.shift()) {
      if (failures.length >= 3) return
      const failure = await play(stage, life)
      played += life.stories
      process.stdout.write(`interleavings: ${played} of ${runs}, ${failures.length} failed\n`)
      if (!failure) continue
      failures.push(failure)
      process.stdout.write(`${textOf(failure)}\n`)
    }
  }
  await Promise.all([
    ...Array.from({ length: LANES.slow }, () => lane(slow, quick)),
    ...Array.from({ length: LANES.quick }, () => lane(quick, slow)),
  ])
  return { played, failures }
}

function textOf({ first, commands, problems }: Failure): string {
  return `seed ${SEED}, stories from ${first} on:\n${commands.map((command) => JSON.stringify(command)).join('\n')}\n→ ${problems.join('; ')}`
}

/** Registers the test that so many stories end well. A seed tells the same stories to whoever plays them. */
export function testStories(runs: number): void {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.start()
  })
  afterAll(() => stage.close())

  test(`whatever happens in whatever order, afterwards every feed is what the CRM shows that viewer (${runs} stories)`, {
    // For what never comes: beside another whole run, and more, a story takes three seconds and more.
    timeout: 300_000 + runs * 5_000,
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
