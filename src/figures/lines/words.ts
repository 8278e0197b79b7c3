import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "{y} by {x}",
    range: "{name}from {first} to {last}",
    separator: "; ",
    end: ".",
    bothLog: "Both axes are logarithmic: a straight line is a power law, its slope the power.",
    yLog: "The vertical axis is logarithmic: equal distances are equal factors.",
    xLog: "The horizontal axis is logarithmic: equal distances are equal factors.",
    point: "{name}{x} {atX}, {y} {atY}",
    colon: ": ",
    hint: "Point at a mark, or walk with the arrow keys, to read it.",
    series: "series",
  },
  zh: {
    title: "{y}，随 {x} 变化",
    range: "{name}从 {first} 到 {last}",
    separator: "；",
    end: "。",
    bothLog: "两轴都是对数的：直线就是幂律，斜率就是次方。",
    yLog: "纵轴是对数的：相等的距离代表相等的倍数。",
    xLog: "横轴是对数的：相等的距离代表相等的倍数。",
    point: "{name}{x} {atX}，{y} {atY}",
    colon: "：",
    hint: "指向一个标记，或用方向键浏览，即可读数。",
    series: "系列",
  },
} as const satisfies Catalogue;

export const sayLines = (lang: Lang) => speak(words, lang);
