import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "Matrix",
    caption: "{rows} rows of {columns} values; the largest is {value}, in row {row}, column {column}.",
    signed: " Orange cells with a stroke are negative.",
    empty: "{rows} rows of {columns} values, all of them missing.",
    cell: "{rowName}{row}, {columnName}{column}: {valueName}{value}",
    row: "row",
    none: "no value",
    hint: "Point at a cell, or walk with the four arrow keys, to read it.",
  },
  zh: {
    title: "矩阵",
    caption: "{rows} 行，每行 {columns} 个值；最大的是 {value}，在“{row}”行、“{column}”列。",
    signed: "橙色带斜线的格子是负数。",
    empty: "{rows} 行，每行 {columns} 个值，全部缺失。",
    cell: "{rowName}{row}，{columnName}{column}：{valueName}{value}",
    row: "行",
    none: "无值",
    hint: "指向一个格子，或用四个方向键移动，即可读数。",
  },
} as const satisfies Catalogue;

export const sayMatrix = (lang: Lang) => speak(words, lang);
