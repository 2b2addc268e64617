'use client'

import { StatePage } from '#components/frame/state-page.tsx'
import { WithSession } from '#components/frame/with-session.tsx'
import { DiagnosticsBoard } from './diagnostics-board.tsx'
import { DiagnosticsWaiting } from './diagnostics-waiting.tsx'

export function DiagnosticsScreen() {
  return (
    <WithSession waiting={<DiagnosticsWaiting />}>
      {({ viewer }) => (viewer.isAdmin ? <DiagnosticsBoard /> : <StatePage code="no-access" />)}
    </WithSession>
  )
}
