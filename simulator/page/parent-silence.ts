const KEY = 'simulator-parent-silent'

/** Whether this tab's portal page has been told to stop answering frames (the fault "never answers"). */
export const isSilent = (): boolean => sessionStorage.getItem(KEY) !== null

/** Survives reloads of this tab, so that a frame can be opened under a silent parent. */
export function setSilent(silent: boolean): void {
  if (silent) sessionStorage.setItem(KEY, 'on')
  else sessionStorage.removeItem(KEY)
}
