import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "Reliability",
    predicted: "predicted probability",
    observed: "observed share",
    of: "{what} of {event}",
    diagonal: "perfectly calibrated",
    error: "{name} ECE {error}",
    caption:
      "{n} predictions in {bins} bins. On the diagonal what was predicted is what happened; below it the model promised too much, above it too little.",
    bin: "{name}{count} predictions from {low} to {high}: predicted {predicted}, happened {observed}",
    hint: "Point at a mark, or walk with the arrow keys. The larger a mark, the more predictions it stands for.",
    model: "model",
    from: "from",
    to: "to",
    count: "predictions",
  },
  zh: {
    title: "可靠性",
    predicted: "预测概率",
    observed: "实际比例",
    of: "{event}的{what}",
    diagonal: "完全校准",
    error: "{name} ECE {error}",
    caption:
      "{n} 个预测，分成 {bins} 个区间。在对角线上，说的就是发生的；在线下方，模型把话说得太满，在上方则说得太轻。",
    bin: "{name}{low} 到 {high} 之间有 {count} 个预测：平均预测 {predicted}，实际发生 {observed}",
    hint: "指向一个标记，或用方向键浏览。标记越大，所含的预测越多。",
    model: "模型",
    from: "从",
    to: "到",
    count: "预测数",
  },
} as const satisfies Catalogue;

export const sayReliability = (lang: Lang) => speak(words, lang);
