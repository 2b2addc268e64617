import { showChrome } from './chrome.ts'
import { setLanguage } from './languages.ts'
import { followAddress, followHistory } from './navigate.ts'
import { loadState, state } from './portal-state.ts'
import { showSimulatorPanel } from './simulator-panel.ts'
import { watchChanges } from './watch-changes.ts'

await loadState()
setLanguage(state().language)
document.documentElement.dataset.theme = state().theme
document.title = state().portal.domain
showChrome()
followAddress()
showSimulatorPanel()
window.addEventListener('popstate', followHistory)
watchChanges()
