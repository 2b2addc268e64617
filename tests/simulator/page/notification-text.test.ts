import { expect, test } from 'vitest'
import { notificationText } from '../../../simulator/page/notification-text.ts'

test('a notification is told without its markup, and leads where its first link does', () => {
  expect(notificationText('[URL=https://p.example/crm/type/1220/details/22/]Claims: Wet cartons[/URL]')).toEqual({
    ...{ text: 'Claims: Wet cartons', href: 'https://p.example/crm/type/1220/details/22/' },
  })
  expect(notificationText('7 new items')).toEqual({ text: '7 new items', href: null })
})
