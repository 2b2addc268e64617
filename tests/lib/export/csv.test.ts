import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cell, csvLine, localNumber, neutral, separatorOf } from '#lib/export/csv.ts'

/** A reader of RFC 4180, as a spreadsheet would read the file. */
function parse(line: string, separator: string): string[] {
  const cells: string[] = []
  let [cell, isQuoted] = ['', false]
  for (let n = 0; n < line.length - 2; n += 1) {
    const char = line[n] ?? ''
    if (isQuoted && char === '"' && line[n + 1] === '"') {
      cell += '"'
      n += 1
    } else if (char === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted
    else if (char === separator && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += char
  }
  return [...cells, cell]
}

const danger = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ',', ';', '"', "'", ' ', '＝', 'a', '1', 'ж')
const nasty = fc.oneof(
  fc.string(),
  fc.array(danger, { maxLength: 12 }).map((chars) => chars.join('')),
)
const texts = fc.array(nasty, { minLength: 1, maxLength: 5 })
const asCells = (values: string[]): Cell[] => values.map((text) => ({ text }))

describe('a CSV file', () => {
  test.each([',', ';'] as const)('says what it was given, but for the apostrophes, separated by "%s"', (separator) => {
    fc.assert(
      fc.property(texts, (values) => {
        const line = csvLine(asCells(values), separator)
        expect(line.endsWith('\r\n')).toBe(true)
        expect(parse(line, separator)).toEqual(values.map(neutral))
        expect(values.map((value) => neutral(value).replaceAll("'", ''))).toEqual(
          values.map((v) => v.replaceAll("'", '')),
        )
      }),
    )
  })

  test('H12: no cell begins a formula, whichever separator the reader expects', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(',', ';'), (values, separator) => {
        const line = csvLine(asCells(values), separator as ',' | ';')
        for (const cell of parse(line, separator)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/)
        // Split without any respect for quotes, by every separator and line break there is.
        for (const piece of line.split(/[,;\t\r\n]/)) expect(piece).not.toMatch(/^[=+\-@＝]/)
      }),
    )
  })

  test.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['+49 30 1234', "'+49 30 1234"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['  =1+1', "'  =1+1"],
    ['x;=1+1', "x;'=1+1"],
    ['a-b = c', 'a-b = c'],
    ['ordinary, words', 'ordinary, words'],
    ['', ''],
  ])('%j is written as %j', (text, written) => expect(neutral(text)).toBe(written))

  test('numbers stay numbers', () => {
    expect(csvLine([{ number: '-1500.5' }, { text: '' }, { number: '22' }], ',')).toBe('-1500.5,,22\r\n')
    expect([localNumber('1500.5', 'ru'), localNumber('1500.5', 'en'), localNumber('7', 'de')]).toEqual([
      '1500,5',
      '1500.5',
      '7',
    ])
    expect(['en', 'ja', 'ru', 'de', 'pt-BR'].map(separatorOf)).toEqual([',', ',', ';', ';', ';'])
  })
})
