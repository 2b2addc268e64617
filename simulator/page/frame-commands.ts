import type { AppFrame } from './app-frame.ts'
import { AUTH_COMMANDS } from './auth-commands.ts'
import { PERSON_COMMANDS } from './person-commands.ts'
import { PLACEMENT_COMMANDS } from './placement-commands.ts'
import { SLIDER_COMMANDS } from './slider-commands.ts'
import { WINDOW_COMMANDS } from './window-commands.ts'

/** Carries out one command; calls `reply` once, or never where the portal never answers. */
export type FrameCommand = (
  params: Record<string, unknown>,
  reply: (result?: unknown) => void,
  frame: AppFrame,
) => void | Promise<void>

/** Everything the portal page understands (frame-and-sdk, 1.5). Unknown commands get no answer. */
export const COMMANDS: Record<string, FrameCommand> = {
  ...AUTH_COMMANDS,
  ...WINDOW_COMMANDS,
  ...SLIDER_COMMANDS,
  ...PERSON_COMMANDS,
  ...PLACEMENT_COMMANDS,
}
