import { attempt } from './attempt.ts'
import { element } from './element.ts'
import { inTurn } from './in-turn.ts'
import { openItemDialog } from './item-dialog.ts'
import { itemFields } from './item-fields.ts'
import { text } from './languages.ts'
import { readItem, updateItem } from './portal-api.ts'
import { findType, onChange } from './portal-state.ts'
import type { Item } from './portal-types.ts'
import { detailsPath } from './route.ts'
import { openSlider } from './slider.ts'
import { stageBar } from './stage-bar.ts'
import { statePage } from './state-page.ts'

type CardSettings = { width?: number; onClosed?: () => void }

/** Opens an item's card in a side panel at its own address; it follows the item while it is open. */
export function openItemCard(entityTypeId: number, itemId: number, settings: CardSettings = {}): void {
  const type = findType(entityTypeId)
  const content = element('div', { class: 'item-card', 'data-entity-type-id': entityTypeId, 'data-item-id': itemId })

  const show = (item: Item | null) => {
    if (!item || !type) {
      slider.setTitle(`#${itemId}`)
      content.replaceChildren(statePage('lock', text('accessDenied'), text('accessDeniedText'), 'access_denied'))
      return
    }
    const stages = type.stages.filter(
      ({ categoryId }) => categoryId == null || !item.category || categoryId === item.category.id,
    )
    const moveTo = (stageId: string) => attempt(() => updateItem(entityTypeId, itemId, { stageId }).then(refresh))
    slider.setTitle(item.title)
    content.replaceChildren(
      stageBar(stages, item.stage, moveTo),
      itemFields(item, () => openItemDialog(type, 0, item)),
    )
  }
  const refresh = inTurn(async () => show(await readItem(entityTypeId, itemId)))
  const stopFollowing = onChange(() => attempt(refresh))

  const slider = openSlider({
    content,
    title: `#${itemId}`,
    path: detailsPath(entityTypeId, itemId),
    width: settings.width ?? 1640,
    label: { text: type?.title ?? 'CRM', color: '' },
    testId: 'item-slider',
    onClosed: () => {
      stopFollowing()
      settings.onClosed?.()
    },
  })
  attempt(refresh)
}
