import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "Table",
    caption: "{rows} rows, {columns} columns.",
    sort: "Column {name}: Enter sorts by it.",
    up: "sorted, smallest first",
    down: "sorted, largest first",
    scalar: "one number",
    yes: "yes",
    no: "no",
  },
  zh: {
    title: "表格",
    caption: "{rows} 行，{columns} 列。",
    sort: "列 {name}：按回车以它排序。",
    up: "已排序，从小到大",
    down: "已排序，从大到小",
    scalar: "一个数",
    yes: "是",
    no: "否",
  },
} as const satisfies Catalogue;

export const sayTable = (lang: Lang) => speak(words, lang);
