import type { Locator } from '@playwright/test'
import { expect, type PortalPage, test } from './portal-page.ts'

/** Bitrix24's published values (the "Air" design tokens); where ours differ on purpose, docs/decisions/018 says why. */
const colors = {
  light: { page: '#eef2f4', card: '#ffffff', title: '#333333', tab: '#e6f4ff', divider: '#f0f0f0' },
  dark: { page: '#000000', card: '#262626', title: '#f8f8f8', tab: '#16324d', divider: '#323232' },
}

const styleOf = (locator: Locator, ...names: string[]) =>
  locator.evaluate((element, names) => {
    const style = getComputedStyle(element)
    return names.map((name) => style.getPropertyValue(name))
  }, names)

const rgb = (hex: string) => `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`

/** The nearest box around an element that has a colour of its own. */
const surfaceOf = (locator: Locator) =>
  locator.evaluate((element) => {
    for (let box: Element | null = element; box !== null; box = box.parentElement) {
      const { backgroundColor, borderTopLeftRadius } = getComputedStyle(box)
      if (backgroundColor !== 'rgba(0, 0, 0, 0)') return [backgroundColor, borderTopLeftRadius]
    }
    return []
  })

async function openScreen(admin: PortalPage, create: () => Promise<number[]>): Promise<number> {
  await admin.openFeed(1220, 147)
  const [itemId = 0] = await create()
  await expect(admin.row(1220, itemId)).toBeVisible()
  return itemId
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    // The operating system wants the opposite, and is not asked.
    test.use({ theme, colorScheme: theme === 'dark' ? 'light' : 'dark' })

    test(`the feed has Bitrix24's own measures and colours, ${theme}`, async ({ admin, page, simulator, portal }) => {
      const { frame } = admin
      const itemId = await openScreen(admin, () => simulator.createItems(portal.memberId, { entityTypeId: 1220 }))
      const wanted = colors[theme]
      expect(await styleOf(frame.locator('html'), 'background-color')).toEqual([rgb(wanted.page)])
      expect(await styleOf(frame.locator('body'), 'font-size')).toEqual(['14px'])
      expect(await surfaceOf(frame.getByTestId('feed-list'))).toEqual([rgb(wanted.card), '10px'])

      const row = admin.row(1220, itemId)
      expect(await styleOf(row, 'border-bottom-color', 'padding-inline-end')).toEqual([rgb(wanted.divider), '22px'])
      expect(await styleOf(row.getByRole('link'), 'color', 'font-size')).toEqual([rgb(wanted.title), '14px'])
      const chip = row.getByText('Received').locator('..')
      expect(await styleOf(chip, 'height', 'font-size', 'padding-left')).toEqual(['20px', '12px', '8px'])

      const tab = frame.getByRole('tab', { selected: true })
      expect(await styleOf(tab, 'background-color', 'border-radius')).toEqual([rgb(wanted.tab), '8px'])
      const field = frame.getByTestId('feed-search')
      expect(await styleOf(field, 'font-size')).toEqual(['15px'])
      const box = field.locator('xpath=ancestor-or-self::*[contains(@class,"border-stroke")][1]')
      expect(await styleOf(box, 'height', 'border-radius')).toEqual(['34px', '8px'])

      await frame.getByTestId('open-notify').click()
      const dialog = frame.getByRole('dialog')
      expect(await styleOf(dialog, 'border-radius', 'max-width')).toEqual(['18px', '512px'])
      const title = dialog.getByRole('heading').first()
      expect(await styleOf(title, 'font-size', 'font-weight')).toEqual(['19px', '700'])
      await page.keyboard.press('Escape')

      await frame.getByTestId('open-settings').click()
      const save = frame.getByTestId('save-watches')
      const measures = ['height', 'border-radius', 'font-size', 'font-weight', 'padding-left']
      expect(await styleOf(save, ...measures)).toEqual(['34px', '10px', '14px', '500', '13px'])
    })
  })
}
