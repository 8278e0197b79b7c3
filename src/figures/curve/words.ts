import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "A point rolls down a curve",
    titleWalk: "A point on a curve",
    caption: "The line touches the curve at the point; its steepness is the slope. Each step goes against the slope.",
    captionWalk: "The line touches the curve at the point; its steepness is the slope.",
    captionPlain: "The curve of {y} over {x}.",
    titlePlain: "{y}",
    slope: "slope",
    step: "step {n} of {total}",
    at: "step {n}: {x} = {vx}, {y} = {vy}, slope {slope}.",
    next: "Next {x} = {vx} − {rate} × ({slope}) = {to}.",
    hintPlain: "Point at the curve to read it.",
    path: "path",
  },
  zh: {
    title: "小点沿曲线滚下",
    titleWalk: "曲线上的小点",
    caption: "直线在小点处与曲线相切，它的陡峭程度就是斜率。每一步都朝斜率的反方向走。",
    captionWalk: "直线在小点处与曲线相切，它的陡峭程度就是斜率。",
    captionPlain: "{y} 随 {x} 变化的曲线。",
    titlePlain: "{y}",
    slope: "斜率",
    step: "第 {n} / {total} 步",
    at: "第 {n} 步：{x} = {vx}，{y} = {vy}，斜率 {slope}。",
    next: "下一个 {x} = {vx} − {rate} × ({slope}) = {to}。",
    hintPlain: "指向曲线读取数值。",
    path: "路径",
  },
} as const satisfies Catalogue;

export const sayCurve = (lang: Lang) => speak(words, lang);
