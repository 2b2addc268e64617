/** How long to leave something alone that fails: the unit is the caller's. */
export type Backoff = { readonly first: number; readonly longest: number }

/**
 * The pause after so many failures in a row, from 1 on: `first`, doubled by each one more, at most `longest`.
 * @param chance from 0 to 1: spreads the pause over its upper half, so that those who failed together do not come back together.
 */
export function pauseAfter(failures: number, { first, longest }: Backoff, chance = 1): number {
  return Math.min(longest, first * 2 ** (failures - 1)) * (0.5 + chance / 2)
}
