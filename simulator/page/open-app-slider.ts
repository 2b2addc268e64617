import { attempt } from './attempt.ts'
import { element } from './element.ts'
import { mountAppFrame } from './mount-app-frame.ts'
import { openAppFrame } from './portal-api.ts'
import { state } from './portal-state.ts'
import { refusalPage } from './refusal-page.ts'
import { openSlider, type SliderSettings } from './slider.ts'

type AppSliderSettings = Omit<SliderSettings, 'content' | 'title'> & { title?: string }

/** Opens the app once more in a side panel; `options` reach it as PLACEMENT_OPTIONS. */
export async function openAppSlider(options: object, settings: AppSliderSettings): Promise<void> {
  const ticket = await openAppFrame('DEFAULT', { ...options, IFRAME: 'Y', IFRAME_TYPE: 'SIDE_SLIDER' })
  const content = element('div', { class: 'slider-app' })
  let disconnect = () => {}
  const slider = openSlider({
    title: state().app.title,
    ...settings,
    content,
    onClosed: () => {
      settings.onClosed?.()
      disconnect()
    },
  })
  if (!ticket.ok) {
    content.append(refusalPage(ticket.reason))
    return
  }
  const reopen = () => {
    slider.close()
    attempt(() => openAppSlider(options, settings))
  }
  disconnect = mountAppFrame(content, ticket, {
    setTitle: slider.setTitle,
    reload: reopen,
    installFinished: reopen,
    close: slider.close,
  })
}
