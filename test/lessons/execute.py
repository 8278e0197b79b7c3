"""Runs one notebook from top to bottom as a learner would, and says what happened as JSON.

    python execute.py NOTEBOOK OUTPUT.ipynb

A cell that fails ends the run, unless it carries the tag `raises-exception`; a cell with that tag that does not fail is
reported as well, since the text around it promises an error.
"""

import json
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def main(notebook_file: str, output_file: str) -> None:
    notebook = nbformat.read(notebook_file, as_version=4)
    folder = notebook_file.rsplit("/", 1)[0] if "/" in notebook_file else "."
    client = NotebookClient(
        notebook, timeout=120, startup_timeout=60, kernel_name="gradbook", resources={"metadata": {"path": folder}}
    )
    started = time.perf_counter()
    error = None
    seconds = []
    try:
        with client.setup_kernel():
            for index, cell in enumerate(notebook.cells):
                cell_started = time.perf_counter()
                client.execute_cell(cell, index)
                seconds.append(round(time.perf_counter() - cell_started, 3))
    except CellExecutionError as failure:
        error = str(failure)
    except Exception as failure:  # a kernel that dies or hangs
        error = f"{type(failure).__name__}: {failure}"
    nbformat.write(notebook, output_file)
    quiet = [
        cell["id"]
        for cell in notebook.cells
        if "raises-exception" in cell.metadata.get("tags", [])
        and not any(output.output_type == "error" for output in cell.outputs)
    ]
    took = round(time.perf_counter() - started, 3)
    print(json.dumps({"error": error, "withoutPromisedError": quiet, "seconds": took, "cells": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
