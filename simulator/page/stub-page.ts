import { text } from './languages.ts'
import { openSlider } from './slider.ts'
import { statePage } from './state-page.ts'

/** A section of Bitrix24 that this portal does not have, as a side panel that says so. */
export function openStub(title: string, settings: { width?: number; onClosed?: () => void } = {}): void {
  openSlider({ title, content: statePage('tools', title, text('notSimulated'), 'not_simulated'), ...settings })
}
