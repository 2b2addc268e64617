import type { FrameCommand } from './frame-commands.ts'
import { text } from './languages.ts'
import type { PortalUser } from './portal-types.ts'
import { selectUsers } from './select-users.ts'
import { notify } from './toast.ts'

const ignoreMessenger: FrameCommand = () => notify(text('notSimulated'))

/** People: the selection dialog, and the messenger's commands, which are never answered. */
export const PERSON_COMMANDS: Record<string, FrameCommand> = {
  /** Answers nothing when the dialog is cancelled. */
  async selectUser(params, reply) {
    const multiple = params.mult === true
    const users = (await selectUsers(multiple))?.map(toSelectedUser)
    if (users) reply(multiple ? users : users[0])
  },
  imCallTo: ignoreMessenger,
  imPhoneTo: ignoreMessenger,
  imOpenMessenger: ignoreMessenger,
  imOpenHistory: ignoreMessenger,
}

const toSelectedUser = (user: PortalUser) => ({
  id: String(user.id),
  name: user.name,
  photo: '',
  position: user.role,
  url: `/company/personal/user/${user.id}/`,
  sub: false,
  sup: false,
})
