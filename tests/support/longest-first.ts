import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The stories take longer than any other test of processes: begun last they would be alone in the end, with one core idle. */
const longest = /\/interleavings\//

/** The order of test files where nothing is known of earlier runs: on a clean checkout. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const first = sorted.filter(({ moduleId }) => longest.test(moduleId))
    return [...first, ...sorted.filter((file) => !first.includes(file))]
  }
}
