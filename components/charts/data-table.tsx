type DataTableProps = {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[]
  /** What there is in all, under each column. */
  readonly foot: readonly string[]
}

const number = 'px-4 py-1.5 text-end tabular-nums'

/** The figures behind a chart, for whoever reads better than looks: a table as wide as its figures, with their sum. */
export function DataTable({ caption, head, rows, foot }: DataTableProps) {
  const [total, ...sums] = foot
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a stretch that scrolls must be reachable by the keyboard
    <section tabIndex={0} aria-label={caption} className="thin-scrollbar relative max-h-60 w-fit overflow-auto">
      <table className="border-separate border-spacing-0 text-sm text-strong">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {head.map((name, index) => (
              <th
                key={name}
                scope="col"
                className={`sticky top-0 border-b border-stroke bg-card px-4 py-1.5 font-medium text-body ${index === 0 ? 'text-start' : 'text-end'}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...numbers] }) => (
            <tr key={key} className="hover:bg-hover">
              <th scope="row" className="border-b border-divider px-4 py-1.5 text-start font-normal whitespace-nowrap">
                {name}
              </th>
              {numbers.map((figure, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
                <td key={index} className={`border-b border-divider ${number}`}>
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="sticky bottom-0 bg-card px-4 py-1.5 text-start font-medium">
              {total}
            </th>
            {sums.map((figure, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
              <td key={index} className={`sticky bottom-0 bg-card font-medium ${number}`}>
                {figure}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  )
}
