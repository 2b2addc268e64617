/** What is that much more than usual is cut off at the top: it would press all else to the ground. */
const STORM = 4
/** So few are no storm, however quiet it is otherwise. */
const FEW = 20

/** How high a chart reaches, and at which counts its axis has lines. */
export type ChartScale = { readonly top: number; readonly ticks: readonly number[] }

/** The next number above that one writes at an axis: 1, 2, 4, 6, 10, 20, 40, 60, 100 … */
function roundUp(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)))
  const step = [1, 2, 4, 6, 10].find((each) => each * power >= count) ?? 10
  return step * power
}

/**
 * The scale of a chart of these counts. Its top is that of the usual ones: of those that are there, up to four times what three
 * quarters of them do not exceed, and twenty at least.
 */
export function scaleOf(counts: readonly number[]): ChartScale {
  const present = counts.filter((count) => count > 0).toSorted((one, other) => one - other)
  const usual = present[Math.floor((present.length - 1) * 0.75)] ?? 1
  const highest = present.findLast((count) => count <= Math.max(FEW, STORM * usual)) ?? 1
  const top = roundUp(highest)
  return { top, ticks: top % 2 === 0 ? [0, top / 2, top] : [0, top] }
}
