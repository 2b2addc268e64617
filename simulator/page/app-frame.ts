import type { InitData } from './portal-types.ts'

/** What surrounds a frame: the app's tab, or a slider, which alone can be closed. */
export type FrameHost = {
  setTitle(title: string): void
  reload(): void
  installFinished(): void
  close?(): void
}

export type AppFrame = {
  iframe: HTMLIFrameElement
  sid: string
  appOrigin: string
  placement: string
  initData: InitData
  host: FrameHost
}

/** Commands that a frame may not use where it stands; they are ignored without a word (frame-and-sdk, 1.1). */
export function isDenied(command: string, frame: AppFrame): boolean {
  if (command === 'resizeWindow') return frame.host.close !== undefined
  return frame.placement !== 'DEFAULT' && ['setTitle', 'setScroll', 'reloadWindow'].includes(command)
}
