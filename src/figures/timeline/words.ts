import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "Timeline",
    caption: "{n} events from {from} to {to}.",
    values: "Bubbles stand at their {value}, on an axis where each step up is a factor of ten or more.",
    hint: "Point at an event to read it. Drag to move; plus and minus zoom; Ctrl and wheel zoom too.",
    source: "Source: {source}",
    in: "Zoom in",
    out: "Zoom out",
    all: "Show all",
    year: "year",
    event: "event",
    text: "what happened",
    from: "source",
    others: "others",
  },
  zh: {
    title: "时间线",
    caption: "从 {from} 年到 {to} 年的 {n} 个事件。",
    values: "圆点的高度表示{value}，纵轴每上升一格是十倍或更多。",
    hint: "指向事件即可阅读。拖动可平移；加减号缩放，也可按住 Ctrl 滚动滚轮。",
    source: "来源：{source}",
    in: "放大",
    out: "缩小",
    all: "显示全部",
    year: "年份",
    event: "事件",
    text: "内容",
    from: "来源",
    others: "其他",
  },
} as const satisfies Catalogue;

export const sayTimeline = (lang: Lang) => speak(words, lang);
