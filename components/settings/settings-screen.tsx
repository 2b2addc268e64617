'use client'

import { StatePage } from '#components/frame/state-page.tsx'
import { WithSession } from '#components/frame/with-session.tsx'
import { SettingsBoard } from './settings-board.tsx'
import { SettingsWaiting } from './settings-waiting.tsx'

export function SettingsScreen() {
  return (
    <WithSession waiting={<SettingsWaiting />}>
      {({ viewer, portal }) =>
        viewer.isAdmin ? <SettingsBoard owner={`${portal.address}/${viewer.userId}`} /> : <StatePage code="no-access" />
      }
    </WithSession>
  )
}
