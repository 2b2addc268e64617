import type { FrameCommand } from './frame-commands.ts'
import { openAppSlider } from './open-app-slider.ts'
import { openPathSlider } from './open-path-slider.ts'
import { resolvePath, sliderWidth } from './slider-path.ts'

const LABEL_COLORS: Record<string, string> = {
  aqua: '#06bab1',
  green: '#a5de00',
  orange: '#ffa801',
  brown: '#ae914b',
  pink: '#f968b6',
  blue: '#2eceff',
  grey: '#a1a6ac',
  violet: '#6b52cc',
}

/** Side panels; both answer when the panel is closed. */
export const SLIDER_COMMANDS: Record<string, FrameCommand> = {
  async openApplication(params, reply) {
    const { bx24_width, bx24_leftBoundary, bx24_title, bx24_label, ...options } = params
    const label = (typeof bx24_label === 'object' && bx24_label) as Record<string, unknown> | false
    const sideMargin = typeof bx24_leftBoundary === 'number' ? bx24_leftBoundary : undefined
    await openAppSlider(options, {
      ...(typeof bx24_width === 'number' && { width: bx24_width }),
      ...(sideMargin !== undefined && { sideMargin }),
      ...(typeof bx24_title === 'string' && { title: bx24_title }),
      ...(label && { label: { text: String(label.text ?? ''), color: LABEL_COLORS[String(label.bgColor)] ?? '' } }),
      onClosed: () => reply(),
    })
  },

  async openPath(params, reply) {
    const rawPath = String(params.path ?? '')
    const path = resolvePath(rawPath, location.origin)
    if (path === null) return reply({ result: 'error', errorCode: 'PATH_NOT_AVAILABLE' })
    await openPathSlider(path, sliderWidth(rawPath), () => reply({ result: 'close' }))
  },
}
