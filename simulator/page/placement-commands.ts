import { isDenied } from './app-frame.ts'
import { COMMANDS, type FrameCommand } from './frame-commands.ts'

/** What a placement offers to its frame. */
export const PLACEMENT_COMMANDS: Record<string, FrameCommand> = {
  getInterface(_params, reply, frame) {
    reply({ command: Object.keys(COMMANDS).filter((command) => !isDenied(command, frame)), event: [] })
  },

  /** Never acknowledged; the placements of this portal have no events of their own. */
  placementBindEvent() {},
}
