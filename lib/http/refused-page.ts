import type { RefusalCode } from '../platform/refusal.ts'

/** The state page that tells a person about a refusal of the launch or the installer. */
export function statePageOf(code: RefusalCode): string {
  switch (code) {
    case 'admin_only':
      return 'admin-only-install'
    case 'not_installed':
      return 'not-installed'
    case 'unavailable':
    case 'too_many_requests':
      return 'unavailable'
    default:
      return 'not-proved'
  }
}
