import { expect, test } from 'vitest'
import { createRowCounter } from '#components/export/count-rows.ts'
import { readExport } from '#components/export/read-export.ts'

const csv = '\uFEFFNumber,Title\r\n1,"two\r\nlines, ""quoted"""\r\n2,Ёлка\r\n'

test('rows are counted as a spreadsheet would, however the text is cut', () => {
  for (const size of [1, 2, 5, 1_000]) {
    const counter = createRowCounter()
    for (let at = 0; at < csv.length; at += size) counter.add(csv.slice(at, at + size))
    expect(counter.rows).toBe(2)
  }
})

function answer(pieces: Uint8Array[], ending: (controller: ReadableStreamDefaultController) => void): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece)
        ending(controller)
      },
    }),
  )
}

/** Pieces of three bytes: characters are cut through. */
function pieces(): Uint8Array[] {
  const bytes = new TextEncoder().encode(csv)
  return Array.from({ length: Math.ceil(bytes.length / 3) }, (_, n) => bytes.slice(n * 3, n * 3 + 3))
}

test('a file is what was sent, byte for byte, and its rows are told as they come', async () => {
  const told: number[] = []
  const file = await readExport(
    answer(pieces(), (controller) => controller.close()),
    (rows) => told.push(rows),
  )
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer())).toBe(csv)
  expect([told[0], told.at(-1)]).toEqual([0, 2])
})

test('half a file is no file', async () => {
  const cut = answer(pieces().slice(0, 4), (controller) => controller.error(new Error('cut')))
  await expect(readExport(cut, () => undefined)).rejects.toThrow()
})
