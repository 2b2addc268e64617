import { createContext, type ReactNode } from 'react'
import { useAskedPart } from '#components/toasts/use-asked-part.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import { showMenu, useOpenMenu } from './menu-store.ts'
import { useRowKeys } from './use-row-keys.ts'

/** Whether rows offer actions. */
export const ActionsContext = createContext(false)

type ActionsProviderProps = { readonly session: FrameSession; readonly children: ReactNode }

/** Lets the rows within offer actions, where the app's scope allows it. What they lead to is fetched when first wanted. */
export function ActionsProvider({ session, children }: ActionsProviderProps) {
  // An instance of before the upgrade may have made the session.
  const canAct = session.abilities?.act === true
  const menu = useOpenMenu()
  const ActionsHost = useAskedPart(
    canAct && menu !== null,
    async () => (await import('./actions-host.tsx')).ActionsHost,
    () => showMenu(null),
  )
  useRowKeys(canAct)
  return (
    <ActionsContext value={canAct}>
      {children}
      {ActionsHost === null || menu === null ? null : <ActionsHost menu={menu} viewer={session.viewer} />}
    </ActionsContext>
  )
}
