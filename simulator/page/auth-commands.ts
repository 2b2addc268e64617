import type { FrameCommand } from './frame-commands.ts'
import { text } from './languages.ts'
import { finishInstall, refreshAuth, saveOption } from './portal-api.ts'
import { state } from './portal-state.ts'
import { notify } from './toast.ts'

/** Authorization, installation and options. */
export const AUTH_COMMANDS: Record<string, FrameCommand> = {
  getInitData(_params, reply, frame) {
    reply(frame.initData)
    frame.initData.FIRST_RUN = false
  },

  /** On failure the portal tells the user and leaves the frame without an answer. */
  async refreshAuth(_params, reply, frame) {
    try {
      const auth = await refreshAuth(frame.sid)
      const { AUTH_ID, AUTH_EXPIRES, REFRESH_ID } = auth
      Object.assign(frame.initData, { AUTH_ID, AUTH_EXPIRES, REFRESH_ID })
      reply({ AUTH_ID, AUTH_EXPIRES, REFRESH_ID })
    } catch {
      notify(text('authFailed'))
    }
  },

  setInstall(params, reply) {
    reply(params)
  },

  /** Never answered: the page (or the slider) opens the app anew instead. */
  async setInstallFinish(_params, _reply, frame) {
    if (frame.initData.INSTALL !== true) return
    await finishInstall(frame.sid)
    frame.host.installFinished()
  },

  async setUserOption(params, reply, frame) {
    await saveOption('user-option', String(params.name), params.value)
    frame.initData.USER_OPTIONS = withOption(frame.initData.USER_OPTIONS, params)
    reply(params)
  },

  /** Anybody but an admin waits for an answer in vain. */
  async setAppOption(params, reply, frame) {
    if (state().user.role !== 'admin') return
    await saveOption('app-option', String(params.name), params.value)
    frame.initData.APP_OPTIONS = withOption(frame.initData.APP_OPTIONS, params)
    reply(params)
  },
}

/** Options arrive as `[]` when there are none. */
const withOption = (options: unknown, { name, value }: Record<string, unknown>) => ({
  ...(Array.isArray(options) ? {} : (options as object)),
  [String(name)]: value,
})
