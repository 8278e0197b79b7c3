"""Makes `File > Save and Export > HTML` and `jupyter nbconvert --to html` write Gradbook's page.

The page has one implementation, in TypeScript (src/export): this module hands the notebook to `gradbook export --stdin`.
It is an exporter and not only a template, because nbconvert parses and rewrites what a template gives, which would change
the page's bytes and break the hashes of its content policy. Any other template (`--template lab`) works as ever.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from nbconvert.exporters.html import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 120


class GradbookExporter(HTMLExporter):
    """A notebook as one HTML file whose figures stay alive."""

    @default("template_name")
    def _template_name_default(self):
        return "gradbook"

    def from_notebook_node(self, nb, resources=None, **kw):
        if self.template_name != "gradbook":
            return super().from_notebook_node(nb, resources, **kw)
        resources = self._init_resources(resources)
        metadata = resources.get("metadata", {})
        name = metadata.get("name") or "notebook"
        # An empty path is the folder that nbconvert was called in.
        folder = (metadata["path"] or ".") if "path" in metadata else None
        return self._page(nb, f"{name}.ipynb", folder), resources

    def _page(self, nb: NotebookNode, name: str, folder: str | None) -> str:
        node = os.environ.get("GRADBOOK_NODE") or shutil.which("node")
        if node is None:
            raise RuntimeError("The export needs Node.js, and no `node` is on the path.")
        command = [node, str(ROOT / "dist" / "cli.js"), "export", "--stdin", "--name", name]
        if folder:
            command += ["--folder", folder]
        try:
            done = subprocess.run(
                command, input=json.dumps(nb).encode(), capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"The export of {name} took more than {SECONDS} s and was stopped.") from None
        except OSError as error:
            raise RuntimeError(f"The export needs Node.js, and {node} cannot be run: {error.strerror}.") from None
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode != 0:
            raise RuntimeError(said or f"The export of {name} ended with code {done.returncode}.")
        for line in said.splitlines():
            self.log.warning(line)
        return done.stdout.decode()
