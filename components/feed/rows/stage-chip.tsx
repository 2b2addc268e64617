import { useCallback } from 'react'
import type { Stage } from '#lib/feed/feed-item.ts'
import { chipColors } from './readable-text.ts'

/** The stage's name in the stage's colour. Colours are set through the CSSOM: the policy forbids style attributes. */
export function StageChip({ stage }: { readonly stage: Stage }) {
  const paint = useCallback(
    (chip: HTMLElement | null) => {
      const colors = chipColors(stage.color)
      if (chip === null || colors === null) return
      chip.style.setProperty('--chip', colors.background)
      chip.style.setProperty('--chip-text', colors.text)
    },
    [stage.color],
  )
  return (
    <span
      ref={paint}
      data-semantics={stage.semantics}
      title={stage.name}
      className="inline-block h-5 max-w-48 overflow-hidden rounded-full bg-(--chip,var(--air-grey-soft)) px-2 text-xs/5 font-semibold text-(--chip-text,var(--air-body))"
    >
      {/* Cut at the end of the name, whichever way the page is read. */}
      <bdi className="block truncate">{stage.name}</bdi>
    </span>
  )
}
