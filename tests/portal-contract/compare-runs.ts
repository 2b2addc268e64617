import type { Ran } from './run-battery.ts'
import { compareAnswers } from './shape.ts'

/** What a check found: lines to print, none where portal, documentation and simulator agree. */
export type Finding = { readonly page: string; readonly title: string; readonly lines: readonly string[] }

/** What each check says of the portal beside what it says of the simulator, which has run the same ones. */
export function compareRuns(portal: readonly Ran[], simulator: readonly Ran[]): Finding[] {
  return portal.flatMap((ofPortal, at) => {
    const ofSimulator = simulator[at]
    if (!ofSimulator || ofPortal.lacks !== null) return []
    const { page, title } = ofPortal.check
    const lines = [...compareProblems(ofPortal, ofSimulator), ...compareAll(ofPortal, ofSimulator)]
    return lines.length > 0 ? [{ page, title, lines }] : []
  })
}

function compareProblems({ problems: ofPortal }: Ran, { problems: ofSimulator, lacks }: Ran): string[] {
  const all = [...new Set([...ofPortal, ...ofSimulator])]
  return all.map((problem) => {
    const [isPortal, isSimulator] = [ofPortal.includes(problem), ofSimulator.includes(problem)]
    if (isPortal && isSimulator) return `portal and simulator: ${problem}`
    const asDocumented = lacks === null ? 'as documented' : 'not asked'
    if (isPortal) return `portal: ${problem} / simulator: ${asDocumented}`
    return `portal: as documented / simulator: ${problem}`
  })
}

function compareAll(ofPortal: Ran, ofSimulator: Ran): string[] {
  if (ofSimulator.lacks !== null) return []
  const lines = ofPortal.answers.flatMap((answer, at) => {
    const other = ofSimulator.answers[at]
    if (!other) return []
    return compareAnswers(answer, other, ofPortal.check.mayLack).map(
      (difference) => `${difference.at}: portal: ${difference.portal} / simulator: ${difference.simulator}`,
    )
  })
  return [...new Set(lines)]
}
