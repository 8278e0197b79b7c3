import { speak, type Catalogue, type Lang } from "../core/words";

const words = {
  en: {
    title: "Training",
    caption: "Solid: training data. Dashed: validation data, which the network does not learn from.",
    captionTrain: "The {quantity} on the training data.",
    loss: "loss",
    accuracy: "accuracy",
    learningRate: "learning rate",
    train: "training",
    validation: "validation",
    guess: "your guess",
    epoch: "epoch",
    step: "step",
    run: "run",
    log: "Log axis",
    logOn: "The {quantity} axis is logarithmic: equal distances are equal factors.",
    best: "best epoch {x}",
    stopped: "stopped at {x}",
    at: "{unit} {x}: {values}",
    hint: "Point at the curves, or walk them with the arrow keys, to read the numbers.",
    none: "Nothing has been trained yet.",
    show: "Show {quantity}",
    last: "{name}: {quantity} {first} at {unit} {x0}, {value} at {unit} {x1}, lowest {low}, highest {high}",
  },
  zh: {
    title: "训练过程",
    caption: "实线：训练数据。虚线：验证数据，网络不从中学习。",
    captionTrain: "训练数据上的{quantity}。",
    loss: "损失",
    accuracy: "准确率",
    learningRate: "学习率",
    train: "训练",
    validation: "验证",
    guess: "你的猜测",
    epoch: "轮次",
    step: "步数",
    run: "运行",
    log: "对数坐标",
    logOn: "{quantity}轴为对数坐标：相等的距离代表相等的倍数。",
    best: "最佳轮次 {x}",
    stopped: "停于第 {x} 轮",
    at: "{unit} {x}：{values}",
    hint: "指向曲线，或用方向键逐点浏览，即可读数。",
    none: "还没有开始训练。",
    show: "显示{quantity}",
    last: "{name}：{quantity}在{unit} {x0} 为 {first}，在{unit} {x1} 为 {value}，最低 {low}，最高 {high}",
  },
} as const satisfies Catalogue;

export const sayLoss = (lang: Lang) => speak(words, lang);

/** A quantity's name in the figure's language; the learner's own metrics keep theirs. */
export function quantityName(quantity: string, lang: Lang): string {
  return quantity === "loss" || quantity === "accuracy" || quantity === "learningRate"
    ? sayLoss(lang)(quantity)
    : quantity;
}
