import { attempt } from './attempt.ts'
import { openItemCard } from './item-card.ts'
import { openItemDialog } from './item-dialog.ts'
import { text } from './languages.ts'
import { type MenuEntry, openMenu } from './menu.ts'
import { openModal } from './modal.ts'
import { deleteItem, updateItem } from './portal-api.ts'
import type { EntityType, Item } from './portal-types.ts'
import { stageColor } from './stage-color.ts'

/** What one can do with an item of the list. */
export function openItemMenu(anchor: HTMLElement, type: EntityType, item: Item): void {
  const { entityTypeId } = type
  const stages = type.stages.filter(
    ({ categoryId }) => categoryId == null || !item.category || categoryId === item.category.id,
  )
  const moves: MenuEntry[] = stages.map((stage) => ({
    label: stage.name,
    color: stageColor(stage.color),
    checked: stage.id === item.stage?.id,
    run: () => attempt(() => updateItem(entityTypeId, item.id, { stageId: stage.id })),
  }))
  openMenu(anchor, [
    { label: text('view'), icon: 'open', run: () => openItemCard(entityTypeId, item.id) },
    { label: text('edit'), icon: 'edit', run: () => openItemDialog(type, 0, item) },
    { label: text('delete'), icon: 'trash', danger: true, run: () => confirmDelete(entityTypeId, item) },
    ...(moves.length > 0 ? [{ heading: text('moveTo') }, ...moves] : []),
  ])
}

function confirmDelete(entityTypeId: number, item: Item) {
  openModal({
    title: text('confirmDelete'),
    body: [item.title],
    action: text('delete'),
    danger: true,
    testId: 'delete-dialog',
    run: () => deleteItem(entityTypeId, item.id),
  })
}
