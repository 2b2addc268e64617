import { text } from './languages.ts'
import type { AppFrameRefusal } from './portal-types.ts'
import { statePage } from './state-page.ts'

/** The portal's own page in place of the app. */
export const refusalPage = (reason: AppFrameRefusal['reason']): HTMLElement =>
  reason === 'payment'
    ? statePage('wallet', text('paymentExpired'), text('paymentExpiredText'), 'payment')
    : statePage('tools', text('notInstalled'), text('notInstalledText'), 'not_installed')
