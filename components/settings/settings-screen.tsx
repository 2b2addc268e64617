'use client'

import { StatePage } from '#components/frame/state-page.tsx'
import { WithSession } from '#components/frame/with-session.tsx'
import { SettingsBoard } from './settings-board.tsx'
import { SettingsWaiting } from './settings-waiting.tsx'

export function SettingsScreen() {
  return (
    <WithSession waiting={<SettingsWaiting />}>
      {({ viewer }) => (viewer.isAdmin ? <SettingsBoard /> : <StatePage code="no-access" />)}
    </WithSession>
  )
}
