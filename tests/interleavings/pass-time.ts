import { marksOfPortal } from '#lib/visibility/known-viewers.ts'

// What an instance keeps in its memory and puts off for minutes. Runs within the instance.

const elevenMinutesMs = 11 * 60_000

/** What a page may still show although it is hidden now is settled at once, although that was done a moment ago. */
export function settleDoubtsAgain(portalId: string): void {
  for (const marks of marksOfPortal(portalId)) marks.doubts.age(elevenMinutesMs)
}

/** The CRM's answers are too old, and each viewer's next stream has them asked again. */
export function ageAnswers(portalId: string): void {
  for (const marks of marksOfPortal(portalId)) marks.age(elevenMinutesMs)
}
