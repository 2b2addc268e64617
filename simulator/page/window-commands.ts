import type { FrameCommand } from './frame-commands.ts'

/** The frame's size and title, the page's scroll, and the slider's end. */
export const WINDOW_COMMANDS: Record<string, FrameCommand> = {
  resizeWindow(params, reply, { iframe }) {
    const width = toLength(params.width)
    const height = toLength(params.height)
    if (width) iframe.style.width = width
    if (height) iframe.style.height = height
    reply({ width: iframe.offsetWidth, height: iframe.offsetHeight })
  },

  setTitle(params, reply, { host }) {
    host.setTitle(String(params.title ?? ''))
    reply(params)
  },

  setScroll(params, reply) {
    window.scrollTo(0, Number(params.scroll) || 0)
    reply(params)
  },

  reloadWindow(_params, _reply, { host }) {
    host.reload()
  },

  /** Outside a slider there is nothing to close, and no answer. */
  closeApplication(_params, reply, { host }) {
    if (!host.close) return
    reply()
    host.close()
  },
}

function toLength(value: unknown): string | undefined {
  if (value === '100%') return value
  const pixels = Number(value)
  return pixels > 0 ? `${pixels}px` : undefined
}
