import { element } from './element.ts'
import type { Stage } from './portal-types.ts'
import { readableOn, stageColor } from './stage-color.ts'

/** The stages as one bar, coloured up to the present one; a click moves the item. Empty without stages. */
export function stageBar(stages: Stage[], present: Stage | null, moveTo: (stageId: string) => void): HTMLElement {
  const bar = element('div', { class: 'stage-bar' })
  const position = stages.findIndex((stage) => stage.id === present?.id)
  const color = stageColor(present?.color)
  for (const [index, stage] of stages.entries()) {
    const isPresent = index === position
    const button = element(
      'button',
      {
        type: 'button',
        class: 'stage',
        title: stage.name,
        'aria-current': isPresent ? 'step' : undefined,
        click: () => isPresent || moveTo(stage.id),
      },
      element('span', {}, stage.name),
    )
    button.style.setProperty('--stage', stageColor(stage.color))
    if (index <= position) {
      button.style.backgroundColor = color
      button.style.color = readableOn(color)
    }
    bar.append(button)
  }
  return bar
}
