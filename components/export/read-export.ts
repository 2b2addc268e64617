import { createRowCounter } from './count-rows.ts'

/**
 * Reads a CSV answer to its end, piece by piece; `onRows` hears how many rows have come.
 * @throws when the answer breaks off or is aborted: half a file is no file.
 */
export async function readExport(response: Response, onRows: (rows: number) => void): Promise<Blob> {
  if (response.body === null) throw new Error('The export has no body')
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  const counter = createRowCounter()
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    counter.add(decoder.decode(value, { stream: true }))
    onRows(counter.rows)
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' })
}

/** Hands a file to the browser's downloads. A frame of another site may show no file picker, so the browser chooses the place. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Some browsers read the file only after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
