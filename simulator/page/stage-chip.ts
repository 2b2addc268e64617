import { element } from './element.ts'
import type { Stage } from './portal-types.ts'
import { readableOn, stageColor } from './stage-color.ts'

export function stageChip(stage: Stage): HTMLElement {
  const chip = element('span', { class: 'stage-chip' }, stage.name)
  const color = stageColor(stage.color)
  chip.style.backgroundColor = color
  chip.style.color = readableOn(color)
  return chip
}
