"""The public suite for Jupyter kernels, with every part that a TypeScript kernel can have.

Run by suite.test.ts; by hand: JUPYTER_PATH=share/jupyter .venv/bin/python test/kernel/suite.py
"""

import unittest

import jupyter_kernel_test


class GradbookKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "gradbook"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "Number.MAX_SAFE", "matches": {"MAX_SAFE_INTEGER"}},
        {"text": "consol", "matches": {"console"}},
        {"text": "[1].findLast", "matches": {"findLast", "findLastIndex"}},
    ]
    complete_code_samples = ["1", "console.log('x')", "const f = (x: number) => x;", "for (const x of []) {}"]
    incomplete_code_samples = ["function f() {", "const x = [", "`unfinished", "/* unfinished", "if (true) {\n  1;"]
    invalid_code_samples = ["const 1 = 2", "let x = )", "}{"]
    code_page_something = "Math.max?"
    code_generate_error = "throw new Error('stop')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {"code": "'a' + 'b'", "result": "'ab'"},
    ]
    code_display_data = [
        {"code": "display({ 'text/html': '<b>bold</b>' })", "mime": "text/html"},
        {"code": "display([1, 2])", "mime": "text/plain"},
    ]
    code_history_pattern = "1 + 2"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "(globalThis as any)[Symbol.for('Jupyter.host')].clearOutput()"


if __name__ == "__main__":
    unittest.main()
