import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "**/lib/**",
      "node_modules/**",
      ".venv/**",
      ".peers/**",
      "work/**",
      ".cache/**",
      ".jupyter/**",
      "logs/**",
      "share/**",
      "**/*.cjs",
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportDefaultDeclaration",
          message: "House style: named exports only, so that a name is the same everywhere.",
        },
      ],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "prefer-const": "error",
    },
  },
  {
    files: ["*.config.{ts,mjs}", "extension/src/index.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
