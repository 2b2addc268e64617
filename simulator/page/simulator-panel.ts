import { attempt } from './attempt.ts'
import { element, elementById } from './element.ts'
import { isSilent, setSilent } from './parent-silence.ts'
import { onChange } from './portal-state.ts'
import { actions, allTypes, faults, type TypeName } from './simulator-actions.ts'
import { notify } from './toast.ts'

const FOLDED_KEY = 'simulator-panel'

const SILENCE = { testId: 'sim-silent', label: 'Silent', hint: 'The portal page stops answering the app frame' }

/** The tester's own panel: what a portal full of people, robots and bad networks would do. Not part of Bitrix24. */
export function showSimulatorPanel(): void {
  const panel = elementById('simulator')
  const typeSelect = element('select', { 'aria-label': 'Smart process', 'data-testid': 'sim-type' })
  const buttons = actions(() => Number(typeSelect.value)).map(({ testId, label, hint, run }) =>
    element('button', { type: 'button', title: hint, 'data-testid': testId, click: () => carryOut(run) }, label),
  )
  const tools = element(
    'div',
    { class: 'sim-tools' },
    typeSelect,
    ...buttons,
    ...faults().map((fault) => toggle(fault, fault.isOn(), (on) => carryOut(() => fault.set(on)))),
    toggle(SILENCE, isSilent(), setSilent),
  )
  const fold = element('button', { type: 'button', class: 'sim-fold', 'data-testid': 'sim-fold' }, 'Simulator')
  const setOpen = (open: boolean) => {
    panel.classList.toggle('open', open)
    fold.setAttribute('aria-expanded', String(open))
  }
  fold.addEventListener('click', () => {
    const open = !panel.classList.contains('open')
    localStorage.setItem(FOLDED_KEY, open ? 'open' : 'folded')
    setOpen(open)
  })
  panel.replaceChildren(fold, tools)
  panel.dir = 'ltr'
  panel.lang = 'en'
  const wish = localStorage.getItem(FOLDED_KEY)
  setOpen(wish ? wish === 'open' : matchMedia('(min-width: 1024px)').matches)
  const showAllTypes = () => attempt(async () => showTypes(typeSelect, await allTypes()))
  showAllTypes()
  onChange(showAllTypes)
  // The page keeps this much room below, so that the panel never covers its end.
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--simulator-height', `${panel.offsetHeight}px`)
  }).observe(panel)
}

function carryOut(run: () => Promise<string>) {
  run().then(notify, () => notify('The simulator declined'))
}

type ToggleFace = { testId: string; label: string; hint: string }

function toggle({ testId, label, hint }: ToggleFace, on: boolean, set: (on: boolean) => void): HTMLElement {
  const flip = () => {
    const pressed = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(pressed))
    set(pressed)
  }
  const button = element(
    'button',
    {
      type: 'button',
      class: 'sim-toggle',
      title: hint,
      'aria-pressed': String(on),
      'data-testid': testId,
      click: flip,
    },
    label,
  )
  return button
}

function showTypes(select: HTMLSelectElement, types: TypeName[]) {
  // An open list would close under the tester's hand.
  const isShown = [...select.options].map(({ text }) => text).join() === types.map(({ title }) => title).join()
  if (isShown) return
  const wanted = select.value
  const options = types.map(({ entityTypeId, title }) =>
    element('option', { value: entityTypeId, selected: String(entityTypeId) === wanted }, title),
  )
  select.replaceChildren(...options)
}
