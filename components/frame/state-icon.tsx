import type { ReactNode } from 'react'
import { CloudOffIcon, FeedIcon, GearIcon, LockIcon, WindowIcon } from '#components/ui/state-icons.tsx'
import type { StateCode } from './state-code.ts'

/** The picture of a state page: what kind of trouble it is, at a glance. */
export function stateIcon(code: StateCode): ReactNode {
  const className = 'size-7'
  switch (code) {
    case 'open-in-portal':
    case 'other-address':
    case 'not-found':
      return <WindowIcon className={className} />
    case 'not-proved':
    case 'insecure':
    case 'no-access':
    case 'admin-only-install':
    case 'session-lost':
    case 'reauth':
    case 'nothing-shown':
      return <LockIcon className={className} />
    case 'nothing-watched':
      return <FeedIcon className={className} />
    case 'not-installed':
    case 'unfinished':
    case 'payment':
      return <GearIcon className={className} />
    case 'unavailable':
    case 'parent-silent':
    case 'error':
      return <CloudOffIcon className={className} />
  }
}
