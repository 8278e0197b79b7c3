import { escapeHtml } from "./card";

/** A line of the drawing: its values at equal steps. */
export interface CurveLine {
  readonly label: string;
  readonly values: readonly number[];
  readonly dashed: boolean;
}

const width = 480;
const height = 200;
const margin = { left: 52, right: 12, top: 10, bottom: 26 };

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** `values` at `count` equal steps, by linear interpolation, so that a guess of 5 points meets a truth of 100. */
export function resample(values: readonly number[], count: number): number[] {
  if (values.length === 0) return [];
  return Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? 0 : (i * (values.length - 1)) / (count - 1);
    const low = Math.floor(at);
    const [a, b] = [values[low] as number, values[Math.min(low + 1, values.length - 1)] as number];
    return a + (b - a) * (at - low);
  });
}

/** Mean absolute distance of two curves over the same span. */
export function meanDistance(a: readonly number[], b: readonly number[]): number {
  const count = Math.max(a.length, b.length);
  const [x, y] = [resample(a, count), resample(b, count)];
  return x.reduce((sum, value, i) => sum + Math.abs(value - (y[i] as number)), 0) / count;
}

/** Lines over each other as an SVG without script; the first is the guess (dashed, orange), the last the truth (blue). */
export function drawCurves(
  lines: readonly CurveLine[],
  options: { readonly title: string; readonly xLabel: string },
): string {
  const all = lines.flatMap((line) => line.values).filter(Number.isFinite);
  const low = Math.min(0, ...all);
  const high = Math.max(...all, low + 1e-9);
  const x = (share: number): number => margin.left + share * (width - margin.left - margin.right);
  const y = (value: number): number =>
    height - margin.bottom - ((value - low) / (high - low)) * (height - margin.top - margin.bottom);
  const ink = "var(--jp-ui-font-color2, #616161)";
  const axis = `<path d="M${margin.left} ${margin.top}V${height - margin.bottom}H${width - margin.right}" fill="none" stroke="${ink}"/>`;
  const label = (px: number, py: number, anchor: string, text: string): string =>
    `<text x="${px}" y="${py}" text-anchor="${anchor}" font-size="11" fill="${ink}">${escapeHtml(text)}</text>`;
  const drawn = lines.map((line) => {
    const colour = line.dashed ? "var(--jp-warn-color1, #d95f02)" : "var(--jp-brand-color1, #1565c0)";
    const last = Math.max(1, line.values.length - 1);
    const points = line.values.map((value, i) => `${x(i / last).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const dash = line.dashed ? ` stroke-dasharray="6 4"` : "";
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`;
  });
  const legend = lines.map((line, i) => {
    const colour = line.dashed ? "var(--jp-warn-color1, #d95f02)" : "var(--jp-brand-color1, #1565c0)";
    const px = width - margin.right - 130;
    const py = margin.top + 8 + i * 16;
    const dash = line.dashed ? ` stroke-dasharray="6 4"` : "";
    return `<path d="M${px} ${py}h24" stroke="${colour}" stroke-width="2"${dash}/>${label(px + 30, py + 4, "start", line.label)}`;
  });
  return (
    `<svg role="img" aria-label="${escapeHtml(options.title)}" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `style="max-width:100%;height:auto" font-family="var(--jp-ui-font-family, system-ui, sans-serif)">` +
    `<title>${escapeHtml(options.title)}</title>${axis}${label(margin.left - 6, y(high) + 4, "end", short(high))}` +
    `${label(margin.left - 6, y(low) + 4, "end", short(low))}${label(width - margin.right, height - 8, "end", options.xLabel)}` +
    `${drawn.join("")}${legend.join("")}</svg>`
  );
}
