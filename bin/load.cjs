// Kept apart from gradbook.cjs, because the word `import(` is a syntax error in the oldest Nodes.
import("./gradbook.mjs");
