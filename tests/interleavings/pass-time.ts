import { allMarks, type ViewerMarks } from '#lib/visibility/viewer-marks.ts'

// What an instance keeps in its memory and puts off for minutes. Runs within the instance.

function viewersOf(portalId: string): ViewerMarks[] {
  return [...allMarks()].filter(([key]) => key.startsWith(`${portalId}:`)).map(([, marks]) => marks)
}

/** What a page may still show although it is hidden now is settled at once, although that was done a moment ago. */
export function settleDoubtsAgain(portalId: string): void {
  for (const marks of viewersOf(portalId)) {
    marks.doubts.settledAtMs = Number.NEGATIVE_INFINITY
    marks.returnsAskedAtMs = Number.NEGATIVE_INFINITY
  }
}

/** The CRM's answers are too old, and each viewer's next stream has them asked again. */
export function ageAnswers(portalId: string): void {
  for (const marks of viewersOf(portalId)) {
    marks.recheckedAtMs = 0
    if (marks.adminUntilMs > 0) marks.adminUntilMs = 1
    for (const answer of marks.items.expired(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY))
      Object.assign(answer, { untilMs: 0 })
    for (const answer of marks.types.values()) Object.assign(answer, { untilMs: 0 })
  }
}
