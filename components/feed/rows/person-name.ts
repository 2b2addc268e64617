import type { Translate } from '#components/frame/language-provider.tsx'
import type { Named } from '#lib/feed/feed-item.ts'

/** What a person is called: whom the CRM does not name, as bots and system users, goes by the number. */
export function personName(t: Translate, { id, name }: Named): string {
  return name || t('name.person', { id: String(id) })
}
