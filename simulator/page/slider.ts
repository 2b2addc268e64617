import { element, elementById } from './element.ts'
import { icon } from './icons.ts'
import { text } from './languages.ts'

const SLIDE_MS = 200

export type SliderSettings = {
  content: HTMLElement
  title: string
  /** The address while the panel is open; none leaves the address alone. */
  path?: string
  /** The widest it gets, in pixels; narrower windows win. */
  width?: number
  /** What stays free beside the panel, in pixels. */
  sideMargin?: number
  label?: { text: string; color: string }
  testId?: string
  onClosed?: () => void
}

export type Slider = { path: string | undefined; close(): void; setTitle(title: string): void }

const open: Slider[] = []

/** The open panels, the topmost last. */
export const openSliders = (): readonly Slider[] => open

/** Opens a side panel over everything; panels stack. */
export function openSlider(settings: SliderSettings): Slider {
  const heading = element('h2', { class: 'slider-title' }, settings.title)
  const panel = element(
    'div',
    { class: 'slider', role: 'dialog', 'aria-modal': 'true', tabindex: -1, 'data-testid': settings.testId },
    closeButton(settings.label, () => slider.close()),
    element('div', { class: 'slider-page' }, heading, settings.content),
  )
  panel.setAttribute('aria-label', settings.title)
  if (settings.width) panel.style.maxInlineSize = `${settings.width}px`
  if (settings.sideMargin) panel.style.setProperty('--slider-margin', `${settings.sideMargin}px`)
  const overlay = element('div', { class: 'slider-overlay' }, panel)
  overlay.addEventListener('pointerdown', (event) => event.target === overlay && slider.close())

  const focused = document.activeElement
  const addressBefore = location.pathname + location.search
  const slider: Slider = {
    path: settings.path,
    setTitle: (title) => heading.replaceChildren(title),
    close() {
      const position = open.indexOf(slider)
      if (position < 0) return
      open.splice(position, 1)
      // No history.back(): the entries of the app's frame are in the same history.
      if (settings.path && location.pathname === settings.path) history.replaceState(null, '', addressBefore)
      overlay.classList.remove('open')
      holdBackground()
      window.setTimeout(() => {
        overlay.remove()
        settings.onClosed?.()
      }, SLIDE_MS)
      if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
    },
  }
  open.push(slider)
  elementById('sliders').append(overlay)
  if (settings.path && location.pathname !== settings.path) history.pushState(null, '', settings.path)
  holdBackground()
  // Read once, so that the panel has a place to slide in from.
  overlay.getBoundingClientRect()
  overlay.classList.add('open')
  panel.focus({ preventScroll: true })
  return slider
}

function closeButton(label: SliderSettings['label'], close: () => void): HTMLElement {
  const button = element(
    'button',
    {
      type: 'button',
      class: 'slider-close',
      'aria-label': label ? `${text('close')}: ${label.text}` : text('close'),
      'data-testid': 'slider-close',
      click: close,
    },
    icon('close', 22),
    label ? element('span', {}, label.text) : null,
  )
  if (label?.color) button.style.backgroundColor = label.color
  return button
}

function holdBackground() {
  elementById('portal').inert = open.length > 0
  document.documentElement.classList.toggle('has-slider', open.length > 0)
}

document.addEventListener('keydown', (event) => {
  const modal = document.querySelector('dialog[open], :popover-open')
  if (event.key === 'Escape' && !modal) open.at(-1)?.close()
})
