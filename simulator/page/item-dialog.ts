import { element } from './element.ts'
import { text } from './languages.ts'
import { openModal } from './modal.ts'
import { createItem, type ItemChange, updateItem } from './portal-api.ts'
import type { EntityType, Item } from './portal-types.ts'

/** Asks for title and stage and creates an item of this type, or changes the given one. */
export function openItemDialog(type: EntityType, categoryId: number, item?: Item): void {
  const title = element('input', {
    name: 'title',
    class: 'input',
    value: item?.title,
    autocomplete: 'off',
    maxlength: 255,
    'data-testid': 'item-title',
  })
  const save = (form: FormData) => {
    const stageId = String(form.get('stageId') ?? '')
    const change: ItemChange = { title: String(form.get('title')).trim(), ...(stageId && { stageId }) }
    if (!change.title) delete change.title
    return item ? updateItem(type.entityTypeId, item.id, change) : createItem(type.entityTypeId, change)
  }
  openModal({
    title: text(item ? 'editItem' : 'newItem'),
    body: [
      element('label', { class: 'field' }, element('span', {}, text('title')), title),
      type.stages.length > 0 &&
        element('label', { class: 'field' }, element('span', {}, text('stage')), stageSelect(type, categoryId, item)),
    ],
    action: text(item ? 'save' : 'create'),
    testId: 'item-dialog',
    run: save,
  })
}

function stageSelect(type: EntityType, categoryId: number, item?: Item): HTMLSelectElement {
  const select = element('select', { name: 'stageId', class: 'input', 'data-testid': 'item-stage' })
  const wanted = item?.category?.id ?? categoryId
  const categories = type.categories.filter(({ id }) => !wanted || id === wanted)
  const option = ({ id, name }: { id: string; name: string }) =>
    element('option', { value: id, selected: id === item?.stage?.id }, name)
  const loose = type.stages.filter((stage) => !type.categories.some(({ id }) => id === stage.categoryId))
  select.append(...loose.map(option))
  for (const category of categories) {
    const options = type.stages.filter((stage) => stage.categoryId === category.id).map(option)
    if (categories.length === 1) select.append(...options)
    else select.append(element('optgroup', { label: category.name }, ...options))
  }
  return select
}
