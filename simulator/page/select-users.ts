import { avatar } from './avatar.ts'
import { element } from './element.ts'
import { text } from './languages.ts'
import { openModal } from './modal.ts'
import { state } from './portal-state.ts'
import type { PortalUser } from './portal-types.ts'

/** The portal's employee selection; null when it is cancelled or nobody is chosen. */
export function selectUsers(multiple: boolean): Promise<PortalUser[] | null> {
  const { users } = state()
  const { promise, resolve } = Promise.withResolvers<PortalUser[] | null>()
  const rows = users.map((user) =>
    element(
      'label',
      { class: 'person-row' },
      element('input', { type: multiple ? 'checkbox' : 'radio', name: 'user', value: user.id }),
      avatar(user),
      element('span', {}, user.name),
    ),
  )
  openModal({
    title: text('selectUser'),
    body: [element('div', { class: 'person-list' }, ...rows)],
    action: text('select'),
    testId: 'select-user',
    async run(form) {
      const chosen = users.filter((user) => form.getAll('user').includes(String(user.id)))
      resolve(chosen.length > 0 ? chosen : null)
    },
    onCancel: () => resolve(null),
  })
  return promise
}
