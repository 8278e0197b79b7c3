import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "Distribution",
    caption: "{n} bars; the highest is {label} with {value}.",
    expected: "expected",
    observed: "observed",
    withExpected: "The lines across the bars are what was expected.",
    hint: "Point at a bar, or walk with the arrow keys, to read it.",
    label: "value",
  },
  zh: {
    title: "分布",
    caption: "共 {n} 个条形，最高的是 {label}：{value}。",
    expected: "期望",
    observed: "观测",
    withExpected: "条形上的横线是期望值。",
    hint: "指向一个条形，或用方向键浏览，即可读数。",
    label: "取值",
  },
} as const satisfies Catalogue;

export const sayDistribution = (lang: Lang) => speak(words, lang);
