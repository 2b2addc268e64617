import { attempt } from './attempt.ts'
import { type Child, element } from './element.ts'
import { text } from './languages.ts'

type ModalSettings = {
  title: string
  body: Child[]
  action: string
  danger?: boolean
  testId?: string
  /** Runs on the primary button; the dialog closes when it succeeds. */
  run(form: FormData): Promise<unknown>
  onCancel?(): void
}

/** A dialog with one primary button and Cancel. Escape cancels; Enter in a field confirms. */
export function openModal({ title, body, action, danger, testId, run, onCancel }: ModalSettings): void {
  let done = false
  const heading = element('h2', {}, title)
  const form = element(
    'form',
    { method: 'dialog' },
    heading,
    ...body,
    element(
      'footer',
      {},
      element(
        'button',
        { type: 'submit', class: `button ${danger ? 'alert' : 'primary'}`, 'data-testid': 'modal-ok' },
        action,
      ),
      element('button', { type: 'button', class: 'button plain', click: () => dialog.close() }, text('cancel')),
    ),
  )
  const dialog = element('dialog', { class: 'modal', 'aria-label': title, 'data-testid': testId }, form)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (done) return
    done = true
    attempt(() => run(new FormData(form)).finally(() => dialog.close()))
  })
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (!done) onCancel?.()
  })
  document.body.append(dialog)
  dialog.showModal()
}
