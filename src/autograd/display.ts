import { formatHeader, formatNumber, formatValues, shownIndices } from "../tensor/format";
import { contiguous } from "../tensor/kernels";
import { Tensor } from "./tensor";

/** The text of a tensor: shape, element type, history, and the values. */
function text(x: Tensor): string {
  const origin = x.operation ? `, from ${x.operation}` : x.requiresGrad ? ", requiresGrad" : "";
  const values = formatValues(x.array);
  return `${formatHeader(x.array)}${origin}${values.includes("\n") ? "\n" : " "}${values}`;
}

/** A vector or matrix as an HTML table; other shapes as text. */
function html(x: Tensor): string {
  if (x.ndim === 0 || x.ndim > 2 || x.size === 0) return `<pre>${escape(text(x))}</pre>`;
  const array = contiguous(x.array);
  const [rows, columns] = x.ndim === 1 ? [1, x.shape[0]] : x.shape;
  const cell = (row: number, column: number): string =>
    row < 0 || column < 0 ? "&hellip;" : formatNumber(array.data[array.offset + row * columns + column], x.dtype);
  const line = (row: number): string =>
    `<tr>${shownIndices(columns)
      .map((column) => `<td style="text-align:right">${cell(row, column)}</td>`)
      .join("")}</tr>`;
  return `<table><caption style="text-align:left;white-space:nowrap">${escape(formatHeader(x.array))}</caption><tbody>${shownIndices(rows).map(line).join("")}</tbody></table>`;
}

function escape(value: string): string {
  return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

const methods = {
  toString(this: Tensor): string {
    return text(this);
  },
  [Symbol.for("nodejs.util.inspect.custom")](this: Tensor): string {
    return text(this);
  },
  [Symbol.for("Jupyter.display")](this: Tensor): Record<string, string> {
    return { "text/plain": text(this), "text/html": html(this) };
  },
};
Object.assign(Tensor.prototype, methods);
