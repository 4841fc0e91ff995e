/** What is put around the text of a cell that is shown: colours. Row -1 is the head. */
export type PaintCell = (text: string, column: number, row: number) => string;

/** Columns as wide as their widest cell, two spaces between, a line per row. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: PaintCell = (text) => text,
): string {
  const widths = head.map((title, column) =>
    rows.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), title.length),
  );
  const line = (cells: readonly string[], place: number): string => {
    const last = cells.findLastIndex((cell) => cell !== '');
    return cells
      .slice(0, last + 1)
      .map((cell, column) => {
        const painted = cell === '' ? cell : paint(cell, column, place - 1);
        return column === last ? painted : painted + ' '.repeat((widths[column] ?? 0) - cell.length);
      })
      .join('  ');
  };
  return `${[head, ...rows].map(line).join('\n')}\n`;
}
